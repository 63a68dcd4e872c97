"""How the properties of a person changed, as their events saw them."""

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from tenrec.accounts.models import Project
from tenrec.hogql.comparisons import all_of
from tenrec.hogql.tree import Call, Constant, Name, Node
from tenrec.persons.models import Person
from tenrec.query.ask import ask
from tenrec.rest.days import asked_days, at_moment
from tenrec.rest.filters import read_filters
from tenrec.rest.rendering import ExactJSON

_ORDER = "order by timestamp, uuid"
_CHANGES = f"""
    select timestamp, properties, number, total from (
        select timestamp, uuid, properties, relevant, total,
            row_number() over ({_ORDER}) as number,
            lagInFrame(relevant) over ({_ORDER} rows between 1 preceding and current row) as before
        from (
            select timestamp, uuid, toString(poe.properties) as properties,
                {{relevant}} as relevant, count() over () as total
            from events where person_id = toUUID({{person}}) and {{condition}}
        )
    ) where number = 1 or relevant != before order by number limit {{most}}
"""
_MOST = 1_000
_MOST_KEYS = 50
_TYPES = ("event", "person", "cohort", "element", "group", "feature", "event_metadata", "hogql")
PARAMETERS = [
    OpenApiParameter("date_from", str, description="ISO date, or relative. Default: -7d."),
    OpenApiParameter("date_to", str, description="ISO date, or relative. Default: now."),
    OpenApiParameter(
        "properties", str, description="JSON list of filters: their person properties matter."
    ),
    OpenApiParameter("breakdown", str, description="A property that matters, too."),
    OpenApiParameter("breakdown_type", str, enum=["person", "event"]),
    OpenApiParameter("events", str, description='Only these events: `[{"id": "order_paid"}]`.'),
]


class TimelinePointSerializer(serializers.Serializer[Any]):
    """A moment from which the properties that matter were others."""

    timestamp = serializers.DateTimeField()
    properties = serializers.DictField(help_text="All properties of the person then.")
    relevant_event_count = serializers.IntegerField(help_text="Events until the next point.")


class TimelineSerializer(serializers.Serializer[Any]):
    """How the properties that matter changed."""

    points = TimelinePointSerializer(many=True, help_text=f"The first {_MOST:,} at most.")
    crucial_property_keys = serializers.ListField(child=serializers.CharField())
    effective_date_from = serializers.DateTimeField()
    effective_date_to = serializers.DateTimeField()


def timeline(request: Request, project: Project, person: Person) -> dict[str, Any]:
    """A point for the first event and for every one with other values of the crucial keys."""
    keys = _keys(request)
    start, end = asked_days(request, project)
    bounds = [at_moment("greaterOrEquals", start), at_moment("less", end)]
    values: dict[str, Any] = {
        "relevant": _relevant(keys),
        "person": str(person.uuid),
        "condition": all_of([*bounds, *_named(request)]),
        "most": _MOST + 1,
    }
    rows = ask(project, _CHANGES, values).rows
    return {
        "points": [*_points(rows)][:_MOST],
        "crucial_property_keys": keys,
        "effective_date_from": start.isoformat(),
        "effective_date_to": end.isoformat(),
    }


def _points(rows: list[list[Any]]) -> Iterator[dict[str, Any]]:
    for index, (timestamp, properties, number, total) in enumerate(rows):
        following = rows[index + 1][2] if index + 1 < len(rows) else total + 1
        yield {
            "timestamp": timestamp.astimezone(UTC).isoformat(),
            "properties": ExactJSON(properties or "{}"),
            "relevant_event_count": following - number,
        }


def _keys(request: Request) -> list[str]:
    """The person properties by which an insight told this person apart."""
    filters = read_filters(request.query_params.get("properties"), types=_TYPES)
    found = set(_persons_own(filters))
    if request.query_params.get("breakdown_type") == "person":
        found |= {key for key in [request.query_params.get("breakdown")] if key}
    if len(found) > _MOST_KEYS:
        raise ValidationError({"properties": [f"{_MOST_KEYS} properties at most."]})
    return sorted(found)


def _persons_own(filters: dict[str, Any]) -> list[str]:
    if "values" in filters:
        return [key for part in filters["values"] for key in _persons_own(part)]
    return [filters["key"]] if filters["type"] == "person" else []


def _relevant(keys: list[str]) -> Node:
    if not keys:
        return Constant("")
    texts: list[Node] = [
        Call("ifNull", [Call("toString", [Name(("poe", "properties", key))]), Constant("")])
        for key in keys
    ]
    return Call("array", texts)


def _named(request: Request) -> list[Node]:
    """Only the events of the insight, in the old form of its filters."""
    text = request.query_params.get("events")
    if not text:
        return []
    try:
        given = json.loads(text)
        names = [one["id"] for one in given]
    except (ValueError, RecursionError, TypeError, KeyError):
        names = [None]
    if not all(isinstance(name, str) and name for name in names) or len(names) > 100:
        raise ValidationError({"events": ["Must be a JSON list of objects with an id."]})
    if not names:
        return []
    return [Call("in", [Name(("event",)), Call("tuple", [*map(Constant, names)])])]
