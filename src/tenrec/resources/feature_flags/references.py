"""What flags point at: cohorts and other flags of the same project, and who points at a flag."""

from collections.abc import Iterable, Mapping
from typing import Any

from tenrec.core.errors import BadRequest
from tenrec.flags.models import FeatureFlag
from tenrec.flags.rollout import cohorts_needed, flags_needed, groups_of
from tenrec.persons.cohorts import graph
from tenrec.persons.cohorts.models import Cohort
from tenrec.resources.feature_flags.reading import Place
from tenrec.resources.feature_flags.room import DEEPEST, is_too_long_a_row

_MOST_NAMED = 5


def check_references(project_id: int, filters: Any, flag: FeatureFlag | None) -> None:
    """Every cohort and flag that conditions name exists here and can be asked."""
    if any(_places(filters, "cohort")):
        _check_cohorts(project_id, filters)
    if any(_places(filters, "flag")):
        _check_flags(project_id, filters, flag)


def _check_cohorts(project_id: int, filters: Any) -> None:
    known = graph.criteria_of(project_id)
    refused = graph.behavioural(known)
    for place in _places(filters, "cohort"):
        number = int(place.value["value"])
        value = place.at("value")
        if number not in known:
            value.refuse(f"Cohort with id {number} does not exist", "cohort_does_not_exist")
        if number in refused:
            name = Cohort.objects.values_list("name", flat=True).get(id=number)
            why = f"Cohort '{name}' with filters on events cannot be used in feature flags."
            value.refuse(why, "behavioral_cohort_found")


def _check_flags(project_id: int, filters: Any, flag: FeatureFlag | None) -> None:
    rows = _live(project_id).values_list("id", "key", "active", "filters")
    known = {pk: (key, active, flags_needed(inner)) for pk, key, active, inner in rows}
    for place in _places(filters, "flag"):
        key, text = place.at("key"), str(place.value["key"])
        number = next(iter(flags_needed({"groups": [{"properties": [place.value]}]})), None)
        if number is None:
            key.refuse(
                "Flag dependencies must reference flag IDs (integers), not flag keys. "
                f"Invalid reference: '{text[:100]}'"
            )
        if flag is not None and number == flag.pk:
            key.refuse(f"Feature flag '{flag.key}' cannot depend on itself")
        if number not in known:
            key.refuse(f"Flag dependency references non-existent flag with ID {number}")
        name, is_active, _ = known[number]
        if not is_active:
            key.refuse(
                f"Cannot create dependency on disabled flag '{name}' (ID: {number}). "
                "Flag dependencies must reference active flags only."
            )
        way = _way_back(number, flag.pk, known) if flag is not None else None
        if way is not None and flag is not None:
            names = [flag.key, *(known[one][0] for one in way)]
            key.refuse(f"Circular dependency detected: {' → '.join(names)}")
    needs = {pk: inner for pk, (_, _, inner) in known.items()}
    if is_too_long_a_row(flag.pk if flag is not None else None, flags_needed(filters), needs):
        why = f"More than {DEEPEST} flags would depend on each other in a row."
        raise BadRequest(why, attr="filters")


def _way_back(
    start: int, goal: int, known: Mapping[int, tuple[str, bool, set[int]]]
) -> list[int] | None:
    """The flags from one to another by what each needs; None when there is no way."""
    todo, seen = [[start]], {start}
    while todo:
        way = todo.pop()
        if way[-1] == goal:
            return way
        for number in sorted(known[way[-1]][2] if way[-1] in known else ()):
            if number not in seen:
                seen.add(number)
                todo.append([*way, number])
    return None


def _places(filters: Any, kind: str) -> Iterable[Place]:
    for name in ("groups", "super_groups"):
        groups = filters.get(name) or []
        for outer, group in enumerate(groups):
            for inner, one in enumerate(group.get("properties") or []):
                if one.get("type") == kind:
                    yield Place(one, f"filters__{name}__{outer}__properties__{inner}")


def dependents(project_id: int, numbers: Iterable[int]) -> dict[int, list[FeatureFlag]]:
    """The active flags that ask each of these flags, in the order of their keys."""
    wanted = set(numbers)
    found: dict[int, list[FeatureFlag]] = {number: [] for number in wanted}
    flags = _live(project_id).filter(active=True).only("id", "key", "name", "filters")
    for flag in flags.order_by("key"):
        for number in flags_needed(flag.filters) & wanted - {flag.pk}:
            found[number].append(flag)
    return found


def check_deletable(flag: FeatureFlag) -> None:
    """A flag that others ask stays."""
    if asking := dependents(flag.project_id, [flag.pk])[flag.pk]:
        raise BadRequest(
            "Cannot delete this feature flag because other flags depend on it: "
            f"{_named(asking)}. Please update or delete the dependent flags first.",
            attr="deleted",
        )


def check_can_be_disabled(flag: FeatureFlag) -> None:
    """A flag that others ask stays on."""
    if asking := dependents(flag.project_id, [flag.pk])[flag.pk]:
        raise BadRequest(
            "Cannot disable this feature flag because other flags depend on it: "
            f"{_named(asking)}. Please update or disable the dependent flags first.",
            attr="active",
        )


def check_can_be_enabled(flag: FeatureFlag, filters: Any) -> None:
    """A flag that asks others is on only while they are."""
    off = _live(flag.project_id).filter(active=False, id__in=flags_needed(filters))
    found = list(off.order_by("key"))
    if found:
        raise BadRequest(
            "Cannot enable this feature flag because it depends on disabled flags: "
            f"{_named(found)}. Please enable the dependency flags first.",
            attr="active",
        )


def cohort_names(project_id: int, flags: Iterable[FeatureFlag]) -> dict[int, str | None]:
    """Of all cohorts that these flags name, in one look-up."""
    wanted = {number for flag in flags for number in cohorts_needed(flag.filters)}
    if not wanted:
        return {}
    rows = Cohort.objects.filter(project_id=project_id, id__in=wanted)
    return dict(rows.values_list("id", "name"))


def with_cohort_names(filters: Any, names: Mapping[int, str | None]) -> Any:
    """The filters with the name of each cohort beside its id."""
    if not cohorts_needed(filters):
        return filters
    return {**filters, "groups": [_group_with_names(one, names) for one in groups_of(filters)]}


def _group_with_names(group: Mapping[str, Any], names: Mapping[int, str | None]) -> Any:
    properties = [
        {**one, "cohort_name": names.get(int(one["value"]))} if one["type"] == "cohort" else one
        for one in group["properties"]
    ]
    return {**group, "properties": properties}


def _live(project_id: int) -> Any:
    return FeatureFlag.objects.filter(project_id=project_id, deleted=False)


def _named(flags: list[FeatureFlag]) -> str:
    names = [f"{flag.key} (ID: {flag.pk})" for flag in flags[:_MOST_NAMED]]
    if len(flags) > _MOST_NAMED:
        names.append(f"and {len(flags) - _MOST_NAMED} more")
    return ", ".join(names)
