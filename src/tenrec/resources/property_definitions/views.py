"""/api/projects/:id/property_definitions/ and its flat twin: names and types of properties."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from tenrec.rest.router import Route
from tenrec.rest.views import ProjectReadViewSet
from tenrec.taxonomy.models import PropertyDefinition

_KINDS = {kind.name.lower(): kind for kind in PropertyDefinition.Kind}
_FILTERS = [
    OpenApiParameter("type", str, enum=list(_KINDS), description="Default: event."),
    OpenApiParameter("group_type_index", int, description="Needed for type=group: 0 to 4."),
    OpenApiParameter("search", str, description="Every word must be part of the name."),
    OpenApiParameter("properties", str, description="Only these names, separated by commas."),
    OpenApiParameter("is_numerical", bool),
]


class PropertyDefinitionSerializer(serializers.ModelSerializer[PropertyDefinition]):
    """A property that the project has seen, and the type of its first value."""

    property_type = serializers.ChoiceField(
        choices=["DateTime", "String", "Numeric", "Boolean", "Duration"],
        allow_null=True,
        read_only=True,
    )

    class Meta:
        model = PropertyDefinition
        fields = ["id", "name", "is_numerical", "property_type"]
        read_only_fields = fields


@extend_schema_view(list=extend_schema(parameters=_FILTERS))
class PropertyDefinitionViewSet(ProjectReadViewSet):
    """Properties of events, persons, groups or sessions, by name."""

    scope = "property_definition"
    queryset = PropertyDefinition.objects.order_by("name", "id")
    serializer_class = PropertyDefinitionSerializer
    project_field = "team_id"

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        if self.action != "list":
            return queryset
        asked = self.request.query_params
        kind = asked.get("type") or "event"
        if kind not in _KINDS:
            raise _problem("type", "Must be event, person, group or session.")
        queryset = queryset.filter(type=_KINDS[kind], **_group(kind, asked.get("group_type_index")))
        for word in asked.get("search", "").split()[:20]:
            queryset = queryset.filter(name__icontains=word)
        if names := asked.get("properties"):
            queryset = queryset.filter(name__in=names.split(",")[:1000])
        match asked.get("is_numerical", "").lower():
            case "true" | "1":
                queryset = queryset.filter(is_numerical=True)
            case "false" | "0":
                queryset = queryset.filter(is_numerical=False)
        return queryset


def _group(kind: str, index: str | None) -> dict[str, Any]:
    if kind != "group":
        if index is not None:
            raise _problem("group_type_index", "Only for type=group.")
        return {}
    if index not in {"0", "1", "2", "3", "4"}:
        raise _problem("group_type_index", "Needed for type=group: 0 to 4.")
    return {"group_type_index": int(index)}


def _problem(attr: str, why: str) -> ValidationError:
    return ValidationError({attr: [ErrorDetail(why, code="invalid")]})


ROUTES = [
    Route("property_definitions", PropertyDefinitionViewSet),
    Route("property_definitions", PropertyDefinitionViewSet, "flat"),
    Route("property_definition", PropertyDefinitionViewSet, "flat"),
]
