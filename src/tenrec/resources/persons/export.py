"""All that is known of one person as one JSON document, piece by piece: nothing is held whole."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from rest_framework import serializers

from tenrec.accounts.models import Project
from tenrec.core.jsontext import dumps
from tenrec.persons.cohorts.models import Cohort
from tenrec.persons.models import GroupType, Person
from tenrec.query.ask import ask
from tenrec.resources.persons.serializers import PersonSerializer
from tenrec.rest.rendering import JSONAnswer
from tenrec.rest.streams import streamed
from tenrec.store.base import Limits
from tenrec.store.open import current

_PAGE = 2_000
_LIMITS = Limits(seconds=300, rows=_PAGE)
_EVENTS = f"""
    select uuid, event, timestamp, distinct_id, properties, elements_chain, created_at,
        $group_0, $group_1, $group_2, $group_3, $group_4
    from events where person_id = toUUID({{person}}) and (
        timestamp > toDateTime64({{at}}, 6, 'UTC')
        or (timestamp = toDateTime64({{at}}, 6, 'UTC') and uuid > toUUID({{uuid}})))
    order by timestamp, uuid limit {_PAGE}
"""
_COHORTS = """
    SELECT cohort_id, version FROM cohort_people FINAL
    WHERE team_id = {team:Int64} AND person_id = {person:UUID} AND is_deleted = 0
"""
_FIRST = ("1900-01-01 00:00:00.000000", "00000000-0000-0000-0000-000000000000")


class ExportedEventSerializer(serializers.Serializer[Any]):
    """An event as it was sent."""

    uuid = serializers.UUIDField()
    event = serializers.CharField()
    timestamp = serializers.DateTimeField()
    distinct_id = serializers.CharField()
    properties = serializers.DictField()
    elements_chain = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField(help_text="When it was stored.")


class PersonCohortSerializer(serializers.Serializer[Any]):
    """A cohort that the person is in."""

    id = serializers.IntegerField()
    name = serializers.CharField(allow_null=True)


class PersonCohortsSerializer(serializers.Serializer[Any]):
    """The cohorts that a person is in."""

    results = PersonCohortSerializer(many=True)


class PersonGroupSerializer(serializers.Serializer[Any]):
    """A group that the events of the person name."""

    group_type = serializers.CharField()
    group_type_index = serializers.IntegerField()
    group_key = serializers.CharField()


class PersonExportSerializer(serializers.Serializer[Any]):
    """Everything about one person."""

    exported_at = serializers.DateTimeField()
    person = PersonSerializer()
    cohorts = PersonCohortSerializer(many=True)
    events = ExportedEventSerializer(many=True, help_text="The oldest first, as they were sent.")
    groups = PersonGroupSerializer(many=True)
    recordings = serializers.ListField(
        child=serializers.DictField(), help_text="None are readable yet."
    )


def exported(request: HttpRequest, project: Project, shown: Any, person: Person) -> Any:
    """The answer; `shown` is the person as the API shows it."""
    answer = streamed(request, _pieces(project, shown, person), "application/json")
    answer["Content-Disposition"] = f'attachment; filename="person-{person.uuid}.json"'
    return answer


def _pieces(project: Project, shown: Any, person: Person) -> Iterator[bytes]:
    head = {
        "exported_at": datetime.now(UTC).isoformat(),
        "person": shown,
        "cohorts": _cohorts(project.id, person),
    }
    yield JSONAnswer().render(head)[:-1] + b',"events":['
    groups: dict[tuple[int, str], None] = {}
    is_first = True
    for row in _events(project, person):
        groups |= dict.fromkeys((n, key) for n, key in enumerate(row[7:]) if key)
        yield (b"" if is_first else b",") + _event(row)
        is_first = False
    names = dict(GroupType.objects.filter(team_id=project.id).values_list("index", "name"))
    named = [
        {"group_type": names.get(index, ""), "group_type_index": index, "group_key": key}
        for index, key in groups
    ]
    yield b'],"groups":' + dumps(named) + b',"recordings":[]}'


def _events(project: Project, person: Person) -> Iterator[list[Any]]:
    at, uuid = _FIRST
    while True:
        values = {"person": str(person.uuid), "at": at, "uuid": uuid}
        rows = ask(project, _EVENTS, values, limits=_LIMITS).rows
        yield from rows
        if len(rows) < _PAGE:
            return
        at = rows[-1][2].astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        uuid = str(rows[-1][0])


def _event(row: list[Any]) -> bytes:
    uuid, event, timestamp, distinct_id, properties, chain, created_at = row[:7]
    head = {
        "uuid": str(uuid),
        "event": event,
        "timestamp": timestamp.astimezone(UTC).isoformat(),
        "distinct_id": distinct_id,
        "elements_chain": chain,
        "created_at": created_at.astimezone(UTC).isoformat(),
    }
    # Not read and written again: digits and the order of members stay as they were sent.
    return dumps(head)[:-1] + b',"properties":' + (properties or "{}").encode() + b"}"


def _cohorts(team_id: int, person: Person) -> list[dict[str, Any]]:
    return [{"id": row.pk, "name": row.name} for row in cohorts_of(team_id, person)]


def cohorts_of(team_id: int, person: Person) -> list[Cohort]:
    """The cohorts whose last calculation has the person."""
    params = {"team": team_id, "person": person.uuid}
    rows = current().select(_COHORTS, params, team_id=team_id).rows
    versions = {(cohort, version) for cohort, version in rows}
    found = Cohort.objects.filter(
        project_id=team_id, deleted=False, id__in=[cohort for cohort, _ in versions]
    )
    return [row for row in found.order_by("id") if (row.pk, row.version) in versions]
