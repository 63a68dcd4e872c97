"""GET /api/projects/:id/pipeline/: lag, backlog, counts, last error and disk."""

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.core.errors import StoreDown
from tenrec.jobs.report import report
from tenrec.resources.pipeline.source import current
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectView
from tenrec.store import open as store
from tenrec.store.disk import bytes_on_disk


class DiskSerializer(serializers.Serializer[Any]):
    """Bytes on the disk of the data folder."""

    journal_bytes = serializers.IntegerField(help_text="Accepted, not yet stored or forgotten.")
    events_bytes = serializers.IntegerField(help_text="Stored events, compressed.")
    state_bytes = serializers.IntegerField(help_text="The embedded state database.")
    free_bytes = serializers.IntegerField()
    total_bytes = serializers.IntegerField()


class JobsSerializer(serializers.Serializer[Any]):
    """Background work, for the whole server."""

    waiting = serializers.IntegerField(help_text="Due, or to be tried again later.")
    running = serializers.IntegerField()
    failed = serializers.IntegerField(help_text="Given up in the last 30 days.")
    last_error = serializers.CharField(
        allow_null=True, help_text="The job that failed last, and the class of its error."
    )


class PipelineSerializer(serializers.Serializer[Any]):
    """Health of the way from capture to store, for the whole server."""

    is_running = serializers.BooleanField()
    lag_seconds = serializers.FloatField(help_text="Age of the oldest event not countable yet.")
    backlog_bytes = serializers.IntegerField()
    backlog_limit_bytes = serializers.IntegerField()
    acknowledged_events = serializers.IntegerField()
    stored_events = serializers.IntegerField()
    dropped = serializers.DictField(child=serializers.IntegerField())
    dead_letters = serializers.IntegerField()
    last_error = serializers.CharField(allow_null=True)
    last_stored_at = serializers.DateTimeField(allow_null=True)
    disk = DiskSerializer()
    jobs = JobsSerializer()


class PipelineView(ProjectView):
    """Health of the pipeline."""

    scope = "ingestion_warning"

    @extend_schema(responses=PipelineSerializer)
    def get(self, request: Request, project_id: str) -> Response:
        source = current()
        status, journal = source.status, source.journal
        health = {
            "is_running": status.is_running,
            "lag_seconds": status.lag_seconds,
            "backlog_bytes": max(journal.end - status.position, 0),
            "backlog_limit_bytes": settings.CONFIG.journal_max_bytes,
            "acknowledged_events": source.acknowledged(),
            "stored_events": status.stored,
            "dropped": dict(status.dropped),
            "dead_letters": status.dead_letters,
            "last_error": status.last_error,
            "last_stored_at": status.last_stored_at,
            "disk": _disk(settings.CONFIG.data_dir, journal.size_bytes),
            "jobs": asdict(report()),
        }
        return Response(PipelineSerializer(health).data)


def _disk(folder: Path, journal_bytes: int) -> dict[str, int]:
    usage = shutil.disk_usage(folder)
    return {
        "journal_bytes": journal_bytes,
        "events_bytes": _events_bytes(),
        "state_bytes": sum(path.stat().st_size for path in folder.glob("tenrec.sqlite3*")),
        "free_bytes": usage.free,
        "total_bytes": usage.total,
    }


def _events_bytes() -> int:
    try:
        return bytes_on_disk(store.current())
    except StoreDown:  # this page must answer when the store does not
        return 0


ROUTES = [Route("pipeline", PipelineView)]
