"""Tree to HogQL text: for column names and for the `hogql` of an answer, never for the engine."""

import re

from tenrec.hogql.tree import (
    Alias,
    Call,
    Cast,
    Constant,
    Cte,
    InCohort,
    Join,
    Lambda,
    Name,
    Node,
    OrderItem,
    Placeholder,
    Select,
    SetOperation,
    Star,
    TableName,
    Window,
)

_PLAIN = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0", "\b": "\\b", "\f": "\\f"}
)


def print_hogql(node: Node) -> str:
    """The text that reads back as this tree; only for trees whose names are not resolved."""
    match node:
        case Constant(value=value):
            return constant(value)
        case Name(chain=chain):
            return _chain(chain)
        case Star(table=table):
            return f"{identifier(table)}.*" if table else "*"
        case Placeholder(chain=chain):
            return "{" + ".".join(chain) + "}"
        case Call():
            return _call(node)
        case Cast(value=value, type=kind):
            return f"CAST({_grouped(value)} AS {kind})"
        case InCohort(value=value, cohort=cohort, is_not=is_not):
            return f"{_grouped(value)} {'NOT ' if is_not else ''}IN COHORT {constant(cohort)}"
        case Lambda(names=names, body=body):
            return f"({', '.join(map(identifier, names))}) -> {_grouped(body)}"
        case Alias(value=value, name=name):
            return f"{_grouped(value)} AS {identifier(name)}"
        case OrderItem():
            return _order(node)
        case Window():
            return _window(node)
        case Select():
            return _select(node)
        case SetOperation():
            parts = (f"({print_hogql(part)})" for part in node.queries)
            return _with(node.ctes) + f" {node.operator} ".join(parts)
    raise AssertionError(f"{type(node).__name__} has no text")


def identifier(name: str) -> str:
    """A name, quoted if it must be."""
    if _PLAIN.fullmatch(name):
        return name
    return "`" + name.translate(_ESCAPES).replace("`", "\\`") + "`"


def constant(value: object) -> str:
    """A value as a literal."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.translate(_ESCAPES).replace("'", "\\'") + "'"
    if isinstance(value, list):
        return "[" + ", ".join(map(constant, value)) + "]"
    return repr(value)


def _chain(chain: tuple[str | int, ...]) -> str:
    text = ""
    for part in chain:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + identifier(part)
    return text


def _list(nodes: list[Node]) -> str:
    return ", ".join(map(_grouped, nodes))


def _call(node: Call) -> str:
    args = ("DISTINCT " if node.is_distinct else "") + _list(node.args)
    if node.name == "tuple":
        return f"tuple({args})"
    if node.name == "array":
        return f"[{args}]"
    params = "" if node.params is None else f"({_list(node.params)})"
    text = f"{node.name}{params}({args})"
    if node.over is not None:
        over = node.over if isinstance(node.over, str) else _window(node.over)
        text += f" OVER {over}"
    return text


def _grouped(node: Node) -> str:
    """Inside of something else, a query stands in parentheses."""
    text = print_hogql(node)
    return f"({text})" if isinstance(node, Select | SetOperation) else text


def _order(item: OrderItem) -> str:
    nulls = f" NULLS {item.nulls}" if item.nulls else ""
    return f"{_grouped(item.value)} {'DESC' if item.is_descending else 'ASC'}{nulls}"


def _window(window: Window) -> str:
    parts = [identifier(window.base)] if window.base else []
    if window.partition_by:
        parts.append("PARTITION BY " + _list(window.partition_by))
    if window.order_by:
        parts.append("ORDER BY " + ", ".join(map(_order, window.order_by)))
    if window.frame:
        parts.append(window.frame)
    return "(" + " ".join(parts) + ")"


def _with(ctes: list[Cte]) -> str:
    texts = [
        f"{identifier(cte.name)} AS ({print_hogql(cte.value)})"
        if isinstance(cte.value, Select | SetOperation)
        else f"{print_hogql(cte.value)} AS {identifier(cte.name)}"
        for cte in ctes
    ]
    return f"WITH {', '.join(texts)} " if texts else ""


def _join(join: Join) -> str:
    relation = (
        identifier(join.relation.name)
        if isinstance(join.relation, TableName)
        else f"({print_hogql(join.relation)})"
    )
    text = f" {join.kind} {relation}" if join.kind else f" FROM {relation}"
    if join.alias:
        text += f" AS {identifier(join.alias)}"
    if join.is_final:
        text += " FINAL"
    if join.on is not None:
        text += f" ON {_grouped(join.on)}"
    if join.using:
        text += f" USING ({', '.join(_chain(name.chain) for name in join.using)})"
    return text


def _select(select: Select) -> str:
    text = _with(select.ctes) + ("SELECT DISTINCT " if select.is_distinct else "SELECT ")
    text += _list(select.items) + "".join(map(_join, select.joins))
    if select.array_join:
        text += f" {select.array_join_kind} {_list(select.array_join)}"
    for word, node in (("PREWHERE", select.prewhere), ("WHERE", select.where)):
        text += f" {word} {_grouped(node)}" if node is not None else ""
    if select.group_kind == "ALL":
        text += " GROUP BY ALL"
    elif select.group_by:
        columns = _list(select.group_by)
        kind = select.group_kind
        text += f" GROUP BY {f'{kind}({columns})' if kind else columns}"
    text += f" HAVING {_grouped(select.having)}" if select.having is not None else ""
    if select.windows:
        windows = (f"{identifier(n)} AS {_window(w)}" for n, w in select.windows.items())
        text += f" WINDOW {', '.join(windows)}"
    text += f" QUALIFY {_grouped(select.qualify)}" if select.qualify is not None else ""
    return text + _ending(select)


def _ending(select: Select) -> str:
    text = ""
    if select.order_by:
        text += " ORDER BY " + ", ".join(map(_order, select.order_by))
    if select.limit_by is not None:
        by = select.limit_by
        offset = f" OFFSET {_grouped(by.offset)}" if by.offset is not None else ""
        text += f" LIMIT {_grouped(by.limit)}{offset} BY {_list(by.by)}"
    if select.limit is not None:
        text += f" LIMIT {_grouped(select.limit)}"
    if select.offset is not None:
        text += f" OFFSET {_grouped(select.offset)}"
    return text + (" WITH TIES" if select.with_ties else "")
