"""Variables of SQL that a query leaves open hold what the project has saved for them."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tenrec.query.source import source_of

_NAMED = re.compile(r"\{\s*variables\.(\w+)\s*\}")
Saved = Mapping[str, tuple[str, Any]]
"""Code name → id and default."""


def with_saved(
    team_id: int, query: Any, load: Callable[[int, set[str]], Saved] | None = None
) -> Any:
    """The query with a value for every variable that it names and the project knows."""
    sql = source_of(query)
    if not isinstance(sql, dict) or not isinstance(sql.get("query"), str):
        return query
    given = sql.get("variables") or {}
    if not isinstance(given, dict) or not all(isinstance(v, dict) for v in given.values()):
        return query  # wrong, and told so by the schema
    open_ones = set(_NAMED.findall(sql["query"])) - {
        one.get("code_name") for one in given.values() if "value" in one or one.get("isNull")
    }
    if not open_ones:
        return query
    filled = dict(given)
    for code, (number, value) in (load or _load)(team_id, open_ones).items():
        filled = {key: one for key, one in filled.items() if one.get("code_name") != code}
        filled[number] = {"code_name": code, "variableId": number, "value": value}
    return _with_variables(query, filled)


def _with_variables(query: dict[str, Any], variables: dict[str, Any]) -> dict[str, Any]:
    if isinstance(query.get("source"), dict) and source_of(query) is not query:
        return {**query, "source": _with_variables(query["source"], variables)}
    return {**query, "variables": variables}


def _load(team_id: int, names: set[str]) -> Saved:
    # Django only when a variable is open: the language itself does without.
    from django.apps import apps

    rows = apps.get_model("insight_variables", "InsightVariable")._default_manager
    found = rows.filter(project_id=team_id, code_name__in=names)
    return {row.code_name: (str(row.pk), row.default_value) for row in found}
