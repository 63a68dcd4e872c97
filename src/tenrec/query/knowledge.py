"""What the project knows of the names in a query: property types, group types, actions, cohorts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from tenrec.hogql.catalog import TABLES
from tenrec.hogql.context import CohortFacts, PropertyTypes
from tenrec.hogql.tree import InCohort, Name, Node, Query, walk
from tenrec.query.actions import action_condition, actions_in

_EVENT, _PERSON, _GROUP = 1, 2, 3
_MOST = 500
_WORDS = {"properties", *TABLES} | {
    name for table in TABLES.values() for name in (*table.columns, *table.links)
}
Row = tuple[str, int, int, str | None]


@dataclass(frozen=True, slots=True)
class Known:
    """What the compiler is told."""

    types: PropertyTypes = field(default_factory=PropertyTypes)
    group_names: Mapping[str, int] = field(default_factory=dict)
    actions: Mapping[int | str, Node] = field(default_factory=dict)
    cohorts: Mapping[int | str, CohortFacts] = field(default_factory=dict)


def known(team_id: int, tree: Query) -> Known:
    """Five look-ups at most; a query with very many names is read from the exact text."""
    asked = set(actions_in(tree))
    actions = _actions(team_id, asked) if asked else {}
    nodes = [*chain(walk(tree), *(walk(condition) for condition in actions.values()))]
    cohorts = _cohorts(team_id, {n.cohort for n in nodes if isinstance(n, InCohort)})
    chains = [n.chain for n in nodes if isinstance(n, Name) and len(n.chain) > 1]
    dotted = [c for c in chains if "properties" in c or not _WORDS.issuperset(c[1:])]
    names = {part for links in dotted for part in links[1:] if isinstance(part, str)}
    names -= {"properties"}
    if not 0 < len(names) <= _MOST:
        return Known(actions=actions, cohorts=cohorts)
    heads = {links[0] for links in dotted} - _WORDS
    groups = _groups(team_id) if heads else {}
    return Known(_sorted(_types(team_id, names)), groups, actions, cohorts)


def _cohorts(team_id: int, asked: set[int | str]) -> Mapping[int | str, CohortFacts]:
    if not asked:
        return {}
    from tenrec.persons.cohorts.facts import cohort_facts

    return cohort_facts(team_id, asked)


def _actions(team_id: int, asked: set[int | str]) -> dict[int | str, Node]:
    from django.apps import apps
    from django.db.models import Q

    numbers = [key for key in asked if isinstance(key, int) and abs(key) < 2**63]
    names = [key for key in asked if isinstance(key, str)]
    found = apps.get_model("actions", "Action").objects.filter(
        Q(id__in=numbers) | Q(name__in=names), project_id=team_id, deleted=False
    )
    actions: dict[int | str, Node] = {}
    for number, name, steps in found.values_list("id", "name", "steps"):
        for key in asked.intersection((number, name)):
            actions[key] = action_condition(steps)
    return actions


def _types(team_id: int, names: set[str]) -> Iterable[Row]:
    # Django only when a query names a property: the language itself does without.
    from tenrec.taxonomy.models import PropertyDefinition, PropertyShape

    columns = ("name", "type", "group_type_index")
    shapes = {
        tuple(key): shape
        for *key, shape in PropertyShape.objects.filter(
            team_id=team_id, name__in=names
        ).values_list(*columns, "shape")
    }
    for *key, type_name in PropertyDefinition.objects.filter(
        team_id=team_id, name__in=names, property_type__isnull=False
    ).values_list(*columns, "property_type"):
        yield (*key, _shaped(type_name, shapes.get(tuple(key), 0)))


def _shaped(type_name: str | None, shape: int) -> str | None:
    """The type by which a property is read, given what it ever held."""
    from tenrec.taxonomy.shapes import FRACTION, NESTED, WIDE

    if type_name == "String" and shape & NESTED:
        return None
    return "Integer" if type_name == "Numeric" and shape & (WIDE | FRACTION) == WIDE else type_name


def _groups(team_id: int) -> dict[str, int]:
    from tenrec.persons.models import GroupType

    return dict(GroupType.objects.filter(team_id=team_id).values_list("name", "index"))


def _sorted(rows: Iterable[Row]) -> PropertyTypes:
    event: dict[str, str] = {}
    person: dict[str, str] = {}
    group: dict[int, dict[str, str]] = {}
    for name, kind, index, type_name in rows:
        if type_name is None:
            continue
        if kind == _EVENT:
            event[name] = type_name
        elif kind == _PERSON:
            person[name] = type_name
        elif kind == _GROUP:
            group.setdefault(index, {})[name] = type_name
    return PropertyTypes(event, person, group)
