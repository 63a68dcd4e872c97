"""Functions whose ClickHouse form is not just another name; each is one small function."""

from collections.abc import Callable

from tenrec.hogql import functions
from tenrec.hogql.context import Context, refused
from tenrec.hogql.scope import UNKNOWN
from tenrec.hogql.table import Kind
from tenrec.hogql.tree import Call, Constant, Field, Lambda, Node, Ref, Select, SetOperation

Rewrite = Callable[[Call, Context], Node]

_UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
_PARTS = {
    "year": "toYear", "quarter": "toQuarter", "month": "toMonth", "week": "toISOWeek",
    "day": "toDayOfMonth", "hour": "toHour", "minute": "toMinute", "second": "toSecond",
    "dow": "toDayOfWeek", "isodow": "toDayOfWeek", "doy": "toDayOfYear",
    "isoyear": "toISOYear", "epoch": "toUnixTimestamp",
}  # fmt: skip
_TEXT_MAKERS = {"toString", "concat", "JSONExtractString", "JSONExtractRaw", "substring", "trim"}
_TEXT_MAKERS |= {"lower", "upper", "replaceAll", "replaceRegexpAll", "extract", "arrayStringConcat"}


def call(name: str, *args: Node, like: Node | None = None) -> Call:
    """A call of ClickHouse's, already checked."""
    return Call(name, list(args), sql_name=name, span=like.span if like else None)


def _text(node: Node) -> bool:
    """Whether it is surely text."""
    if isinstance(node, Constant):
        return isinstance(node.value, str)
    if isinstance(node, Field | Ref):
        return node.type.kind is Kind.STRING
    if isinstance(node, Call) and node.name in ("if", "ifNull", "coalesce", "nullIf") and node.args:
        return _text(node.args[0] if node.name == "nullIf" else node.args[-1])
    return isinstance(node, Call) and node.name in _TEXT_MAKERS


def _zone(context: Context) -> Constant:
    return Constant(context.timezone)


def _cast_or_null(kind: str) -> Rewrite:
    def change(node: Call, context: Context) -> Node:
        return call("accurateCastOrNull", node.args[0], Constant(kind), like=node)

    return change


def _to_decimal(node: Call, context: Context) -> Node:
    scale = node.args[1]
    if not isinstance(scale, Constant) or type(scale.value) is not int:
        raise refused("The scale of toDecimal is a whole number", scale.span)
    kind = f"Decimal64({max(0, min(18, scale.value)):d})"
    return call("accurateCastOrNull", node.args[0], Constant(kind), like=node)


def _parsed(value: Node, zone: Node, like: Node) -> Call:
    return call("parseDateTime64BestEffortOrNull", value, Constant(6), zone, like=like)


def _to_datetime(node: Call, context: Context) -> Node:
    value = node.args[0]
    zone = node.args[1] if len(node.args) > 1 else _zone(context)
    return (
        _parsed(value, zone, node) if _text(value) else call("toDateTime", value, zone, like=node)
    )


def _parse_best_effort(node: Call, context: Context) -> Node:
    zone = node.args[1] if len(node.args) > 1 else _zone(context)
    return _parsed(node.args[0], zone, node)


def _to_datetime_us(node: Call, context: Context) -> Node:
    return call("parseDateTime64BestEffortUSOrNull", node.args[0], Constant(6), _zone(context))


def _to_date(node: Call, context: Context) -> Node:
    value = node.args[0]
    if _text(value):
        value = _parsed(value, _zone(context), node)
    return call("toDate", value, like=node)


def _now(node: Call, context: Context) -> Node:
    return call("now64", Constant(6), *(node.args or [_zone(context)]), like=node)


def _today(days_back: int) -> Rewrite:
    def change(node: Call, context: Context) -> Node:
        day = call("toDate", call("now64", Constant(6), _zone(context)), like=node)
        return call("minus", day, call("toIntervalDay", Constant(1))) if days_back else day

    return change


def _shift(operator: str) -> Rewrite:
    """dateAdd('day', 1, x), dateAdd(x, interval): ClickHouse has these only as syntax."""

    def change(node: Call, context: Context) -> Node:
        if len(node.args) == 2:
            return call(operator, *node.args, like=node)
        unit, number, value = node.args
        interval = call("toInterval" + _unit(unit, node).capitalize(), number)
        return call(operator, value, interval, like=node)

    return change


def _unit(node: Node, around: Node) -> str:
    if isinstance(node, Constant) and isinstance(node.value, str):
        unit = node.value.lower().removesuffix("s")
        if unit in _UNITS:
            return unit
    raise refused("The unit must be a text such as 'day' or 'month'", node.span or around.span)


def _date_diff(node: Call, context: Context) -> Node:
    unit = Constant(_unit(node.args[0], node))
    zone = node.args[3:] or [_zone(context)]
    return call("dateDiff", unit, node.args[1], node.args[2], *zone, like=node)


def _date_part(node: Call, context: Context) -> Node:
    part = node.args[0].value if isinstance(node.args[0], Constant) else None
    name = _PARTS.get(part.lower()) if isinstance(part, str) else None
    if name is None:
        raise refused("The part must be a text such as 'year' or 'dow'", node.args[0].span)
    return call(name, node.args[1], like=node)


def _start_of_week(node: Call, context: Context) -> Node:
    mode = [] if len(node.args) > 1 else [Constant(3 if context.week_start_day == 1 else 0)]
    return call("toStartOfWeek", *node.args, *mode, like=node)


def _concat(node: Call, context: Context) -> Node:
    parts: list[Node] = []
    for arg in node.args:
        if isinstance(arg, Constant) and isinstance(arg.value, str):
            parts.append(arg)
        else:
            parts.append(call("ifNull", call("toString", arg), Constant("")))
    if len(parts) == 1:
        return parts[0]
    return call("concat", *parts, like=node)


def _in(node: Call, context: Context) -> Node:
    """ClickHouse takes a name on the right of IN for a table: what is no set is an array."""
    value, among = node.args
    if isinstance(among, Select | SetOperation | Constant):
        return node
    if isinstance(among, Call) and among.name in ("tuple", "array"):
        return node
    found = call("has", among, value, like=node)
    return found if node.sql_name == "in" else call("not", found, like=node)


def _not_match(node: Call, context: Context) -> Node:
    return call("not", call("match", *node.args), like=node)


def _any_case(node: Call) -> list[Node]:
    return [node.args[0], call("concat", Constant("(?i)"), node.args[1])]


def _imatch(node: Call, context: Context) -> Node:
    return call("match", *_any_case(node), like=node)


def _not_imatch(node: Call, context: Context) -> Node:
    return call("not", call("match", *_any_case(node)), like=node)


def _split_part(node: Call, context: Context) -> Node:
    text, separator, number = node.args
    parts = call("splitByString", separator, call("assumeNotNull", call("toString", text)))
    return call("arrayElement", parts, number, like=node)


def _md5(node: Call, context: Context) -> Node:
    return call("lower", call("hex", call("MD5", node.args[0])), like=node)


def _semver(node: Call, context: Context) -> Node:
    version = call("extract", call("assumeNotNull", node.args[0]), Constant(r"(\d+(\.\d+)+)"))
    name = context.fresh("x")
    number = Lambda([name], call("toInt64OrZero", Ref(name, UNKNOWN)))
    return call("arrayMap", number, call("splitByChar", Constant("."), version), like=node)


def _string_agg(node: Call, context: Context) -> Node:
    texts = call("groupArray", call("toString", node.args[0]))
    return call("arrayStringConcat", texts, node.args[1], like=node)


def _json_agg(node: Call, context: Context) -> Node:
    return call("toJSONString", call("groupArray", node.args[0]), like=node)


REWRITES: dict[str, Rewrite] = {
    "toInt": _cast_or_null("Int64"),
    "toFloat": _cast_or_null("Float64"),
    "toDecimal": _to_decimal,
    "toDateTime": _to_datetime,
    "to_timestamp": _to_datetime,
    "toDateTimeUS": _to_datetime_us,
    "parseDateTimeBestEffort": _parse_best_effort,
    "toDate": _to_date,
    "to_date": _to_date,
    "now": _now,
    "NOW": _now,
    "current_timestamp": _now,
    "today": _today(0),
    "current_date": _today(0),
    "yesterday": _today(1),
    "dateAdd": _shift("plus"),
    "date_add": _shift("plus"),
    "timeStampAdd": _shift("plus"),
    "dateSub": _shift("minus"),
    "date_subtract": _shift("minus"),
    "timeStampSub": _shift("minus"),
    "dateDiff": _date_diff,
    "date_diff": _date_diff,
    "date_part": _date_part,
    "toStartOfWeek": _start_of_week,
    "concat": _concat,
    "in": _in,
    "notIn": _in,
    "notMatch": _not_match,
    "imatch": _imatch,
    "notIMatch": _not_imatch,
    "split_part": _split_part,
    "md5": _md5,
    "sortableSemver": _semver,
    "string_agg": _string_agg,
    "json_agg": _json_agg,
}
"""Every row of functions.tsv with `*` is here, and a few that have a name of their own as well."""

assert all(row.name in REWRITES for row in functions.FUNCTIONS.values() if row.sql_name == "*")
