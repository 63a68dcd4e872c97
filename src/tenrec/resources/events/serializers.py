"""An event as the API shows it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from tenrec.core.jsontext import loads
from tenrec.persons.models import PersonDistinctId
from tenrec.rest.elements import EventElementSerializer, read_elements
from tenrec.rest.fields import ExactObject
from tenrec.rest.rendering import ExactJSON

_SHOWN = ("email", "name", "username")


class EventPersonSerializer(serializers.Serializer[Any]):
    """Who was behind the event, in brief."""

    is_identified = serializers.BooleanField()
    distinct_ids = serializers.ListField(child=serializers.CharField())
    properties = serializers.DictField()


class EventSerializer(serializers.Serializer[Any]):
    """A fact that an SDK sent. Properties come back exactly as they were sent."""

    id = serializers.UUIDField()
    distinct_id = serializers.CharField()
    properties = ExactObject()
    event = serializers.CharField()
    timestamp = serializers.DateTimeField()
    person = EventPersonSerializer(allow_null=True)
    elements = EventElementSerializer(many=True)
    elements_chain = serializers.CharField(allow_blank=True)


_EVENT = {"$ref": "#/components/schemas/Event"}
_ROW = {"type": "array", "items": {}}


@extend_schema_field({"type": "array", "items": {"oneOf": [_EVENT, _ROW]}})
class EventRowsField(serializers.ListField):
    """Events, or lists of what was selected."""


@extend_schema_serializer(many=False)
class EventPageSerializer(serializers.Serializer[Any]):
    """A page of events; `next` is the address of the one after."""

    next = serializers.URLField(allow_null=True)
    columns = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="With `select`: their names."
    )
    results = EventRowsField(help_text="Events; with `select`, lists of values.")


class EventValueSerializer(serializers.Serializer[Any]):
    """A value that a property has had."""

    name = serializers.JSONField()


def shown(rows: list[list[Any]], team_id: int) -> list[dict[str, Any]]:
    """Rows of the store as the API's objects; their persons by one query."""
    persons = _persons(team_id, {row[3] for row in rows})
    return [
        {
            "id": str(uuid),
            "distinct_id": distinct_id,
            "properties": ExactJSON(properties or "{}"),
            "event": event,
            "timestamp": timestamp.isoformat(),
            "person": persons.get(distinct_id),
            "elements": read_elements(chain),
            "elements_chain": chain,
        }
        for uuid, event, timestamp, distinct_id, properties, chain in rows
    ]


def _persons(team_id: int, distinct_ids: set[str]) -> dict[str, dict[str, Any]]:
    found = PersonDistinctId.objects.filter(
        team_id=team_id, distinct_id__in=distinct_ids, person__isnull=False
    ).values_list("distinct_id", "person__is_identified", "person__properties")
    persons = {}
    for distinct_id, is_identified, text in found:
        properties: Any = loads(text or "{}")
        persons[distinct_id] = {
            "is_identified": is_identified,
            "distinct_ids": [distinct_id],
            "properties": {key: properties[key] for key in _SHOWN if key in properties},
        }
    return persons
