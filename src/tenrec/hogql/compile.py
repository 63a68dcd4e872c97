"""Tree to SQL and parameters: the passes, in their order, over one context."""

from collections.abc import Callable

from tenrec.hogql import parse
from tenrec.hogql.compiled import Compiled
from tenrec.hogql.context import Context
from tenrec.hogql.passes.bind_placeholders import bind_placeholders
from tenrec.hogql.passes.convert_time_zones import convert_time_zones
from tenrec.hogql.passes.expand_actions import expand_actions
from tenrec.hogql.passes.expand_cohorts import expand_cohorts
from tenrec.hogql.passes.expand_lazy_joins import expand_lazy_joins
from tenrec.hogql.passes.guard_nulls import guard_nulls
from tenrec.hogql.passes.guard_team import guard_team
from tenrec.hogql.passes.limit_rows import limit_rows
from tenrec.hogql.passes.lower_functions import lower_functions
from tenrec.hogql.passes.lower_properties import lower_properties
from tenrec.hogql.passes.resolve_names import resolve_names
from tenrec.hogql.print_hogql import print_hogql
from tenrec.hogql.printer import Printer
from tenrec.hogql.reader import refuse
from tenrec.hogql.table import Kind
from tenrec.hogql.tree import Alias, Field, Output, Query, Select, SetOperation

Pass = Callable[[Query, Context], Query]

PASSES: tuple[Pass, ...] = (
    bind_placeholders,
    expand_actions,
    resolve_names,
    expand_cohorts,
    expand_lazy_joins,
    lower_properties,
    convert_time_zones,
    guard_nulls,
    lower_functions,
    guard_team,
    limit_rows,
)


def compile_query(query: Query, context: Context) -> Compiled:
    """Runs every pass; the tree is used up. QueryRefused for what cannot be meant."""
    try:
        bind_placeholders(query, context)
        hogql = print_hogql(query)
        for change in PASSES:
            query = change(query, context)
        sql = Printer(context).query(query)
    except RecursionError:
        raise refuse("The query is nested too deeply") from None
    outputs = _outputs(query)
    return Compiled(sql, context.params, hogql, [o.name for o in outputs], _json_columns(query))


def compile_text(text: str, context: Context) -> Compiled:
    """The same for a query that somebody wrote."""
    return compile_query(parse.select(text), context)


def _first(query: Query) -> Select:
    while isinstance(query, SetOperation):
        query = query.queries[0]
    return query


def _outputs(query: Query) -> list[Output]:
    return _first(query).columns


def _json_columns(query: Query) -> frozenset[int]:
    values = [item.value for item in _first(query).items if isinstance(item, Alias)]
    return frozenset(
        index
        for index, value in enumerate(values)
        if isinstance(value, Field) and value.type.kind is Kind.JSON and not value.path
    )
