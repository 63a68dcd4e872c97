"""No query gives more rows than it may: a default limit, and a ceiling on the written one."""

from tenrec.hogql.context import DEFAULT_ROWS, Context
from tenrec.hogql.tree import Call, Constant, Node, Query


def limit_rows(query: Query, context: Context) -> Query:
    """One row more than a page when there is no LIMIT, else the written one up to the ceiling."""
    if query.limit is None:
        # Without limit the answer is a page; the row too many tells that there are more.
        context.limit = DEFAULT_ROWS if context.has_default_limit else context.max_rows
        query.limit = Constant(context.limit + 1)
    else:
        query.limit = _at_most(query.limit, context.max_rows)
    return query


def _at_most(limit: Node, ceiling: int) -> Node:
    if isinstance(limit, Constant) and type(limit.value) is int:
        return Constant(min(limit.value, ceiling))
    return Call("least", [Constant(ceiling), limit], sql_name="least")
