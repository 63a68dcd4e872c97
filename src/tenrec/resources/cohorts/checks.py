"""Checks of the criteria that somebody sends: what is saved can be calculated."""

import json
from typing import Any

from tenrec.core.errors import BadRequest, QueryRefused, StoreDown
from tenrec.persons.cohorts import graph, legacy
from tenrec.persons.cohorts.calculate import check_patterns
from tenrec.persons.cohorts.criteria import Behaviour, Group, Property, read
from tenrec.persons.cohorts.tree import condition


def without_nul(value: Any, name: str) -> Any:
    """PostgreSQL knows no NUL, in JSON neither."""
    if "\\u0000" in json.dumps(value):
        raise BadRequest(
            "Null characters are not allowed.", code="null_characters_not_allowed", attr=name
        )
    return value


def checked_groups(attrs: dict[str, Any], project_id: int) -> Any:
    """The older criteria; they become `filters` unless those were sent as well."""
    groups = attrs["groups"] or []
    made = legacy.filters_of(groups)
    if made and not (attrs.get("filters") or {}).get("properties"):
        try:
            read(made)
        except BadRequest as refusal:
            raise BadRequest(refusal.detail, code=refusal.code, attr="groups") from None
        attrs["filters"] = made
    return groups


def checked_filters(filters: Any, project_id: int, cohort_id: int | None) -> None:
    """Raises BadRequest naming `filters`."""
    criteria = read(filters)
    graph.check_references(project_id, cohort_id, criteria)
    for leaf in criteria.leaves():
        if not isinstance(leaf, Behaviour):
            condition(leaf)
    try:
        check_patterns(project_id, _patterns(criteria))
    except QueryRefused as refusal:
        raise BadRequest(refusal.detail, attr="filters") from None
    except StoreDown:
        return  # what cannot be read then fails when it is calculated, and says so


def _patterns(criteria: Group) -> list[str]:
    found: list[str] = []
    for leaf in criteria.leaves():
        if isinstance(leaf, Property) and leaf.operator in ("regex", "not_regex"):
            found += map(str, leaf.value if isinstance(leaf.value, list) else [leaf.value])
    return found
