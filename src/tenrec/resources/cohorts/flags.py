"""Cohorts that feature flags ask: they stay, and stay such that a flag can ask them."""

from collections.abc import Mapping

from tenrec.core.errors import BadRequest
from tenrec.flags.models import FeatureFlag
from tenrec.flags.rollout import cohorts_needed
from tenrec.persons.cohorts import graph
from tenrec.persons.cohorts.criteria import Group
from tenrec.persons.cohorts.models import Cohort

_MOST_NAMED = 5


def check_not_used(cohort: Cohort) -> None:
    """A cohort that active flags ask, themselves or through another cohort, is not deleted."""
    known = graph.criteria_of(cohort.project_id)
    using = _using(cohort, known)
    if using:
        names = ", ".join(flag.name or flag.key for flag in using[:_MOST_NAMED])
        raise BadRequest(
            f"This cohort is used in {len(using)} active feature flag(s): {names}. Please remove "
            "the cohort from these feature flags before deleting it.",
            attr="deleted",
        )


def check_askable(cohort: Cohort, criteria: Group) -> None:
    """What persons did is not known while a flag is asked for."""
    known = {**graph.criteria_of(cohort.project_id), cohort.pk: criteria}
    if cohort.pk in graph.behavioural(known) and _using(cohort, known):
        raise BadRequest(
            "Behavioral filters cannot be added to cohorts used in feature flags.",
            code="behavioral_cohort_found",
            attr="filters",
        )


def _using(cohort: Cohort, known: Mapping[int, Group]) -> list[FeatureFlag]:
    flags = FeatureFlag.objects.filter(project_id=cohort.project_id, active=True, deleted=False)
    return [
        flag
        for flag in flags.only("key", "name", "filters").order_by("key")
        if cohort.pk in graph.reachable(cohorts_needed(flag.filters), known)
    ]
