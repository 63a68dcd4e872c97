"""What a compilation knows and collects: the team, its time zone, its property types, values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenrec.core.errors import QueryRefused
from tenrec.hogql.tree import Node, Span, Value

DEFAULT_ROWS = 100
MAX_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class PropertyTypes:
    """String, Numeric, Integer, Boolean or DateTime of the properties that a project has seen.

    Integer is a Numeric that has had whole numbers beyond 2^53 and no others. A property that is
    not here, or was ever an object, is read from the exact text, which is slower.
    """

    event: Mapping[str, str] = field(default_factory=dict)
    person: Mapping[str, str] = field(default_factory=dict)
    group: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def find(self, owner: str, key: str, group_index: int | None) -> str | None:
        """The type of one property."""
        if owner == "event":
            return self.event.get(key)
        if owner == "person":
            return self.person.get(key)
        return self.group.get(group_index, {}).get(key) if group_index is not None else None


@dataclass(frozen=True, slots=True)
class CohortFacts:
    """Which rows of `cohort_people` are its members now; `problem`: why it cannot be asked."""

    id: int
    version: int = 0
    problem: str = ""


@dataclass(slots=True)
class Notice:
    """Something to say about a place of the query."""

    message: str
    span: Span | None
    fix: str | None = None


@dataclass(slots=True)
class Context:
    """One object for all passes: what is given first, what is found out after."""

    team_id: int
    timezone: str = "UTC"
    property_types: PropertyTypes = field(default_factory=PropertyTypes)
    values: Mapping[str, Value | Node] = field(default_factory=dict)
    week_start_day: int = 0
    group_names: Mapping[str, int] = field(default_factory=dict)
    actions: Mapping[int | str, Node] = field(default_factory=dict)
    """By id and by name: the condition that each stands for."""
    cohorts: Mapping[int | str, CohortFacts] = field(default_factory=dict)
    """By id and by name, as the query has them."""
    has_default_limit: bool = True
    max_rows: int = MAX_ROWS

    params: dict[str, Any] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    table_names: list[str] = field(default_factory=list)
    limit: int | None = None
    """The page size, when the query has no limit of its own: one more row is asked for."""
    _count: int = 0
    _bound: dict[tuple[str, Any], str] = field(default_factory=dict)

    def fresh(self, prefix: str) -> str:
        """A name that nothing else in this query has."""
        self._count += 1
        return f"{prefix}{self._count}"

    def bind(self, value: str | list[str]) -> str:
        """Text as a parameter: what a user wrote is never part of the SQL."""
        kind = "String" if isinstance(value, str) else "Array(String)"
        key = (kind, value if isinstance(value, str) else tuple(value))
        name = self._bound.get(key)
        if name is None:
            name = self._bound[key] = f"p{len(self._bound)}"
            self.params[name] = value
        return "{" + f"{name}:{kind}" + "}"


def refused(message: str, span: Span | None = None, fix: str | None = None) -> QueryRefused:
    """A query that reads well but cannot be meant."""
    start, end = span or (None, None)
    return QueryRefused(message, code="hogql_query_error", start=start, end=end, fix=fix)
