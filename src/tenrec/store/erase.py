"""Removes rows for good: mutations that rewrite the parts which hold them, always of one team.

Conditions are written here and in our own code, out of numbers and hexadecimal names; the names
that clients gave are rows of the table `erasures`, never part of a statement.
"""

import re
import time
from collections.abc import Callable, Iterable

from tenrec.core.errors import StoreDown
from tenrec.store.base import Batch, EventStore

_NAME = re.compile(r"[0-9a-f]{32}")
_LOOK_SECONDS = 0.05
_CHUNK = 50_000
_COLUMNS = ("team_id", "erasure", "kind", "name", "number")
_AT_ONCE = "SETTINGS mutations_sync = 0"
_PENDING = """
    SELECT is_done, latest_fail_reason FROM system.mutations
    WHERE database = currentDatabase() AND table = {table:String}
        AND position(command, {name:String}) > 0 AND NOT is_done
"""


class Erasure:
    """One deletion of one team. It may be begun again after a crash; `close` is its end."""

    def __init__(self, store: EventStore, team_id: int, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError("the name of an erasure is 32 hexadecimal digits")
        self._store = store
        self._team_id = int(team_id)
        self._name = name

    def note(self, kind: str, keys: Iterable[tuple[str, int]]) -> None:
        """Names, each with a number, for conditions to look into."""
        rows = [
            f"{self._team_id}\t{self._name}\t{kind}\t{_text(name)}\t{number}\n"
            for name, number in keys
        ]
        for start in range(0, len(rows), _CHUNK):
            data = "".join(rows[start : start + _CHUNK]).encode("utf-8", "replace")
            token = f"{self._name}-{kind}-{start}-{time.time_ns()}"
            self._store.insert(Batch("erasures", _COLUMNS, data, token))

    def noted(self, kind: str, columns: str = "name") -> str:
        """The subquery that gives these names."""
        return (
            f"(SELECT {columns} FROM erasures WHERE team_id = {self._team_id}"
            f" AND erasure = '{self._name}' AND kind = '{kind}')"
        )

    def delete(
        self, table: str, condition: str, on_count: Callable[[int], None], wait: Callable[[], None]
    ) -> None:
        """Returns when the rows are gone; `wait` is called all the while and may raise."""
        where = f"team_id = {self._team_id} AND ({condition})"
        found = self._store.select(f"SELECT count() FROM {table} WHERE {where}").rows[0][0]
        on_count(found)
        if found and not self._pending(table):
            # The condition names the erasure even if it needs no names of it: it is found by that.
            where += f" AND '{self._name}' != ''"
            # Not waited for by the engine, which would let nobody else write meanwhile.
            self._store.execute(f"ALTER TABLE {table} DELETE WHERE {where} {_AT_ONCE}")
        while reasons := self._pending(table):
            if reason := next(filter(None, reasons), None):
                raise StoreDown(f"Rows of {table} cannot be removed yet: {reason[:500]}")
            wait()
            time.sleep(_LOOK_SECONDS)

    def close(self) -> None:
        """Forgets the names."""
        self._store.execute(f"ALTER TABLE erasures DROP PARTITION '{self._name}'")

    def _pending(self, table: str) -> list[str]:
        rows = self._store.select(_PENDING, {"table": table, "name": self._name}).rows
        # A reason for failure that is empty still means a mutation that is not done.
        return [str(reason) for _, reason in rows]


def _text(name: str) -> str:
    return (
        name.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\0", "\\0")
    )
