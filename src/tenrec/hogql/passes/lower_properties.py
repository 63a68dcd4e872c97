"""Turns `properties.a.b` into the reading of one path, with the type that the project knows.

A property of a known scalar type is read from the columnar copy: only its own subcolumn is
touched. Everything else (never seen, ever an object, an array, a nested path, an odd key) is
read from the exact text, because the columnar copy drops nulls and empty objects, and takes six
times as long to put an object together. Both give the same text: that of the JSON value, without
the quotes around it.
"""

import re

from tenrec.hogql.context import Context
from tenrec.hogql.scope import Type
from tenrec.hogql.table import Column, Kind
from tenrec.hogql.tree import Call, Constant, Field, Node, Query, rewrite

_TYPES = {
    "String": Kind.STRING,
    "Numeric": Kind.FLOAT,
    "Integer": Kind.INTEGER,
    "Boolean": Kind.BOOLEAN,
    "DateTime": Kind.DATETIME,
}
# Dots lead down a path, backticks and backslashes end the quotes, ^ and : mean other subcolumns.
_COLUMNAR_KEY = re.compile(r"[^.`\\:^\x00-\x1f\x7f%\[\]][^.`\\:\x00-\x1f\x7f%\[\]]*")


def lower_properties(query: Query, context: Context) -> Query:
    """Every field with a path becomes a plain column of what is read, or a call on the text."""

    def change(node: Node) -> Node:
        if not isinstance(node, Field):
            return node
        if node.type.kind is Kind.JSON or node.path:
            return _lower(node, context)
        if node.source.table is not None:
            node.name = node.source.read(node.source.table.columns[node.name])
        return node

    rewrite(query, change)
    return query


def _lower(node: Field, context: Context) -> Node:
    source = node.source
    if source.table is None:
        return _from_text(node, context) if node.path else node
    column = source.table.columns[node.name]
    if not node.path:
        node.name = source.read(column)
        return node
    known = _known_type(node, column, context)
    sql = _columnar(column, node.path, known) or _text(f"s.`{column.name}`", node.path, context)
    sql = _typed(sql, known, context)
    name = next((n for n, s in source.scan.items() if s == sql), None)
    if name is None:
        name = context.fresh("f")
        source.scan[name] = sql
    return Field(source, name, Type(_TYPES.get(known or "String", Kind.STRING)), span=node.span)


def _known_type(node: Field, column: Column, context: Context) -> str | None:
    if len(node.path) != 1 or not column.owner:
        return None
    types = context.property_types
    known = types.find(column.owner, str(node.path[0]), node.source.group_index)
    return known if known in _TYPES else None


def _columnar(column: Column, path: tuple[str | int, ...], known: str | None) -> str | None:
    key = path[0]
    if known is None or not column.json or not isinstance(key, str):
        return None
    if not _COLUMNAR_KEY.fullmatch(key):
        return None
    return _unquoted(f"toJSONString(s.`{column.json}`.`{key}`)")


def _text(column: str, path: tuple[str | int, ...], context: Context) -> str:
    keys = ", ".join(str(part) if isinstance(part, int) else context.bind(part) for part in path)
    raw = f"JSONExtractRaw({column}, {keys})"
    return _unquoted(f"nullIf(nullIf({raw}, ''), 'null')")


def _unquoted(raw: str) -> str:
    return f"if(startsWith({raw}, '\"'), substring({raw}, 2, length({raw}) - 2), {raw})"


def _typed(sql: str, known: str | None, context: Context) -> str:
    if known == "Numeric":
        return f"accurateCastOrNull({sql}, 'Float64')"
    if known == "Integer":
        # 128 bits: a sum of numbers that need 64 must not wrap.
        return f"accurateCastOrNull({sql}, 'Int128')"
    if known == "Boolean":
        return f"multiIf({sql} = 'true', true, {sql} = 'false', false, NULL)"
    if known == "DateTime":
        return f"parseDateTime64BestEffortOrNull({sql}, 6, {context.bind(context.timezone)})"
    return sql


def _from_text(node: Field, context: Context) -> Node:
    """A property of a subquery's JSON column: the text is all there is."""
    column = Field(node.source, node.name, Type(Kind.JSON), span=node.span)
    args: list[Node] = [column, *(Constant(part) for part in node.path)]
    raw = Call("JSONExtractRaw", args, sql_name="JSONExtractRaw")
    for empty in ("", "null"):
        raw = Call("nullIf", [raw, Constant(empty)], sql_name="nullIf")
    trim: list[Node] = [raw, Constant('^"|"$'), Constant("")]
    return Call("replaceRegexpAll", trim, sql_name="replaceRegexpAll", span=node.span)
