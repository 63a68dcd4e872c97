"""Who has events in common with a group or a person."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from rest_framework.exceptions import ErrorDetail, ValidationError

from tenrec.accounts.models import Project
from tenrec.persons.models import Group, GroupType, Person
from tenrec.resources.groups.search import related_groups, related_persons
from tenrec.rest.people import distinct_ids_of, name_of
from tenrec.rest.rendering import ExactJSON


def related(project: Project, index: int | None, name: str) -> list[dict[str, Any]]:
    """Persons first; with an index `name` is a group's key, without one a person's id."""
    kinds = GroupType.objects.filter(team_id=project.id).values_list("index", flat=True)
    if index is None:
        uuid = str(_person(project, name))
        groups = related_groups(project, "person_id = toUUID({value})", uuid, sorted(kinds))
        return _groups(project, groups)
    persons = related_persons(project, index, name)
    others = sorted(kind for kind in kinds if kind != index)
    groups = related_groups(project, f"$group_{int(index)} = {{value}}", name, others)
    return [*_persons(project, persons), *_groups(project, groups)]


def _person(project: Project, text: str) -> UUID:
    if text.isascii() and text.isdecimal() and len(text) <= 18:
        found = Person.objects.filter(team_id=project.id, pk=int(text)).first()
        if found is not None:
            return found.uuid
    try:
        return UUID(text)
    except ValueError:
        problem = ErrorDetail("Must be the number or the uuid of a person.", code="invalid")
        raise ValidationError({"id": [problem]}) from None


def _persons(project: Project, uuids: list[str]) -> list[dict[str, Any]]:
    found = Person.objects.filter(team_id=project.id, uuid__in=uuids)
    known = {str(person.uuid): person for person in found.prefetch_related("distinct_ids")}
    return [
        {
            "type": "person",
            "id": uuid,
            "name": name_of(known[uuid], project.person_display_name_properties),
            "distinct_ids": distinct_ids_of(known[uuid]),
            "properties": ExactJSON(known[uuid].properties or "{}"),
            "created_at": known[uuid].created_at.isoformat(),
        }
        for uuid in uuids
        if uuid in known
    ]


def _groups(project: Project, named: Iterable[tuple[int, str]]) -> list[dict[str, Any]]:
    by_index: dict[int, list[str]] = {}
    for index, key in named:
        by_index.setdefault(index, []).append(key)
    wanted = Q(pk=None)
    for index, keys in by_index.items():
        wanted |= Q(group_type_index=index, key__in=keys)
    found = Group.objects.filter(wanted, team_id=project.id)
    known = {(group.group_type_index, group.key): group for group in found}
    return [
        {
            "type": "group",
            "id": key,
            "group_type_index": index,
            "properties": ExactJSON(
                known[index, key].properties if (index, key) in known else "{}"
            ),
            "created_at": known[index, key].created_at.isoformat()
            if (index, key) in known
            else None,
        }
        for index, keys in by_index.items()
        for key in keys
    ]
