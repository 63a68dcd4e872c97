"""/api/projects/:id/event_definitions/ and its flat twins: names of events."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.query.run import run
from tenrec.resources.event_definitions.filters import PARAMETERS, filtered
from tenrec.resources.event_definitions.serializers import (
    EventDefinitionSerializer,
    EventMetricsSerializer,
    PrimaryPropertiesSerializer,
)
from tenrec.rest.asked import problem
from tenrec.rest.audit import Audited
from tenrec.rest.curation import CuratedInBulk
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectViewSet
from tenrec.taxonomy.models import EventDefinition

_PEOPLE = ("owner", "created_by", "verified_by", "updated_by")
_COUNT = """select count() from events
where event = {name} and timestamp > now() - interval 30 day"""


@extend_schema_view(list=extend_schema(parameters=PARAMETERS))
class EventDefinitionViewSet(CuratedInBulk, Audited, ProjectViewSet):
    """Event names, the last seen first. A name that is deleted comes back when it is seen again."""

    scope = "event_definition"
    activity_scope = "EventDefinition"
    activity_hides = frozenset({"last_seen_at", "updated_by_id", "verified_at", "verified_by_id"})
    queryset = EventDefinition.objects.select_related(*_PEOPLE)
    serializer_class = EventDefinitionSerializer
    project_field = "team_id"

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        return filtered(queryset, self.request) if self.action == "list" else queryset

    def perform_create(self, serializer: Any) -> None:
        try:
            with transaction.atomic():
                super().perform_create(serializer)
        except IntegrityError:  # the worker saw its first event in this moment
            why = "This project already has an event with this name."
            raise problem("name", why, "unique") from None

    @extend_schema(
        parameters=[OpenApiParameter("name", str, required=True, description="The exact name.")],
        responses=EventDefinitionSerializer,
    )
    @action(detail=False)
    def by_name(self, request: Request, **_: Any) -> Response:
        """The one with this very name."""
        name = request.query_params.get("name")
        if not name:
            raise problem("name", "This parameter is required.", "required")
        found = self.get_queryset().filter(name=name).first()
        if found is None:
            raise NotFound()
        return Response(self.get_serializer(found).data)

    @extend_schema(responses=EventMetricsSerializer)
    @action(detail=True, throttle_kind="analytics")
    def metrics(self, request: Request, **_: Any) -> Response:
        """How much it was seen in the last 30 days."""
        query = {"kind": "HogQLQuery", "query": _COUNT, "values": {"name": self.get_object().name}}
        count = run(self.project, {"query": query})["results"][0][0]
        return Response({"volume_30_day": count, "query_usage_30_day": None})

    @extend_schema(
        parameters=[
            OpenApiParameter("names", str, many=True, description="Only of these; repeated.")
        ],
        responses=PrimaryPropertiesSerializer,
    )
    @action(detail=False)
    def primary_properties(self, request: Request, **_: Any) -> Response:
        """The property to show beside each event, for those that have one."""
        found = self.get_queryset().exclude(primary_property=None).order_by("name")
        if names := [name for name in request.query_params.getlist("names") if name][:1000]:
            found = found.filter(name__in=names)
        rows = found.values_list("name", "primary_property")[:10_000]
        return Response({"primary_properties": dict(rows)})


ROUTES = [
    Route("event_definitions", EventDefinitionViewSet),
    Route("event_definitions", EventDefinitionViewSet, "flat"),
    Route("event_definition", EventDefinitionViewSet, "flat"),
]
