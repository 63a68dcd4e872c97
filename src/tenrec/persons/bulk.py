"""Many rows at once, in SQLite and PostgreSQL: the ORM took four to eight times as long per person.

Only names of our own models become SQL text; everything else is a parameter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from tenrec.core.jsontext import dumps

Rows = list[tuple[Any, ...]]


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def select(sql: str, *parameters: Any) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: Rows = cursor.fetchall()
    return rows


def one_of(type_name: str) -> str:
    """The condition "is in the list", with one parameter however long the list is."""
    return "IN (SELECT value FROM json_each(%s))" if is_sqlite() else f"= ANY(%s::{type_name}[])"


def as_list(values: Sequence[Any]) -> Any:
    """The parameter for `one_of`."""
    return dumps(values).decode() if is_sqlite() else list(values)


def uuid_in(text: str) -> str:
    """A uuid as the column keeps it."""
    return text.replace("-", "") if is_sqlite() else text


def uuid_out(value: str | UUID) -> str:
    if isinstance(value, UUID):
        return str(value)
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


def time_in(value: datetime | None) -> Any:
    """A time in UTC as the column keeps it: SQLite has text without a zone."""
    return str(value)[:-6] if value is not None and is_sqlite() else value


def time_out(value: datetime) -> datetime:
    return value if value.tzinfo is UTC else value.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Upsert:
    """Insert or, when `key` is taken, overwrite `changing`."""

    model: type[models.Model]
    columns: tuple[str, ...]
    key: tuple[str, ...]
    changing: tuple[str, ...]

    def run(self, rows: Rows) -> None:
        if not rows:
            return
        names = ", ".join(map(_quoted, self.columns))
        head = f"INSERT INTO {_quoted(self.model._meta.db_table)} ({names})"
        tail = f"ON CONFLICT ({', '.join(map(_quoted, self.key))}) DO UPDATE SET " + ", ".join(
            f"{_quoted(name)} = excluded.{_quoted(name)}" for name in self.changing
        )
        with connection.cursor() as cursor:
            if is_sqlite():
                marks = ", ".join(["%s"] * len(self.columns))
                cursor.executemany(f"{head} VALUES ({marks}) {tail}", rows)
                return
            # One statement and one parameter: lists of values took the driver five times as long.
            types = ", ".join(f"{_quoted(name)} {self._type(name)}" for name in self.columns)
            records = dumps([dict(zip(self.columns, row, strict=True)) for row in rows]).decode()
            source = f"SELECT {names} FROM json_to_recordset(%s) AS new({types})"
            cursor.execute(f"{head} {source} {tail}", [records])

    def _type(self, column: str) -> str:
        field = next(f for f in self.model._meta.local_fields if f.column == column)
        return str(
            field.rel_db_type(connection) if field.primary_key else field.db_type(connection)
        )


def delete(model: type[models.Model], ids: Sequence[int]) -> None:
    if ids:
        table = _quoted(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id {one_of('bigint')}", [as_list(ids)])


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids for new rows, known before they are written, so that others can point at them."""
    table = model._meta.db_table
    if not count:
        return []
    if is_sqlite():
        # The caller's transaction holds the write lock; inserting moves the sequence itself.
        rows = select("SELECT seq FROM sqlite_sequence WHERE name = %s", table)
        first = rows[0][0] + 1 if rows else 1
        return list(range(first, first + count))
    rows = select(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", table, count
    )
    return [row[0] for row in rows]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
