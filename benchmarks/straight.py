"""Puts the stored rows once more into a table just like theirs, as JSONEachRow: the baseline.

    python -m benchmarks.straight FOLDER_OF_THE_EVENT_STORE

Prints rows per second and per second of processor time; making the JSON text is not counted.
"""

import sys
import time

import chdb.session

_CHUNK = 50_000
_TABLE = "baseline"


def main(folder: str) -> int:
    session = chdb.session.Session(folder)
    session.query("USE tenrec")
    columns = _columns(session)
    session.query(f"CREATE TABLE {_TABLE} AS events")
    total = int(session.query("SELECT count() FROM events", "TSV").data())
    seconds, processor, done = 0.0, 0.0, 0
    while done < total:
        text = session.query(
            f"SELECT {columns} FROM events ORDER BY captured_at, uuid "
            f"LIMIT {_CHUNK} OFFSET {done} "
            "SETTINGS output_format_json_quote_64bit_integers = 0",
            "JSONEachRow",
        ).data()
        began, used = time.perf_counter(), time.process_time()
        session.query(f"INSERT INTO {_TABLE} ({columns}) FORMAT JSONEachRow {text}")
        seconds += time.perf_counter() - began
        processor += time.process_time() - used
        done += _CHUNK
    stored = int(session.query(f"SELECT count() FROM {_TABLE}", "TSV").data())
    assert stored == total, (stored, total)
    print(total / seconds, total / processor)
    return 0


def _columns(session: chdb.session.Session) -> str:
    """The columns that are written; the others are computed from them."""
    names = session.query(
        "SELECT name FROM system.columns WHERE database = 'tenrec' AND table = 'events' "
        "AND default_kind = '' ORDER BY position",
        "TSV",
    ).data()
    return ", ".join(f"`{name}`" for name in names.split("\n") if name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
