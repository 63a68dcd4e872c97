"""/api/projects/:id/annotations/ and its flat twins: notes pinned to dates."""

from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request

from tenrec.resources.annotations.models import Annotation
from tenrec.resources.annotations.serializers import AnnotationSerializer
from tenrec.rest.asked import asked_flag, asked_number, problem
from tenrec.rest.audit import Audited
from tenrec.rest.dates import asked_moment
from tenrec.rest.deletion import SoftDeleted
from tenrec.rest.ordering import ordered
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectViewSet

_ORDERS = {name: name for name in ("id", "created_at", "updated_at", "date_marker", "content")}
_SEE_DELETED = {"update", "partial_update", "item_activity"}
_LIST = [
    OpenApiParameter("search", str, description="Part of the content."),
    OpenApiParameter("after", str, description="Made after this ISO date, or -7d."),
    OpenApiParameter("before", str, description="Made before this ISO date, or -7d."),
    OpenApiParameter("date_from", str, description="Its date marker is this, or later."),
    OpenApiParameter("date_to", str, description="Its date marker is this, or earlier."),
    OpenApiParameter("scope", str, enum=list(Annotation.Scope.values)),
    OpenApiParameter("dashboardItemId", int, description="About the insight with this id."),
    OpenApiParameter("apply_all", bool, description="false: about one insight; true: others."),
    OpenApiParameter("deleted", bool, description="true: only deleted ones."),
    OpenApiParameter("order", str, description=", ".join(_ORDERS) + "; `-` turns."),
]


@extend_schema_view(list=extend_schema(parameters=_LIST))
class AnnotationViewSet(Audited, SoftDeleted, ProjectViewSet):
    """Notes pinned to a date, shown on every chart that they are about.

    Those of the scope `organization` are in every project of the organization.
    """

    scope = "annotation"
    activity_scope = "Annotation"
    queryset = Annotation.objects.select_related("created_by").order_by("-created_at", "-id")
    serializer_class = AnnotationSerializer

    def get_queryset(self) -> QuerySet[Any, Any]:
        found = self.queryset.all()
        if getattr(self, "swagger_fake_view", False):
            return found
        everywhere = Q(
            scope=Annotation.Scope.ORGANIZATION, organization=self.project.organization_id
        )
        found = found.filter(Q(project=self.project) | everywhere)
        if self.action in _SEE_DELETED:
            return found
        is_wanted = self.action == "list" and asked_flag(self.request, "deleted")
        return found.filter(deleted=bool(is_wanted))

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        return _filtered(queryset, self.request) if self.action == "list" else queryset

    def perform_create(self, serializer: Any) -> None:
        serializer.validated_data["organization_id"] = self.project.organization_id
        super().perform_create(serializer)

    def perform_update(self, serializer: Any) -> None:
        # One that was everywhere and is narrowed down belongs to where that was done.
        if serializer.validated_data.get("scope", "organization") != "organization":
            serializer.validated_data["project_id"] = self.project.id
        super().perform_update(serializer)


def _filtered(found: QuerySet[Any, Any], request: Request) -> QuerySet[Any, Any]:
    asked = request.query_params
    if words := asked.get("search"):
        found = found.filter(content__icontains=words)
    for name, lookup in (
        ("after", "created_at__gt"),
        ("before", "created_at__lt"),
        ("date_from", "date_marker__gte"),
        ("date_to", "date_marker__lte"),
    ):
        if (moment := asked_moment(request, name)) is not None:
            found = found.filter(**{lookup: moment})
    if scope := asked.get("scope"):
        if scope not in Annotation.Scope.values:
            raise problem("scope", f"Must be one of: {', '.join(Annotation.Scope.values)}.")
        found = found.filter(scope=scope)
    if (insight := asked_number(request, "dashboardItemId")) is not None:
        found = found.filter(dashboard_item=insight)
    if (is_all := asked_flag(request, "apply_all")) is not None:
        one = Q(scope=Annotation.Scope.INSIGHT)
        found = found.filter(~one if is_all else one)
    return ordered(found, request, _ORDERS)


ROUTES = [
    Route("annotations", AnnotationViewSet),
    Route("annotations", AnnotationViewSet, "flat"),
    Route("annotation", AnnotationViewSet, "flat"),
]
