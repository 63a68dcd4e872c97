"""Wall one between teams: no table can be read but through a scan of one team's rows.

ClickHouse may compute a condition of the user before the one of the team, on everybody's rows:
nobody would see them, but an error would (`base58Decode(event)` quotes the text that it cannot
decode). So as soon as a query has a function that can fail on some rows, the team's condition is
a PREWHERE, which is always computed first; other queries keep the faster reading.
"""

from tenrec.hogql.context import Context
from tenrec.hogql.functions import FUNCTIONS, find
from tenrec.hogql.scan import Scan
from tenrec.hogql.scope import Source
from tenrec.hogql.table import Kind
from tenrec.hogql.tree import Call, Cast, Constant, Field, Join, Node, Query, Ref, TableName, walk

_NEVER_FAILS = """
    equals notEquals less lessOrEquals greater greaterOrEquals and or not xor isNull isNotNull
    ifNull coalesce assumeNotNull if multiIf in notIn isNotDistinctFrom isDistinctFrom
    tuple array has hasAny
    plus minus multiply divide negate abs least greatest round floor ceil
    lower upper length empty notEmpty startsWith endsWith concat toString position trim
    accurateCastOrNull parseDateTime64BestEffortOrNull toTimeZone now64 dateDiff
    toStartOfDay toStartOfHour toStartOfMinute toStartOfWeek toStartOfMonth toStartOfQuarter
    toStartOfYear toMonday toYear toQuarter toMonth toDayOfWeek toDayOfMonth toHour toMinute
    toIntervalSecond toIntervalMinute toIntervalHour toIntervalDay toIntervalWeek toIntervalMonth
    toIntervalQuarter toIntervalYear JSONExtractString JSONExtractRaw JSONHas isDefined
    domain path protocol cutQueryString
"""
_SAFE = frozenset(_NEVER_FAILS.split())
_PATTERNS = {"like", "notLike", "ilike", "notILike", "match"}
_TIMES = {"toDate", "toDateTime", "toDateTime64", "parseDateTime64BestEffort", "dateTrunc"}
_MAKES_TIME = _TIMES | {"toTimeZone", "now64", "parseDateTime64BestEffortOrNull"}


def guard_team(query: Query, context: Context) -> Query:
    """Replaces every table of every FROM; the printer cannot print a table that is left."""
    can_fail = any(_can_fail(node) for node in walk(query))
    for node in walk(query):
        if isinstance(node, Join) and isinstance(node.relation, TableName):
            source = node.source
            assert isinstance(source, Source), "resolve_names gives every entry of FROM its source"
            if source.table is not None:
                span = node.relation.span
                node.relation = Scan(source, context.team_id, is_first=can_fail, span=span)
    return query


def _can_fail(node: Node) -> bool:
    if isinstance(node, Cast):
        return not isinstance(node.value, Constant)
    if not isinstance(node, Call) or node.sql_name in _SAFE:
        return False
    if node.sql_name in _PATTERNS:
        return not isinstance(node.args[-1], Constant)
    if node.sql_name in _TIMES:
        return not any(_is_time(arg) for arg in node.args)
    # An aggregate is computed after the rows were chosen.
    found = FUNCTIONS.get(node.name) or find(node.name)
    return found is None or not found.is_aggregate


def _is_time(node: Node) -> bool:
    if isinstance(node, Field | Ref):
        return node.type.kind in (Kind.DATETIME, Kind.DATE)
    return isinstance(node, Constant) or (
        isinstance(node, Call)
        and (node.sql_name in _MAKES_TIME or (node.sql_name or "").startswith("toStartOf"))
    )
