"""Rows that a batch in flight has in the store already, found without the engine's memory.

The engine recognises an insert by its token, but a power cut may take the note of a token that it
has not synced yet, and leave the rows. So a batch that is replayed looks for its own rows first.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tenrec.ingest.ledger import Flight
from tenrec.ingest.rows import COLUMNS, line
from tenrec.store.base import EventStore, Limits

# How many of the first columns tell a row from the others of its batch. The other tables keep
# the newest version of a row: there, twice is once.
_IDENTITY: Mapping[str, int] = {"events": 5, "dead_letters": 5, "replay_records": 2}
_TIME: Mapping[str, str] = {"events": "timestamp"}
_FIRST_DAY, _LAST_DAY = b"1900-01-02", b"2299-12-30"
_LIMITS = Limits(seconds=600, rows=10_000_000)


def is_told_apart(table: str) -> bool:
    return table in _IDENTITY


def stored(store: EventStore, flight: Flight, table: str, rows: Sequence[bytes]) -> set[bytes]:
    """What `identity` gives for the rows of this batch that the store has."""
    width = _IDENTITY[table]
    params: dict[str, object] = {
        "batch": flight.number,
        "teams": sorted({int(row.partition(b"\t")[0]) for row in rows}),
    }
    where = "batch = {batch:UInt64} AND team_id IN {teams:Array(Int64)}"
    time = _TIME.get(table)
    if time is not None:
        place = COLUMNS[table].index(time)
        moments = sorted(row.split(b"\t", place + 1)[place].decode() for row in rows)
        params["first"] = datetime.fromisoformat(moments[0] + "+00:00")
        params["last"] = datetime.fromisoformat(moments[-1] + "+00:00")
        where += f" AND {time} >= {{first:DateTime64(6, 'UTC')}}"
        where += f" AND {time} <= {{last:DateTime64(6, 'UTC')}}"
    columns = ", ".join(COLUMNS[table][:width])
    answer = store.select(f"SELECT {columns} FROM {table} WHERE {where}", params, limits=_LIMITS)
    return {identity(table, line(values)) for values in answer.rows}


def identity(table: str, row: bytes) -> bytes:
    """The first columns, as they are written; the engine moves times that it cannot have."""
    width = _IDENTITY[table]
    columns = row.removesuffix(b"\n").split(b"\t", width)[:width]
    if table in _TIME:
        place = COLUMNS[table].index(_TIME[table])
        if not _FIRST_DAY < columns[place] < _LAST_DAY:
            columns[place] = b""
    return b"\t".join(columns)
