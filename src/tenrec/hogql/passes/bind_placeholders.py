"""Puts the given values where the query has `{placeholders}`."""

from tenrec.hogql.context import Context, refused
from tenrec.hogql.tree import Call, Constant, Node, Placeholder, Query, rewrite


def bind_placeholders(query: Query, context: Context) -> Query:
    """Every `{key}` becomes its value; one without a value is refused."""

    def change(node: Node) -> Node:
        if not isinstance(node, Placeholder):
            return node
        key = ".".join(node.chain)
        if key not in context.values:
            raise refused(f"Unresolved placeholder: {{{key}}}", node.span)
        value = context.values[key]
        if isinstance(value, Node):
            return value
        if isinstance(value, list):
            return Call("array", [Constant(v) for v in value], span=node.span)
        return Constant(value, span=node.span)

    rewrite(query, change)
    return query
