"""Which cohorts a cohort is made of: cycles, what is missing, and who must follow a change."""

from collections.abc import Iterable, Mapping

from tenrec.core.errors import BadRequest
from tenrec.persons.cohorts.criteria import Behaviour, Group, InOther, read, refused
from tenrec.persons.cohorts.models import Cohort


def references(criteria: Group) -> set[int]:
    """The cohorts that the criteria name."""
    return {leaf.cohort_id for leaf in criteria.leaves() if isinstance(leaf, InOther)}


def has_behaviour(criteria: Group) -> bool:
    """Whether any criterion is about what a person did."""
    return any(isinstance(leaf, Behaviour) for leaf in criteria.leaves())


def read_stored(filters: object) -> Group:
    """What is stored was checked once; rows that no longer pass count as without criteria."""
    try:
        return read(filters)
    except BadRequest:
        return Group()


def criteria_of(project_id: int) -> dict[int, Group]:
    """The criteria of every cohort of the project that is not deleted, in one look-up."""
    rows = Cohort.objects.filter(project_id=project_id, deleted=False)
    return {
        pk: Group() if is_static else read_stored(filters)
        for pk, filters, is_static in rows.values_list("id", "filters", "is_static")
    }


def check_references(project_id: int, cohort_id: int | None, criteria: Group) -> None:
    """Every cohort that is named must exist here, and must not lead back to this one."""
    named = references(criteria)
    if not named:
        return
    known = criteria_of(project_id)
    for missing in sorted(named - known.keys()):
        raise refused(f"There is no cohort {missing} in this project.", "does_not_exist")
    if cohort_id is not None and cohort_id in reachable(named, known):
        raise refused("Cohorts cannot reference other cohorts in a loop.")


def reachable(start: Iterable[int], known: Mapping[int, Group]) -> set[int]:
    """These cohorts and all that they are made of."""
    found: set[int] = set()
    todo = list(start)
    while todo:
        current = todo.pop()
        if current not in found:
            found.add(current)
            todo.extend(references(known.get(current, Group())))
    return found


def behavioural(known: Mapping[int, Group]) -> set[int]:
    """The cohorts that cannot be calculated: by their own criteria, or by another cohort's."""
    by_themselves = {pk for pk, criteria in known.items() if has_behaviour(criteria)}
    return {pk for pk in known if not by_themselves.isdisjoint(reachable([pk], known))}


def dependents(project_id: int, cohort_id: int) -> list[int]:
    """The cohorts whose criteria name this one."""
    known = criteria_of(project_id)
    return sorted(pk for pk, criteria in known.items() if cohort_id in references(criteria))
