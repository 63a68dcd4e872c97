"""/api/projects/:id/property_definitions/ and its flat twin: names and types of properties."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.resources.property_definitions.filters import PARAMETERS, filtered
from tenrec.resources.property_definitions.serializers import PropertyDefinitionSerializer
from tenrec.rest.asked import asked_words, problem
from tenrec.rest.audit import Audited
from tenrec.rest.curation import CuratedInBulk
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectReadViewSet
from tenrec.taxonomy.models import EventProperty, PropertyDefinition

_TOGETHER = [
    OpenApiParameter("event_names", str, required=True, description="A JSON list of events."),
    OpenApiParameter("property_name", str, required=True, description="The property."),
]


@extend_schema_view(list=extend_schema(parameters=PARAMETERS))
class PropertyDefinitionViewSet(
    CuratedInBulk,
    Audited,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    ProjectReadViewSet,
):
    """Properties of events, persons, groups or sessions. One that is deleted comes back when it
    is seen again."""

    scope = "property_definition"
    activity_scope = "PropertyDefinition"
    activity_hides = frozenset({"updated_by_id", "verified_at", "verified_by_id", "is_numerical"})
    queryset = PropertyDefinition.objects.select_related("verified_by", "updated_by")
    serializer_class = PropertyDefinitionSerializer
    project_field = "team_id"

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        if self.action != "list":
            return queryset
        return filtered(queryset, self.request, self.project.id)

    @extend_schema(
        parameters=_TOGETHER,
        responses={200: {"type": "object", "additionalProperties": {"type": "boolean"}}},
    )
    @action(detail=False)
    def seen_together(self, request: Request, **_: Any) -> Response:
        """For each event, whether it has carried the property."""
        events = asked_words(request, "event_names")
        name = request.query_params.get("property_name")
        if not events:
            raise problem("event_names", "This parameter is required.", "required")
        if not name:
            raise problem("property_name", "This parameter is required.", "required")
        pairs = EventProperty.objects.filter(
            team_id=self.project.id, event__in=events, property=name
        )
        seen = set(pairs.values_list("event", flat=True))
        return Response({event: event in seen for event in events})


ROUTES = [
    Route("property_definitions", PropertyDefinitionViewSet),
    Route("property_definitions", PropertyDefinitionViewSet, "flat"),
    Route("property_definition", PropertyDefinitionViewSet, "flat"),
]
