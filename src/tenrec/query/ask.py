"""Questions of our own rooms in the language: the text is fixed, what varies fills its places."""

from collections.abc import Mapping

from tenrec.hogql import parse
from tenrec.hogql.compile import compile_query
from tenrec.hogql.context import Context
from tenrec.hogql.tree import Node, Value
from tenrec.query.base import HasTeam, Project
from tenrec.query.knowledge import known
from tenrec.store import open as stores
from tenrec.store.base import EventStore, Limits, Result

LIMITS = Limits(seconds=30, rows=100_000)


def ask(
    project: Project | HasTeam | int,
    text: str,
    values: Mapping[str, Value | Node] | None = None,
    *,
    store: EventStore | None = None,
    limits: Limits = LIMITS,
) -> Result:
    """Raw rows, behind both walls. QueryRefused for conditions that cannot be meant.

    `values` fill the placeholders of `text`; a node among them may be used only once.
    """
    asked = Project.of(project)
    tree = parse.select(text, values)
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
    return (store or stores.current()).select(
        compiled.sql,
        compiled.params,
        team_id=asked.team_id,
        limits=limits,
        settings=compiled.settings,
    )
