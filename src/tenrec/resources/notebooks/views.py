"""/api/projects/:id/notebooks/: documents with words, queries and recordings in them."""

from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.resources.notebooks import contained
from tenrec.resources.notebooks.models import Notebook
from tenrec.resources.notebooks.serializers import NotebookMinimalSerializer, NotebookSerializer
from tenrec.rest.asked import asked_uuid
from tenrec.rest.audit import Audited
from tenrec.rest.dates import asked_moment
from tenrec.rest.deletion import SoftDeleted
from tenrec.rest.ordering import ordered
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectViewSet

_ORDERS = {name: name for name in ("created_at", "last_modified_at", "title", "short_id")}
_LIST = [
    OpenApiParameter("user", str, description="With any value: only those that you made."),
    OpenApiParameter("created_by", str, description="The uuid of the user who made it."),
    OpenApiParameter("last_modified_by", str, description="The uuid of who changed it last."),
    OpenApiParameter("date_from", str, description="Changed after this ISO date, or -7d."),
    OpenApiParameter("date_to", str, description="Changed before this ISO date, or -7d."),
    OpenApiParameter("search", str, description="Part of the title or of the words."),
    OpenApiParameter(
        "contains",
        str,
        description="What is in it: recording:true, recording:false, recording:<id>, query:<short "
        "id>, also for other nodes; several with a comma between, all must be true.",
    ),
    OpenApiParameter("order", str, description=", ".join(_ORDERS) + "; `-` turns."),
]
_KNOWN = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="The version that is known."
)


@extend_schema_view(
    list=extend_schema(parameters=_LIST, responses=NotebookMinimalSerializer(many=True)),
)
class NotebookViewSet(Audited, SoftDeleted, ProjectViewSet):
    """Documents with words, queries and recordings in them, the last changed first."""

    scope = "notebook"
    activity_scope = "Notebook"
    # The log tells that a content was changed by its version; the bodies would fill it.
    activity_hides = frozenset({"content", "text_content", "contained"})
    # Not joined: users are wide rows, and few beside the notebooks of a page.
    queryset = Notebook.objects.prefetch_related("created_by", "last_modified_by").order_by(
        "-last_modified_at", "-id"
    )
    serializer_class = NotebookSerializer
    lookup_field = "short_id"

    def get_serializer_class(self) -> type[Any]:
        return NotebookMinimalSerializer if self.action == "list" else NotebookSerializer

    def get_queryset(self) -> QuerySet[Any, Any]:
        found: QuerySet[Any, Any] = super().get_queryset()
        bodies = ("content", "text_content", "contained")
        return found.defer(*bodies) if self.action == "list" else found

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        if self.action != "list":
            return queryset
        if self.request.query_params.get("user"):
            queryset = queryset.filter(created_by=self.user)
        return _filtered(queryset, self.request)

    @extend_schema(parameters=[_KNOWN], responses={200: NotebookSerializer, 304: None})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One notebook; 304 without a body when it is still the version that you know."""
        notebook = self.get_object()
        known = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
        if known == str(notebook.version):
            return Response(status=304)
        return Response(self.get_serializer(notebook).data)


def _filtered(found: QuerySet[Any, Any], request: Request) -> QuerySet[Any, Any]:
    asked = request.query_params
    for name in ("created_by", "last_modified_by"):
        if (user := asked_uuid(request, name)) is not None:
            found = found.filter(**{f"{name}__uuid": user})
    if (since := asked_moment(request, "date_from")) is not None:
        found = found.filter(last_modified_at__gt=since)
    if (until := asked_moment(request, "date_to")) is not None:
        found = found.filter(last_modified_at__lt=until)
    if words := asked.get("search"):
        found = found.filter(Q(title__icontains=words) | Q(text_content__icontains=words))
    if pairs := asked.get("contains"):
        found = found.filter(contained.asked(pairs))
    return ordered(found, request, _ORDERS)


ROUTES = [Route("notebooks", NotebookViewSet), Route("notebooks", NotebookViewSet, "flat")]
