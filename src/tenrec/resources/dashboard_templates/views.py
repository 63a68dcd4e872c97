"""/api/projects/:id/dashboard_templates/: what dashboards can begin with."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.resources.dashboard_templates.models import DashboardTemplate
from tenrec.resources.dashboard_templates.serializers import DashboardTemplateSerializer
from tenrec.resources.dashboard_templates.shape import SHAPE
from tenrec.rest.audit import Audited
from tenrec.rest.boards.templates import builtin_templates
from tenrec.rest.deletion import SoftDeleted
from tenrec.rest.newest import Newest
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectViewSet

Scope = DashboardTemplate.Scope
_BORN = datetime(2026, 1, 1, tzinfo=UTC)
_ORDERS = ("template_name", "created_at")


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("search", str, description="In name, description and tags."),
            OpenApiParameter("scope", str, enum=Scope.values),
            OpenApiParameter("is_featured", bool),
            OpenApiParameter("ordering", str, enum=[*_ORDERS, *(f"-{o}" for o in _ORDERS)]),
        ]
    )
)
class DashboardTemplateViewSet(Audited, SoftDeleted, ProjectViewSet):
    """Templates of the product (scope `global`, read only) and of the project."""

    scope = "dashboard_template"
    activity_scope = "DashboardTemplate"
    queryset = DashboardTemplate.objects.order_by("-created_at", "id")
    serializer_class = DashboardTemplateSerializer

    def paginate_queryset(self, queryset: Any) -> Any:
        newest = Newest.of(queryset, self.request)
        found = [*_builtin(), *newest.narrow(queryset)]
        page = super().paginate_queryset(_chosen(found, self.request))
        pages: Any = self.paginator
        pages.newest = newest  # a list does not tell it
        return page

    def get_object(self) -> DashboardTemplate:
        found = next((one for one in _builtin() if str(one.pk) == self.kwargs["pk"]), None)
        if found is None:
            kept: DashboardTemplate = super().get_object()
            return kept
        if self.needed_verb == "write":
            raise PermissionDenied("A template of the product cannot be changed.")
        return found

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=False, pagination_class=None, filter_backends=[])
    def json_schema(self, request: Request, **_: Any) -> Response:
        """The JSON Schema of a template, for editors."""
        return Response(SHAPE)


def _builtin() -> list[DashboardTemplate]:
    made = []
    for one in builtin_templates():
        fields = {name: value for name, value in one.items() if name not in {"id", "is_featured"}}
        template = DashboardTemplate(
            id=UUID(one["id"]), scope=Scope.GLOBAL, created_at=_BORN, **fields
        )
        template.is_featured = one["is_featured"]  # type: ignore[attr-defined]  # no column
        made.append(template)
    return made


def _chosen(found: list[DashboardTemplate], request: Request) -> list[DashboardTemplate]:
    """By the parameters of the list; featured ones first, then by name."""
    asked = request.query_params
    if scope := asked.get("scope"):
        _check(scope, Scope.values, "scope")
        found = [one for one in found if one.scope == scope]
    if featured := asked.get("is_featured"):
        _check(featured.lower(), ["true", "false", "1", "0"], "is_featured")
        wanted = featured.lower() in {"true", "1"}
        found = [one for one in found if getattr(one, "is_featured", False) == wanted]
    if search := asked.get("search"):
        found = [one for one in found if search.lower() in _words(one)]
    order = asked.get("ordering") or "template_name"
    _check(order.removeprefix("-"), _ORDERS, "ordering")
    if order.endswith("created_at"):
        found.sort(key=lambda one: one.created_at or _BORN, reverse=order.startswith("-"))
    else:
        found.sort(key=lambda one: (one.template_name or "").lower(), reverse=order.startswith("-"))
    return sorted(found, key=lambda one: not getattr(one, "is_featured", False))


def _words(template: DashboardTemplate) -> str:
    words = [template.template_name, template.dashboard_description, *(template.tags or [])]
    return "\n".join(word for word in words if word).lower()


def _check(value: str, allowed: Any, name: str) -> None:
    if value not in allowed:
        words = ", ".join(allowed)
        raise ValidationError({name: [f"Must be one of: {words}."]}, code="invalid")


ROUTES = [Route("dashboard_templates", DashboardTemplateViewSet)]
