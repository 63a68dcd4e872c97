"""Puts the condition of an action where the query says matchesAction(…)."""

import copy

from tenrec.hogql.context import Context, refused
from tenrec.hogql.tree import (
    Call,
    Constant,
    Lambda,
    Name,
    Node,
    Query,
    Select,
    TableName,
    children,
    rewrite,
    selects,
    walk,
)

FUNCTION = "matchesAction"


def expand_actions(query: Query, context: Context) -> Query:
    """Every matchesAction('name' or id) becomes what `context.actions` has for it."""
    owners: dict[int, Select] = {}
    for select in selects(query):  # outer ones first: the innermost one stays
        owners |= {id(node): select for node in walk(select) if _is_asked(node)}

    def change(node: Node) -> Node:
        if not isinstance(node, Call) or not _is_asked(node):
            return node
        return _condition(node, owners[id(node)], context)

    if owners:
        rewrite(query, change)
    return query


def _is_asked(node: Node) -> bool:
    return isinstance(node, Call) and node.name == FUNCTION


def _condition(node: Call, select: Select, context: Context) -> Node:
    key = node.args[0].value if len(node.args) == 1 and isinstance(node.args[0], Constant) else None
    if not isinstance(key, str) and type(key) is not int:
        raise refused(
            f"{FUNCTION}() needs one argument: the name of an action, or its id", node.span
        )
    found = context.actions.get(key)
    if found is None:
        raise refused(f"There is no action {key!r} in this project", node.span)
    table = _events_of(select)
    if table is None:
        raise refused(f"{FUNCTION}() can only be asked of the table events", node.span)
    condition = copy.deepcopy(found)
    for part in walk(condition):
        part.span = node.span
    if len(select.joins) > 1:
        _qualify(condition, table, frozenset())
    return condition


def _events_of(select: Select) -> str | None:
    """The name under which this SELECT reads events."""
    for join in select.joins:
        if isinstance(join.relation, TableName) and join.relation.name == "events":
            return join.alias or "events"
    return None


def _qualify(node: Node, table: str, own: frozenset[str]) -> None:
    """Says whose columns they are, where other tables could have the same."""
    if isinstance(node, Select):
        return
    if isinstance(node, Name) and node.chain[0] not in own:
        rest = node.chain[1:] if node.chain[0] == "events" else node.chain
        node.chain = (table, *rest)
    if isinstance(node, Lambda):
        own = own | set(node.names)
    for child in children(node):
        _qualify(child, table, own)
