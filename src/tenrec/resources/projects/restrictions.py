"""What keeps events of a project out beyond its own settings: nothing, and clients ask for it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response


class RestrictionSerializer(serializers.Serializer[Any]):
    """Events that are dropped, or taken without persons, because an operator said so."""

    restriction_type = serializers.CharField()
    distinct_ids = serializers.ListField(child=serializers.CharField(), allow_null=True)


class RestrictionActions:
    """For the viewset of projects."""

    @extend_schema(responses=RestrictionSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def event_ingestion_restrictions(self: Any, request: Request, **_: Any) -> Response:
        """Always empty: events are kept out by the project's own settings only."""
        self.get_object()
        return Response([])
