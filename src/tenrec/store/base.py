"""The promise of an event store: ClickHouse SQL in, rows out, every batch stored once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Params = Mapping[str, Any]
"""Values bound as `{name:Type}`: they are data, never SQL."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may cost."""

    seconds: float = 60
    memory_bytes: int = 2_000_000_000
    rows: int = 1_000_000
    """Result rows; more is an error, not a cut."""


@dataclass(frozen=True, slots=True)
class Result:
    """An answer: column names, ClickHouse type names, rows in column order.

    Values are JSON-ready Python: integers exact (UInt64 included), DateTime as
    datetime with time zone, UUID as str, Array as list, Map as dict, NULL as None.
    """

    columns: list[str]
    types: list[str]
    rows: list[list[Any]]
    seconds: float = 0.0
    rows_read: int = 0
    bytes_read: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows for one table as tab-separated text (ClickHouse `TSV`), in the order of `columns`.

    `token` names the batch: the same token and rows inserted again change nothing.
    """

    table: str
    columns: Sequence[str]
    data: bytes
    token: str


class EventStore(Protocol):
    """Where events live. Every engine speaks ClickHouse SQL; only the wire differs.

    All methods are safe to call from several threads at once. Errors: QueryRefused for
    what the query did wrong, StoreDown for what the engine could not do.
    """

    name: str

    def select(
        self,
        sql: str,
        params: Params | None = None,
        *,
        team_id: int | None = None,
        limits: Limits | None = None,
        settings: Mapping[str, str | int] | None = None,
    ) -> Result:
        """Runs a read-only query; with `team_id`, every table is filtered to that team."""
        ...

    def insert(self, batch: Batch) -> None:
        """Stores the rows; durable when it returns."""
        ...

    def execute(self, statement: str) -> None:
        """Runs one statement of the schema or of maintenance; never anything user-made."""
        ...

    def close(self) -> None:
        """Lets go of the engine; nothing may be called after."""
        ...
