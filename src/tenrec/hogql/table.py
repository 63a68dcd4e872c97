"""What a table of the language is: its columns, what it links to, how its rows are read."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The type of a column as people see it; the names are those of the schema query."""

    STRING = "string"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATETIME = "datetime"
    DATE = "date"
    UUID = "uuid"
    JSON = "json"
    ARRAY = "array"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Column:
    """`sql` reads it from the rows, where `s` is the table; empty means: by its own name.

    `json` is the columnar copy of a JSON column and `owner` says whose property
    definitions apply to it: event, person or group.
    """

    name: str
    kind: Kind
    sql: str = ""
    is_nullable: bool = False
    is_hidden: bool = False
    is_dictionary: bool = False
    """Stored as LowCardinality: functions are computed on a dictionary of all teams' values."""
    json: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A dotted name that leads elsewhere: to columns here, else through a join to a table."""

    name: str
    here: dict[str, str] = field(default_factory=dict)
    table: str = ""
    from_column: str = ""
    to_column: str = ""
    group_index: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`physical` is where rows come from; `join` and `where` are added to every reading.

    A join is added only when a column in `join_for` is read, and has `{team}` where the team
    goes; nothing else in these texts varies.
    """

    name: str
    physical: str
    columns: dict[str, Column]
    links: dict[str, Link] = field(default_factory=dict)
    is_final: bool = False
    where: str = ""
    join: str = ""
    join_for: frozenset[str] = frozenset()


def columns(*rows: Column) -> dict[str, Column]:
    """The columns by name, in this order."""
    return {row.name: row for row in rows}


def links(*rows: Link) -> dict[str, Link]:
    """The links by name."""
    return {row.name: row for row in rows}
