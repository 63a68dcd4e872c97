"""What the language is told of the cohorts that a query names: where their members are."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q

from tenrec.hogql.context import CohortFacts
from tenrec.persons.cohorts.models import Cohort
from tenrec.persons.cohorts.tree import NOT_CALCULATED


def cohort_facts(team_id: int, asked: Collection[int | str]) -> dict[int | str, CohortFacts]:
    """By id and by name, of this project alone: what is missing here does not exist."""
    if not asked:
        return {}
    numbers = [key for key in asked if isinstance(key, int)]
    names = [key for key in asked if isinstance(key, str)]
    rows = list(
        Cohort.objects.filter(
            Q(id__in=numbers) | Q(name__in=names), project_id=team_id, deleted=False
        ).values("id", "name", "version", "is_static", "last_error_message")
    )
    found: dict[int | str, CohortFacts] = {}
    for key in asked:
        same = [row for row in rows if key in (row["id"], row["name"])]
        if isinstance(key, str) and len(same) > 1:
            found[key] = CohortFacts(
                0, problem=f"{len(same)} cohorts have the name {key!r}: use an id"
            )
        elif same:
            found[key] = _facts(same[0], key)
    return found


def _facts(row: Mapping[str, Any], key: int | str) -> CohortFacts:
    if row["version"] is None:
        why = row["last_error_message"] or "Ask again in a moment."
        return CohortFacts(row["id"], problem=f"Cohort {key!r} has not been calculated yet. {why}")
    if NOT_CALCULATED in (row["last_error_message"] or ""):
        return CohortFacts(row["id"], problem=f"Cohort {key!r}: {NOT_CALCULATED}")
    return CohortFacts(row["id"], row["version"])
