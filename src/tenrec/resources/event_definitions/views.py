"""/api/projects/:id/event_definitions/ and its flat twin: names of events."""

from typing import Any

from django.db.models import F, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from tenrec.rest.router import Route
from tenrec.rest.views import ProjectReadViewSet
from tenrec.taxonomy.models import EventDefinition

_FILTERS = [
    OpenApiParameter("search", str, description="Every word must be part of the name."),
    OpenApiParameter("event_type", str, enum=["event", "event_custom", "event_posthog"]),
    OpenApiParameter("ordering", str, description="name, last_seen_at or created_at; `-` turns."),
]
_ORDERS = {"name", "last_seen_at", "created_at"}


class EventDefinitionSerializer(serializers.ModelSerializer[EventDefinition]):
    """An event name that the project has seen."""

    last_updated_at = serializers.DateTimeField(
        source="last_seen_at", read_only=True, allow_null=True
    )

    class Meta:
        model = EventDefinition
        fields = ["id", "name", "created_at", "last_seen_at", "last_updated_at"]
        read_only_fields = fields


@extend_schema_view(list=extend_schema(parameters=_FILTERS))
class EventDefinitionViewSet(ProjectReadViewSet):
    """Event names, the last seen first."""

    scope = "event_definition"
    queryset = EventDefinition.objects.all()
    serializer_class = EventDefinitionSerializer
    project_field = "team_id"

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        asked = self.request.query_params
        for word in asked.get("search", "").split()[:20]:
            queryset = queryset.filter(name__icontains=word)
        match asked.get("event_type"):
            case "event_custom":
                queryset = queryset.exclude(name__startswith="$")
            case "event_posthog":
                queryset = queryset.filter(name__startswith="$")
        return queryset.order_by(*self._order(asked.get("ordering")))

    def _order(self, wish: str | None) -> list[Any]:
        if not wish:
            return [F("last_seen_at").desc(nulls_last=True), "name"]
        field = wish.removeprefix("-").removesuffix("::date")
        if field not in _ORDERS:
            raise ValidationError({"ordering": ["Not a field to order by."]}, code="invalid")
        column = F(field)
        is_down = wish.startswith("-")
        return [column.desc(nulls_last=True) if is_down else column.asc(nulls_first=True), "id"]


ROUTES = [
    Route("event_definitions", EventDefinitionViewSet),
    Route("event_definitions", EventDefinitionViewSet, "flat"),
    Route("event_definition", EventDefinitionViewSet, "flat"),
]
