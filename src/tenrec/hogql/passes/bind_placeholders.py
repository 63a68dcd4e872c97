"""Puts the given values where the query has `{placeholders}`."""

from tenrec.hogql.context import Context, refused
from tenrec.hogql.tree import Call, Constant, Node, Placeholder, Query, Span, Value, rewrite


def bind_placeholders(query: Query, context: Context) -> Query:
    """Every `{key}` becomes its value; one without a value is refused."""

    def change(node: Node) -> Node:
        if not isinstance(node, Placeholder):
            return node
        key = ".".join(node.chain)
        if key not in context.values:
            raise refused(f"Unresolved placeholder: {{{key}}}", node.span)
        return _node(context.values[key], key, node.span)

    rewrite(query, change)
    return query


def _node(value: Value | Node, key: str, span: Span | None) -> Node:
    if isinstance(value, Node):
        return value
    if isinstance(value, list):
        return Call("array", [_node(item, key, span) for item in value], span=span)
    if value is None or isinstance(value, bool | int | float | str):
        return Constant(value, span=span)
    raise refused(f"The value of {{{key}}} must be a text, number, boolean, null or list", span)
