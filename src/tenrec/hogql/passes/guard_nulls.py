"""A comparison is true or false, never NULL: a missing property equals nothing."""

from tenrec.hogql.context import Context
from tenrec.hogql.tree import (
    Call,
    Cast,
    Constant,
    Field,
    Join,
    Node,
    Query,
    Ref,
    rewrite,
    walk,
)

_FALSE_ON_NULL = {"less", "lessOrEquals", "greater", "greaterOrEquals", "like", "ilike", "match"}
_FALSE_ON_NULL |= {"imatch"}
_TRUE_ON_NULL = {"notLike", "notILike", "notMatch", "notIMatch"}
_COMPARE = {"equals", "notEquals"} | _FALSE_ON_NULL | _TRUE_ON_NULL
_NEVER_NULL = {"count", "countIf", "uniq", "uniqExact", "uniqIf", "now", "today", "yesterday"}
_NEVER_NULL |= {"isNull", "isNotNull", "in", "notIn", "tuple", "array", "groupArray", "map"}
_NEVER_NULL |= {"countDistinct", "length", "concat", "rand", "assumeNotNull"}
_NEVER_NULL |= {"row_number", "rank", "dense_rank", "groupUniqArray", "toTypeName", "pi", "e"}
_PASSES_ON = {"toDate", "toString", "toStartOfDay", "toStartOfHour", "toStartOfWeek"}
_PASSES_ON |= {"toStartOfMonth", "toYear", "toMonth", "toTimeZone", "lower", "upper", "plus"}
_PASSES_ON |= {"minus", "multiply", "abs", "not", "and", "or", "if", "least", "greatest"}
_PASSES_ON |= {"toHour", "toMinute", "toDayOfWeek", "toDayOfMonth", "toStartOfMinute", "round"}
_PASSES_ON |= {"toIntervalDay", "toIntervalHour", "toDateTime64", "sum", "min", "max", "any"}


def guard_nulls(query: Query, context: Context) -> Query:
    """Wraps comparisons whose sides may be NULL; those of a join stay as they are."""
    skip = {
        id(node)
        for join in walk(query)
        if isinstance(join, Join) and join.on is not None
        for node in walk(join.on)
    }

    def change(node: Node) -> Node:
        if isinstance(node, Call) and node.name in _COMPARE and len(node.args) == 2:
            return node if id(node) in skip else _guarded(node)
        if isinstance(node, Cast) and may_be_null(node.value) and _can_be_nullable(node.type):
            node.type = f"Nullable({node.type})"
        return node

    rewrite(query, change)
    return query


def _can_be_nullable(type_name: str) -> bool:
    return not type_name.startswith(("Nullable", "Array", "Tuple", "Map", "JSON"))


def _guarded(call: Call) -> Node:
    left, right = call.args
    if call.name in ("equals", "notEquals") and (_is_null(left) or _is_null(right)):
        name = "isNull" if call.name == "equals" else "isNotNull"
        return _call(name, right if _is_null(left) else left)
    maybe = [may_be_null(left), may_be_null(right)]
    if not any(maybe):
        return call
    if call.name == "equals" and all(maybe):
        return _call("isNotDistinctFrom", left, right)
    if call.name == "notEquals" and all(maybe):
        return _call("isDistinctFrom", left, right)
    on_null = call.name in _TRUE_ON_NULL or call.name == "notEquals"
    return _call("ifNull", call, Constant(1 if on_null else 0))


def _call(name: str, *args: Node) -> Call:
    return Call(name, list(args), sql_name=name)


def _is_null(node: Node) -> bool:
    return isinstance(node, Constant) and node.value is None


def may_be_null(node: Node) -> bool:
    """False only when it surely is not; being wrong the other way costs a little time."""
    if isinstance(node, Constant):
        return node.value is None
    if isinstance(node, Field | Ref):
        return node.type.is_nullable
    if isinstance(node, Cast):
        return node.type.startswith("Nullable") or may_be_null(node.value)
    if isinstance(node, Call):
        if node.name in _NEVER_NULL or node.name in _COMPARE:
            return False
        if node.name in ("ifNull", "coalesce") and node.args:
            return may_be_null(node.args[-1])
        if node.name.startswith(("parseDateTime64BestEffort", "toDateTime64")):
            return "OrNull" in node.name
        return node.name not in _PASSES_ON or any(may_be_null(arg) for arg in node.args)
    return True
