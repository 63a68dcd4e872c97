"""/api/projects/:id/events/ and its flat twins: list, retrieve, values."""

import json
from collections.abc import Callable
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

from tenrec.core.errors import QueryRefused
from tenrec.hogql.tree import Node
from tenrec.resources.events.asked import condition_of, expressions, uuid_of
from tenrec.resources.events.grouping import group, is_aggregate
from tenrec.resources.events.search import Found, Search, find, find_one
from tenrec.resources.events.serializers import (
    EventPageSerializer,
    EventSerializer,
    EventValueSerializer,
    shown,
)
from tenrec.resources.events.values import event_names, property_values
from tenrec.rest.csv_answer import is_csv
from tenrec.rest.dates import asked_moment
from tenrec.rest.paging import asked_limit, own_address, whole_number
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectView
from tenrec.store.open import current

_LIST = [
    OpenApiParameter("event", str, description="Only events of this name."),
    OpenApiParameter("distinct_id", str),
    OpenApiParameter("person_id", str, description="The uuid of a person."),
    OpenApiParameter("action_id", int, description="Only events that this action means."),
    OpenApiParameter("before", str, description="ISO date, or relative such as -7d."),
    OpenApiParameter("after", str, description="ISO date, or relative such as -7d."),
    OpenApiParameter("properties", str, description="JSON list of property filters, or a group."),
    OpenApiParameter("orderBy", str, description='`["-timestamp"]` or `["timestamp"]`.'),
    OpenApiParameter(
        "select",
        str,
        description="JSON list of expressions: rows are lists then. With aggregates, `count()`, "
        "events are grouped by the others; `next` goes by offset.",
    ),
    OpenApiParameter("where", str, description="JSON list of expressions that must hold."),
    OpenApiParameter("limit", int, description="Up to 10,000."),
    OpenApiParameter(
        "offset", int, description="Rows to leave out, up to 1,000,000; `next` does better."
    ),
]
# Pipelines ask for pages of 10,000, and take a shorter page for the last one.
_MOST = 10_000
_FARTHEST = 1_000_000


class EventViewSet(ProjectView, viewsets.ViewSet):
    """Single events, newest first. For counting, ask the query endpoint."""

    scope = "query"
    throttle_kind = "analytics"

    @extend_schema(parameters=_LIST, responses=EventPageSerializer)
    def list(self, request: Request, project_id: str | None = None) -> Response:
        """Pages by time: `next` is the address of the page after, null at the end."""
        condition = condition_of(request, self.project)
        chosen = expressions(request.query_params.get("select"), "select")
        if condition is None:
            return Response({"next": None, "results": []})
        search = self._asked(request, condition, chosen)
        if any(map(is_aggregate, chosen)):
            return _grouped(request, search)
        found = _found(request, search, find)
        is_more = len(found.rows) == search.limit
        rows = found.rows[: search.limit - 1]
        link = _next(request, search, *found.places[len(rows) - 1]) if is_more else None
        if not chosen:
            return Response({"next": link, "results": shown(rows, self.project.id)})
        return _selected(request, link, found.columns, rows)

    @extend_schema(
        parameters=[OpenApiParameter("id", UUID, OpenApiParameter.PATH)], responses=EventSerializer
    )
    def retrieve(self, request: Request, pk: str, project_id: str | None = None) -> Response:
        """One event by its uuid."""
        row = find_one(self.project, uuid_of(pk, "id"))
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

    def _asked(self, request: Request, condition: Node, chosen: Any) -> Search:
        asked = request.query_params
        beyond = asked.get("beyond")
        return Search(
            project=self.project,
            before=asked_moment(request, "before") or now() + timedelta(seconds=5),
            after=asked_moment(request, "after"),
            limit=asked_limit(request, _MOST) + 1,
            condition=condition,
            columns=tuple(chosen),
            is_ascending=_is_ascending(asked.get("orderBy")),
            beyond=str(uuid_of(beyond, "beyond")) if beyond else None,
            skipped=_skipped(request),
            is_of_somebody=bool(asked.get("distinct_id") or asked.get("person_id")),
        )


def _skipped(request: Request) -> int:
    """Refused when too far: the rows of another page would make somebody read for ever."""
    offset = whole_number(request, "offset", 0)
    if offset > _FARTHEST:
        raise ValidationError({"offset": [f"Must be at most {_FARTHEST:,}: follow `next`."]})
    return offset


def _grouped(request: Request, search: Search) -> Response:
    found, most = _found(request, search, group), search.limit - 1
    link = None
    if len(found.rows) > most:
        address = replace_query_param(own_address(request), "offset", search.skipped + most)
        # What is added while somebody pages must not move the groups, as far as they are counted.
        link = replace_query_param(address, "before", search.before.isoformat())
    return _selected(request, link, found.columns, found.rows[:most])


def _selected(
    request: Request, link: str | None, columns: list[str], rows: list[list[Any]]
) -> Response:
    if is_csv(request):
        return Response([dict(zip(columns, row, strict=True)) for row in rows])
    return Response({"next": link, "columns": columns, "results": rows})


def _found(request: Request, search: Search, look: Callable[[Search], Found]) -> Found:
    try:
        return look(search)
    except QueryRefused as refusal:
        # Our own part of the question can be meant: what cannot is what the caller wrote.
        attr = next((n for n in ("select", "where") if request.query_params.get(n)), "properties")
        reason = ErrorDetail(refusal.detail, code=refusal.code)
        raise ValidationError({attr: [reason]}) from None


def _next(request: Request, search: Search, uuid: str, at: Any) -> str:
    """The address of this page, beginning after its last row."""
    name, other = ("after", "before") if search.is_ascending else ("before", "after")
    address = replace_query_param(own_address(request), name, at.isoformat())
    if other in request.query_params:  # relative dates must not move while somebody pages
        fixed = search.before if other == "before" else search.after
        assert fixed is not None
        address = replace_query_param(address, other, fixed.isoformat())
    address = remove_query_param(remove_query_param(address, "offset"), "beyond")
    return replace_query_param(address, "beyond", uuid)


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


ROUTES = [
    Route("events", EventViewSet),
    Route("events", EventViewSet, "flat"),
    Route("event", EventViewSet, "flat"),
]
