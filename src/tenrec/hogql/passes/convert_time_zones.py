"""Shows times in the project's zone; compares them as they are stored, so that indexes work."""

from tenrec.hogql.context import Context
from tenrec.hogql.scope import Type
from tenrec.hogql.table import Kind
from tenrec.hogql.tree import (
    Alias,
    Call,
    Constant,
    Cte,
    Field,
    Join,
    Node,
    Query,
    Ref,
    Select,
    SetOperation,
    rewrite,
    walk,
)

_COMPARE = {"equals", "notEquals", "less", "lessOrEquals", "greater", "greaterOrEquals"}
_INSTANTS = {"now", "now64", "toDateTime", "toDateTime64", "toStartOfHour", "toStartOfMinute"}
_INSTANTS |= {"parseDateTimeBestEffort", "toStartOfDay", "dateAdd", "dateSub", "toTimeZone"}
_DATES = {"toDate", "today", "yesterday", "toStartOfMonth", "toStartOfYear", "toMonday"}
_DATES |= {"toStartOfWeek", "toStartOfQuarter", "toLastDayOfMonth"}


def convert_time_zones(query: Query, context: Context) -> Query:
    """Wraps every column of time but those that are only compared or handed up."""
    bare = _handed_up(query)
    for node in walk(query):
        if isinstance(node, Call) and node.name in _COMPARE and len(node.args) == 2:
            _compare(node, bare, context)
    if context.timezone == "UTC":
        return query

    def change(node: Node) -> Node:
        if isinstance(node, Field) and node.type.kind is Kind.DATETIME and id(node) not in bare:
            args: list[Node] = [node, Constant(context.timezone)]
            return Call("toTimeZone", args, sql_name="toTimeZone", span=node.span)
        return node

    rewrite(query, change)
    return query


def _handed_up(query: Query) -> set[int]:
    """Columns that a subquery in FROM only passes on: its reader will convert them."""
    bare: set[int] = set()
    todo: list[Node] = []
    for node in walk(query):
        if isinstance(node, Join):
            todo.append(node.relation)
        elif isinstance(node, Cte):
            todo.append(node.value)
    while todo:
        part = todo.pop()
        if isinstance(part, SetOperation):
            todo.extend(part.queries)
        elif isinstance(part, Select):
            bare |= {id(item.value) for item in part.items if isinstance(item, Alias)}
    return bare


def _compare(call: Call, bare: set[int], context: Context) -> None:
    for index in (0, 1):
        column, other = call.args[index], call.args[1 - index]
        if not isinstance(column, Field | Ref) or column.type.kind is not Kind.DATETIME:
            continue
        if isinstance(other, Constant) and isinstance(other.value, str):
            call.args[1 - index] = _parsed(other, context)
            bare.add(id(column))
        elif _is_date(other):
            args: list[Node] = [other, Constant(6), Constant(context.timezone)]
            call.args[1 - index] = Call("toDateTime64", args, sql_name="toDateTime64")
            bare.add(id(column))
        elif _is_instant(other):
            bare.add(id(column))


def _parsed(text: Constant, context: Context) -> Node:
    args: list[Node] = [text, Constant(6), Constant(context.timezone)]
    name = "parseDateTime64BestEffort"
    return Call(name, args, sql_name=name, span=text.span)


def _is_date(node: Node) -> bool:
    """Whether it is surely a Date: then the day begins in the project's zone."""
    if not isinstance(node, Call):
        return False
    if node.name in ("plus", "minus") and len(node.args) == 2:
        unit = node.args[1].name if isinstance(node.args[1], Call) else ""
        whole_days = ("toIntervalDay", "toIntervalWeek", "toIntervalMonth", "toIntervalYear")
        return _is_date(node.args[0]) and unit in whole_days
    return node.name in _DATES


def _is_instant(node: Node) -> bool:
    """Whether it is surely a DateTime: then the zone makes no difference."""
    if isinstance(node, Field | Ref):
        return node.type == Type(Kind.DATETIME, False)
    if not isinstance(node, Call):
        return False
    if node.name in ("plus", "minus"):
        return bool(node.args) and _is_instant(node.args[0])
    return node.name in _INSTANTS
