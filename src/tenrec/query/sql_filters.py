"""What stands for `{filters}` in SQL: dates, properties and test accounts of the rows around it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tenrec.core.errors import QueryRefused
from tenrec.hogql.comparisons import all_of
from tenrec.hogql.tree import (
    Call,
    Constant,
    Name,
    Node,
    Placeholder,
    Query,
    Select,
    TableName,
    children,
    rewrite,
)
from tenrec.query.base import Project
from tenrec.query.conditions import filters_condition
from tenrec.query.dates import moment
from tenrec.query.schema.parts import Filters

# By which time the rows of a table are chosen.
_TIMES = {"events": "timestamp", "groups": "created_at"}
_COMPARISONS = frozenset(
    {"equals", "notEquals", "less", "lessOrEquals", "greater", "greaterOrEquals"}
)
_BOUNDS: dict[tuple[str, ...], str] = {
    ("filters", "dateRange", "from"): "date_from",
    ("filters", "dateRange", "to"): "date_to",
}


def put_filters(tree: Query, filters: Filters | None, project: Project) -> None:
    """Every `{filters}` becomes its condition; QueryRefused where it cannot stand."""
    given = filters or Filters()
    around = _selects_around(tree)
    dates = _Dates(given, project)

    def change(node: Node) -> Node:
        if isinstance(node, Call) and node.name in _COMPARISONS:
            return Constant(True) if any(map(dates.is_unset, node.args)) else node
        if not isinstance(node, Placeholder) or node.chain[0] != "filters":
            return node
        if node.chain in _BOUNDS:
            return dates.constant(node)
        if len(node.chain) > 1:
            raise _refused(f"There is no {{{'.'.join(node.chain)}}}", node)
        return _condition(given, around[id(node)], dates, project, node)

    rewrite(tree, change)


class _Dates:
    """The two bounds of `dateRange`."""

    def __init__(self, filters: Filters, project: Project) -> None:
        self._range = filters.dateRange
        self._zone = ZoneInfo(project.timezone or "UTC")
        self._now = datetime.now(UTC)

    def bound(self, name: str) -> Node | None:
        """The moment as the language reads it; None without one."""
        text = getattr(self._range, name, None)
        found = moment(text, self._zone, self._now)
        if found is None:
            return None
        at: list[Node] = [Constant(f"{found:%Y-%m-%d %H:%M:%S.%f}"), Constant(6), Constant("UTC")]
        return Call("toDateTime64", at)

    def is_unset(self, node: Node) -> bool:
        """Whether a comparison with it says nothing."""
        return (
            isinstance(node, Placeholder)
            and node.chain in _BOUNDS
            and self.bound(_BOUNDS[node.chain]) is None
        )

    def constant(self, node: Placeholder) -> Node:
        """One that is not set stays, until the comparison around it goes."""
        return self.bound(_BOUNDS[node.chain]) or node


def _condition(
    filters: Filters, select: Select, dates: _Dates, project: Project, node: Placeholder
) -> Node:
    if not any(filters.model_dump().values()):
        return Constant(True)
    parts = [*_bounds(dates, select, node)]
    if filters.properties:
        given = [one.model_dump(mode="json", exclude_none=True) for one in filters.properties]
        parts.append(filters_condition(given))
    if filters.filterTestAccounts:
        parts.append(filters_condition([*project.test_account_filters]))
    return all_of(parts)


def _bounds(dates: _Dates, select: Select, node: Placeholder) -> list[Node]:
    if not select.joins or not isinstance(select.joins[0].relation, TableName):
        raise _no_place(node)
    table, alias = select.joins[0].relation.name, select.joins[0].alias
    if table not in _TIMES:
        raise _no_place(node)
    column = (alias or table, _TIMES[table])
    before, since = dates.bound("date_to"), dates.bound("date_from")
    found: list[Node] = []
    if since is not None:
        found.append(Call("greaterOrEquals", [Name(column), since]))
    if before is not None:
        found.append(Call("less", [Name(column), before]))
    return found


def _selects_around(tree: Query) -> Mapping[int, Select]:
    """By the identity of each placeholder: the SELECT that it belongs to."""
    found: dict[int, Select] = {}
    todo: list[tuple[Node, Any]] = [(tree, None)]
    while todo:
        node, select = todo.pop()
        if isinstance(node, Placeholder):
            found[id(node)] = select
        inner = node if isinstance(node, Select) else select
        todo += [(child, inner) for child in children(node)]
    return found


def _no_place(node: Placeholder) -> QueryRefused:
    names = " or ".join(_TIMES)
    return _refused(f"{{filters}} can only stand in a SELECT from {names}", node)


def _refused(message: str, node: Placeholder) -> QueryRefused:
    start, end = node.span or (None, None)
    return QueryRefused(message, code="hogql_query_error", start=start, end=end)
