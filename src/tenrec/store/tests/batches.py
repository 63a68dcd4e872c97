"""Batches that a killed process and its successor make alike."""

import uuid

from tenrec.store.base import Batch

COLUMNS = ["team_id", "uuid", "event", "timestamp", "distinct_id", "properties", "batch"]


def batch(number: int, rows: int = 400, months: int = 12) -> Batch:
    """Rows in several partitions; the same number, the same bytes."""
    lines = []
    for i in range(rows):
        key = uuid.uuid5(uuid.NAMESPACE_OID, f"{number}-{i}")
        time = f"2026-{i % months + 1:02d}-03 00:00:00.000000"
        properties = f'{{"a":{i},"b":"x{i}"}}'
        lines.append(f"7\t{key}\te{i % 5}\t{time}\td{i % 50}\t{properties}\t{number}\n")
    return Batch("events", COLUMNS, "".join(lines).encode(), f"events-{number}")
