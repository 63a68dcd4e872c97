"""Checks every function against the allow-list and gives it ClickHouse's name and arguments."""

from tenrec.hogql import functions
from tenrec.hogql.context import Context, refused
from tenrec.hogql.functions import Function
from tenrec.hogql.rewrites import REWRITES
from tenrec.hogql.tree import Call, Node, Query, Select, SetOperation, Span, children, rewrite

# The parser makes these of operators; as functions they take any number of arguments.
_ANY_NUMBER = {"tuple", "array", "map", "and", "or", "multiIf"}


def lower_functions(query: Query, context: Context) -> Query:
    """Every call is allowed, has the right number of arguments, and has its `sql_name`."""
    _refuse_nested_aggregates(query)

    def change(node: Node) -> Node:
        if not isinstance(node, Call) or node.sql_name is not None:
            return node
        found = _checked(node)
        if found.sql_name == "*":
            return REWRITES[found.name](node, context)
        node.sql_name = found.sql_name
        if found.name in REWRITES:
            return REWRITES[found.name](node, context)
        return node

    rewrite(query, change)
    return query


def _checked(node: Call) -> Function:
    found = functions.find(node.name)
    if found is None:
        raise _unknown(node.name, node.span)
    word = "Aggregation" if found.is_aggregate else "Function"
    _check_number(f"{word} '{node.name}'", found, len(node.args), node.span)
    if node.params is not None and not found.is_aggregate:
        raise refused(f"Function '{node.name}' does not take parameters", node.span)
    if node.is_distinct and not found.is_aggregate:
        raise refused(f"Function '{node.name}' does not take DISTINCT", node.span)
    if node.over is not None and found.kind == "scalar":
        raise refused(f"Function '{node.name}' cannot be used with OVER", node.span)
    if node.over is None and found.kind == "window":
        raise refused(f"Function '{node.name}' needs OVER (…)", node.span)
    return found


def _unknown(name: str, span: Span | None) -> Exception:
    near = functions.suggestion(name)
    hint = f" Perhaps you meant '{near}(...)'?" if near else ""
    return refused(f"Unsupported function call '{name}(...)'.{hint}", span, near)


def _check_number(what: str, found: Function, number: int, span: Span | None) -> None:
    if found.name in _ANY_NUMBER:
        return
    least, most = found.least, found.most
    if least <= number and (most < 0 or number <= most):
        return
    if least == most:
        wanted, plural = str(least), least != 1
    elif number < least:
        wanted, plural = f"at least {least}", least != 1
    else:
        wanted, plural = f"at most {most}", most != 1
    raise refused(f"{what} expects {wanted} argument{'s' if plural else ''}, found {number}", span)


def _refuse_nested_aggregates(query: Query) -> None:
    todo: list[tuple[Node, str]] = [(query, "")]
    while todo:
        node, outer = todo.pop()
        if isinstance(node, Select | SetOperation):
            outer = ""
        if isinstance(node, Call):
            found = functions.find(node.name)
            if found is not None and found.is_aggregate and node.over is None:
                if outer:
                    raise refused(
                        f"Aggregation '{node.name}' cannot be nested inside another aggregation "
                        f"'{outer}'.",
                        node.span,
                    )
                outer = node.name
        todo.extend((child, outer) for child in children(node))
