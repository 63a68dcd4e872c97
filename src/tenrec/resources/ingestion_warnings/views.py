"""/api/projects/:id/ingestion_warnings/: what went wrong with accepted events."""

from typing import Any

from django.db.models import Max, Sum
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.ingest.models import IngestionWarning, WarningCount
from tenrec.rest.paging import OffsetPages
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectObjects

_SAMPLES = 50


class WarningSampleSerializer(serializers.ModelSerializer[IngestionWarning]):
    """One case."""

    details = serializers.DictField(read_only=True)

    class Meta:
        model = IngestionWarning
        fields = ["type", "source", "details", "timestamp"]
        read_only_fields = fields


class WarningGroupSerializer(serializers.Serializer[Any]):
    """All cases of a kind: how many, the last, and samples."""

    type = serializers.CharField()
    count = serializers.IntegerField()
    last_seen = serializers.DateTimeField()
    warnings = WarningSampleSerializer(many=True)


class IngestionWarningViewSet(ProjectObjects):
    """Warnings by kind, the last seen first."""

    scope = "ingestion_warning"
    queryset = WarningCount.objects.all()
    serializer_class = WarningGroupSerializer
    pagination_class = OffsetPages
    project_field = "team_id"

    @extend_schema(responses=WarningGroupSerializer(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        groups = self.get_queryset().values("type")
        groups = groups.annotate(total=Sum("count"), last_seen=Max("last_seen_at"))
        page = self.paginate_queryset(groups.order_by("-last_seen", "type")) or []
        rows = [
            {
                "type": row["type"],
                "count": row["total"],
                "last_seen": row["last_seen"],
                "warnings": self._samples(row["type"]),
            }
            for row in page
        ]
        return self.get_paginated_response(WarningGroupSerializer(rows, many=True).data)

    def _samples(self, kind: str) -> Any:
        found = IngestionWarning.objects.filter(team_id=self.project.id, type=kind)
        return found.order_by("-timestamp")[:_SAMPLES]


ROUTES = [Route("ingestion_warnings", IngestionWarningViewSet)]
