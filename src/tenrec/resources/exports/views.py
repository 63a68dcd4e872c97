"""/api/projects/:id/exports/: files of lists and queries, made in the background."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import zstandard
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.timezone import now
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from tenrec.accounts.scopes import allows
from tenrec.activity.record import name_of, record
from tenrec.core.errors import Conflict, NotFound, TooManyRequests
from tenrec.resources.exports import source
from tenrec.resources.exports.acting import Asker
from tenrec.resources.exports.jobs import make_export
from tenrec.resources.exports.models import CSV, JSON, XLSX, Chunk, Export
from tenrec.resources.exports.serializers import ExportSerializer
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectObjects

_RETRY_SECONDS = 5
_MOST_UNFINISHED = 20


class ExportViewSet(
    mixins.CreateModelMixin, mixins.RetrieveModelMixin, mixins.ListModelMixin, ProjectObjects
):
    """Files of lists and queries, made in the background with the rights of who asks.

    Everybody sees their own. They go after a week.
    """

    scope = "export"
    throttle_kind = "analytics"
    queryset = Export.objects.order_by("-created_at", "-id")
    serializer_class = ExportSerializer

    def get_queryset(self) -> QuerySet[Any, Any]:
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        return found.filter(created_by=self.user, expires_after__gt=now())

    def perform_create(self, serializer: Any) -> None:
        self._refuse_flood()
        given = serializer.validated_data
        insight_id = given.get("insight_id")
        insight = None if insight_id is None else source.insight_of(self.project.id, insight_id)
        asker = Asker(self.user, self.key, self.project)
        scopes = source.check(asker, given.get("export_context") or {}, insight)
        export = serializer.save(
            project=self.project,
            created_by=self.user,
            key_id=self.key.pk if self.key else None,
            needed_scopes=scopes,
        )
        self._log(export, insight)
        make_export.enqueue(export.pk)

    def _log(self, export: Export, insight: Any) -> None:
        """Who took what out of the product, and as what."""
        scope, thing = ("Export", export) if insight is None else ("Insight", insight)
        taken = {"before": None, "after": export.export_format}
        record(
            "exported",
            scope=scope,
            item_id=thing.pk,
            user=self.user,
            organization=self.project.organization,
            project=self.project,
            name=_named(export) if insight is None else name_of(insight),
            short_id=getattr(insight, "short_id", None),
            changes=[{"type": scope, "action": "created", "field": "export_format", **taken}],
        )

    @extend_schema(
        parameters=[OpenApiParameter("download", bool, description="Save it under its name.")],
        responses={
            (200, CSV): OpenApiTypes.STR,
            (200, XLSX): OpenApiTypes.BINARY,
            (200, JSON): OpenApiTypes.ANY,
        },
    )
    @action(detail=True)
    def content(self, request: Request, **_: Any) -> StreamingHttpResponse:
        """The file. 409 with `Retry-After` while it is being made."""
        export: Export = self.get_object()
        self._check_scopes(export)
        if export.exception is not None:
            raise NotFound(export.exception, code="export_failed")
        if not export.has_content:
            raise _wait(Conflict("The file is not ready yet.", code="not_ready"))
        answer = StreamingHttpResponse(_bytes(request, export), content_type=export.export_format)
        answer["Content-Length"] = str(export.size)
        kind = "attachment" if request.query_params.get("download") == "true" else "inline"
        answer["Content-Disposition"] = f'{kind}; filename="{export.filename}"'
        return answer

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Whoever asks for the file gets it as it is, whatever they accept."""
        return super().perform_content_negotiation(request, force or self.action == "content")

    def _check_scopes(self, export: Export) -> None:
        """A key that may read exports reads none of what it could not read itself."""
        if self.key is None:
            return
        for needed in export.needed_scopes:
            if not allows(self.key.scopes, needed):
                raise PermissionDenied(f"API key missing required scope '{needed}'.")

    def _refuse_flood(self) -> None:
        unfinished = Export.objects.filter(
            project=self.project, finished_at=None, exception=None, expires_after__gt=now()
        )
        if unfinished.count() >= _MOST_UNFINISHED:
            raise _wait(TooManyRequests(f"{_MOST_UNFINISHED} exports are being made already."))


def _named(export: Export) -> str:
    """The list that was taken, without what was asked of it; of a query, the file."""
    path = str((export.export_context or {}).get("path") or "")
    return path.partition("?")[0] or export.filename


def _wait(error: Any) -> Any:
    error.wait = _RETRY_SECONDS
    return error


def _bytes(request: Request, export: Export) -> Iterator[bytes] | AsyncIterator[bytes]:
    """Chunk by chunk, in the way of the server that answers."""
    is_async = isinstance(request._request, ASGIRequest)
    return _async_chunks(export.pk) if is_async else _chunks(export.pk)


def _chunks(export_id: int) -> Iterator[bytes]:
    number = 0
    while piece := _chunk(export_id, number):
        yield piece
        number += 1


async def _async_chunks(export_id: int) -> AsyncIterator[bytes]:
    number = 0
    while piece := await sync_to_async(_chunk)(export_id, number):
        yield piece
        number += 1


def _chunk(export_id: int, number: int) -> bytes:
    found = Chunk.objects.filter(export_id=export_id, number=number)
    data = found.values_list("data", flat=True).first()
    return b"" if data is None else zstandard.ZstdDecompressor().decompress(bytes(data))


ROUTES = [Route("exports", ExportViewSet)]
