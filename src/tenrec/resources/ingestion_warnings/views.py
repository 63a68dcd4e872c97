"""/api/projects/:id/ingestion_warnings/: what went wrong with accepted events."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max, Sum, Window
from django.db.models.functions import RowNumber
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.ingest.models import IngestionWarning, WarningCount
from tenrec.rest.paging import OffsetPages
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectObjects

_SAMPLES = 50
Samples = list[IngestionWarning]


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
        samples = self._samples([row["type"] for row in page])
        rows = [
            {
                "type": row["type"],
                "count": row["total"],
                "last_seen": row["last_seen"],
                "warnings": samples[row["type"]],
            }
            for row in page
        ]
        return self.get_paginated_response(WarningGroupSerializer(rows, many=True).data)

    def _samples(self, kinds: Sequence[str]) -> dict[str, Samples]:
        """The latest of each kind, by one query."""
        latest = Window(RowNumber(), partition_by="type", order_by=["-timestamp", "-id"])
        found = IngestionWarning.objects.filter(team_id=self.project.id, type__in=kinds)
        samples: dict[str, Samples] = {kind: [] for kind in kinds}
        for row in found.annotate(place=latest).filter(place__lte=_SAMPLES).order_by("place"):
            samples[row.type].append(row)
        return samples


ROUTES = [Route("ingestion_warnings", IngestionWarningViewSet)]
