"""/api/projects/:id/elements/: what visitors click on, as autocapture saw it."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from tenrec.core.errors import QueryRefused
from tenrec.resources.elements.asked import EVENTS, check_share, condition_of, patterns_of
from tenrec.resources.elements.counting import places, values_of
from tenrec.resources.elements.serializers import (
    ElementStatsPageSerializer,
    ElementValueSerializer,
)
from tenrec.rest.paging import asked_limit, own_address, whole_number
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectView

_MOST = 10_000
_FARTHEST = 1_000_000
_STATS = [
    OpenApiParameter(
        "include", str, many=True, description=f"Which events: {', '.join(EVENTS)}. Default: all."
    ),
    OpenApiParameter("date_from", str, description="ISO date, or relative. Default: -7d."),
    OpenApiParameter("date_to", str, description="ISO date, or relative. Default: now."),
    OpenApiParameter("properties", str, description="JSON list of property filters, or a group."),
    OpenApiParameter(
        "filter_test_accounts", bool, description="true: without the project's test accounts."
    ),
    OpenApiParameter(
        "data_attributes", str,
        description="Attributes to show, commas between, `*` for anything. Default: all.",
    ),
    OpenApiParameter("sampling_factor", float, description="Checked; all clicks are counted."),
    OpenApiParameter("limit", int, description=f"Up to {_MOST:,}. Default: 100."),
    OpenApiParameter("offset", int, description="Rows to leave out."),
]  # fmt: skip


class ElementViewSet(ProjectView, viewsets.ViewSet):
    """Elements of pages that visitors clicked on."""

    scope = "element"
    throttle_kind = "analytics"

    @extend_schema(parameters=_STATS, responses=ElementStatsPageSerializer)
    @action(detail=False)
    def stats(self, request: Request, *_: Any, **__: Any) -> Response:
        """How often each place was clicked, the most clicked first."""
        check_share(request)
        patterns, condition = patterns_of(request), condition_of(request, self.project)
        limit, offset = asked_limit(request, _MOST), whole_number(request, "offset", 0)
        if offset > _FARTHEST:
            raise ValidationError({"offset": [f"Must be at most {_FARTHEST:,}."]}, code="invalid")
        try:
            rows = places(self.project, condition, patterns, skipped=offset, most=limit + 1)
        except QueryRefused as refusal:
            reason = ErrorDetail(refusal.detail, code=refusal.code)
            raise ValidationError({"properties": [reason]}) from None
        following = _at(request, offset + limit) if len(rows) > limit else None
        before = _at(request, max(offset - limit, 0)) if offset else None
        return Response({"results": rows[:limit], "next": following, "previous": before})

    @extend_schema(
        parameters=[
            OpenApiParameter("key", str, required=True, description="text, tag_name, href, …"),
            OpenApiParameter("value", str, description="Part of the value."),
        ],
        responses=ElementValueSerializer(many=True),
    )
    @action(detail=False)
    def values(self, request: Request, *_: Any, **__: Any) -> Response:
        """What a field of clicked elements has been in the last days."""
        key, part = request.query_params.get("key"), request.query_params.get("value", "")
        if not key:
            missing = ErrorDetail("This field is required.", code="required")
            raise ValidationError({"key": [missing]})
        return Response([{"name": name} for name in values_of(self.project, key, part)])


def _at(request: Request, offset: int) -> str:
    if offset == 0:
        return str(remove_query_param(own_address(request), "offset"))
    return str(replace_query_param(own_address(request), "offset", offset))


ROUTES = [
    Route("elements", ElementViewSet),
    Route("elements", ElementViewSet, "flat"),
    Route("element", ElementViewSet, "flat"),
]
