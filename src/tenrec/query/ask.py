"""Questions of our own rooms in the language: the text is fixed, what varies fills its places."""

from collections.abc import Mapping

from tenrec.hogql import parse
from tenrec.hogql.compile import compile_query
from tenrec.hogql.compiled import Compiled
from tenrec.hogql.context import Context
from tenrec.hogql.tree import Node, Query, Value
from tenrec.query.base import HasTeam, Project
from tenrec.query.knowledge import known
from tenrec.store import open as stores
from tenrec.store.base import Limits, Result

LIMITS = Limits(seconds=30, rows=100_000)
Values = Mapping[str, Value | Node]


def ask(
    project: Project | HasTeam | int,
    query: str | Query,
    values: Values | None = None,
    *,
    limits: Limits = LIMITS,
) -> Result:
    """Raw rows, behind both walls. QueryRefused for conditions that cannot be meant.

    `values` fill the placeholders of the text; a node among them may be used only once, and a
    tree is used up.
    """
    return answered(project, query, values, limits=limits)[0]


def answered(
    project: Project | HasTeam | int,
    query: str | Query,
    values: Values | None = None,
    *,
    limits: Limits = LIMITS,
) -> tuple[Result, Compiled]:
    """The same, with what tells how its columns are to be read."""
    asked = Project.of(project)
    tree = parse.select(query, values) if isinstance(query, str) else query
    facts = known(asked.team_id, tree)
    context = Context(
        asked.team_id,
        asked.timezone,
        property_types=facts.types,
        week_start_day=asked.week_start_day,
        group_names=facts.group_names,
        actions=facts.actions,
        cohorts=facts.cohorts,
        has_default_limit=False,
    )
    compiled = compile_query(tree, context)
    result = stores.current().select(
        compiled.sql,
        compiled.params,
        team_id=asked.team_id,
        limits=limits,
        settings=compiled.settings,
    )
    return result, compiled
