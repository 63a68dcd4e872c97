"""Events counted: `select` with aggregates groups by everything else that is selected."""

from copy import deepcopy

from tenrec.hogql import functions, parse
from tenrec.hogql.comparisons import all_of
from tenrec.hogql.tree import (
    Call,
    Constant,
    Node,
    OrderItem,
    Select,
    SetOperation,
    children,
)
from tenrec.query.ask import answered
from tenrec.query.values import as_json
from tenrec.resources.events.search import Found, Search, window

_GROUPS = """
    select 1 from events where {moments} and {condition} limit {most} offset {skipped}
"""


def is_aggregate(expression: Node) -> bool:
    """Whether it counts rows, itself or in its arguments; over a window it gives one a row."""
    if isinstance(expression, Select | SetOperation):
        return False
    if isinstance(expression, Call) and expression.over is None:
        found = functions.find(expression.name)
        if found is not None and found.kind == "aggregate":
            return True
    return any(map(is_aggregate, children(expression)))


def group(search: Search) -> Found:
    """One page of groups, the first aggregate from the top; whatever their time, if none is asked.

    Groups have no place in time, so pages go by offset.
    """
    values = {
        "moments": all_of([*window(search, search.after, search.before)]),
        "condition": deepcopy(search.condition),
        "most": Constant(search.limit),
        "skipped": Constant(search.skipped),
    }
    tree = parse.select(_GROUPS, values)
    assert isinstance(tree, Select)
    columns = [deepcopy(column) for column in search.columns]
    keys = [column for column in columns if not is_aggregate(column)]
    counts = [column for column in columns if is_aggregate(column)]
    tree.items = columns
    tree.group_by = [deepcopy(key) for key in keys]
    tree.order_by = [
        OrderItem(deepcopy(counts[0]), is_descending=not search.is_ascending),
        *(OrderItem(deepcopy(column)) for column in [*keys, *counts[1:]]),
    ]
    result, compiled = answered(search.project, tree)
    return Found(compiled.columns, as_json(result, compiled), [])
