"""/api/projects/:id/events/ and its flat twins: list, retrieve, values."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.timezone import now
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from tenrec.persons.models import PersonDistinctId
from tenrec.resources.events.search import Search, find, find_one
from tenrec.resources.events.serializers import (
    EventPageSerializer,
    EventSerializer,
    EventValueSerializer,
    shown,
)
from tenrec.resources.events.values import event_names, property_values
from tenrec.rest.dates import asked_moment
from tenrec.rest.paging import asked_limit, own_address
from tenrec.rest.property_filters import read_filters
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectView
from tenrec.store.open import current

_LIST = [
    OpenApiParameter("event", str, description="Only events of this name."),
    OpenApiParameter("distinct_id", str),
    OpenApiParameter("person_id", str, description="The uuid of a person."),
    OpenApiParameter("before", str, description="ISO date, or relative such as -7d."),
    OpenApiParameter("after", str, description="ISO date, or relative such as -7d."),
    OpenApiParameter("properties", str, description="JSON list of property filters."),
    OpenApiParameter("orderBy", str, description='`["-timestamp"]` or `["timestamp"]`.'),
    OpenApiParameter("limit", int),
]


class EventViewSet(ProjectView, viewsets.ViewSet):
    """Single events, newest first. For counting, ask the query endpoint."""

    scope = "query"
    throttle_kind = "analytics"

    @extend_schema(parameters=_LIST, responses=EventPageSerializer)
    def list(self, request: Request, project_id: str | None = None) -> Response:
        """Pages by time: `next` is the address of the page after, null at the end."""
        search = self._asked(request)
        if search.distinct_ids == []:
            return Response({"next": None, "results": []})
        rows = find(current(), search)
        is_more = len(rows) == search.limit
        rows = rows[: search.limit - 1]
        link = _next(request, search, rows[-1]) if is_more else None
        return Response({"next": link, "results": shown(rows, self.project.id)})

    @extend_schema(
        parameters=[OpenApiParameter("id", UUID, OpenApiParameter.PATH)], responses=EventSerializer
    )
    def retrieve(self, request: Request, pk: str, project_id: str | None = None) -> Response:
        """One event by its uuid."""
        row = find_one(current(), self.project.id, _uuid(pk, "id"))
        if row is None:
            raise NotFound()
        return Response(shown([row], self.project.id)[0])

    @extend_schema(
        parameters=[
            OpenApiParameter("key", str, required=True, description="Or `custom_event`."),
            OpenApiParameter("value", str, description="Part of the value."),
            OpenApiParameter("event_name", str),
        ],
        responses=EventValueSerializer(many=True),
    )
    @action(detail=False, methods=["get"])
    def values(self, request: Request, project_id: str | None = None) -> Response:
        """What a property has been in the last days, the most frequent first."""
        key, part = request.query_params.get("key"), request.query_params.get("value", "")
        if not key:
            problem = ErrorDetail("This field is required.", code="required")
            raise ValidationError({"key": [problem]})
        team_id = self.project.id
        if key == "custom_event":
            names = event_names(current(), team_id, part)
        else:
            event = request.query_params.get("event_name") or None
            names = property_values(current(), team_id, key, part, event)
        return Response([{"name": name} for name in names])

    def _asked(self, request: Request) -> Search:
        asked = request.query_params
        latest = now() + timedelta(seconds=5)
        beyond = asked.get("beyond")
        return Search(
            team_id=self.project.id,
            before=asked_moment(request, "before") or latest,
            after=asked_moment(request, "after"),
            limit=asked_limit(request) + 1,
            is_ascending=_is_ascending(asked.get("orderBy")),
            beyond=str(_uuid(beyond, "beyond")) if beyond else None,
            event=asked.get("event") or None,
            distinct_ids=self._distinct_ids(request),
            filters=read_filters(asked.get("properties"), types=("event", "person")),
        )

    def _distinct_ids(self, request: Request) -> Any:
        """Those of the person now: an event belongs to whoever has its distinct id today."""
        distinct_id = request.query_params.get("distinct_id")
        person = request.query_params.get("person_id")
        if not person:
            return [distinct_id] if distinct_id else None
        mine = PersonDistinctId.objects.filter(team_id=self.project.id)
        if person.isascii() and person.isdecimal() and len(person) <= 18:
            mine = mine.filter(person_id=int(person))
        else:
            mine = mine.filter(person__uuid=_uuid(person, "person_id"))
        if distinct_id:
            mine = mine.filter(distinct_id=distinct_id)
        return [*mine.values_list("distinct_id", flat=True)]


def _next(request: Request, search: Search, last: Any) -> str:
    """The address of this page, beginning after its last row."""
    name, other = ("after", "before") if search.is_ascending else ("before", "after")
    address = replace_query_param(own_address(request), name, last[2].isoformat())
    if other in request.query_params:  # relative dates must not move while somebody pages
        fixed = search.before if other == "before" else search.after
        assert fixed is not None
        address = replace_query_param(address, other, fixed.isoformat())
    return replace_query_param(remove_query_param(address, "beyond"), "beyond", str(last[0]))


def _is_ascending(text: str | None) -> bool:
    if not text:
        return False
    try:
        order = json.loads(text)
    except (ValueError, RecursionError):
        order = text
    order = order if isinstance(order, list) else [order]
    if order in (["timestamp"], ["-timestamp"]):
        return order == ["timestamp"]
    raise ValidationError({"orderBy": ['Must be ["timestamp"] or ["-timestamp"].']})


def _uuid(text: str, attr: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        problem = ErrorDetail("Must be a valid UUID.", code="invalid")
        raise ValidationError({attr: [problem]}) from None


ROUTES = [
    Route("events", EventViewSet),
    Route("events", EventViewSet, "flat"),
    Route("event", EventViewSet, "flat"),
]
