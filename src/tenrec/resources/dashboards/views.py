"""/api/projects/:id/dashboards/: insights and texts on a grid."""

from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.query.run import REFRESH_MODES
from tenrec.resources.dashboards.collaborators import Collaborators
from tenrec.resources.dashboards.filters import filtered
from tenrec.resources.dashboards.making import (
    Mode,
    checked,
    duplicate_into,
    fill,
    from_template,
    template_of,
)
from tenrec.resources.dashboards.models import Dashboard
from tenrec.resources.dashboards.serializers import DashboardSerializer, TemplateBodySerializer
from tenrec.resources.dashboards.streaming import Streaming, placed
from tenrec.resources.dashboards.tile_actions import TileActions
from tenrec.resources.dashboards.tiles import change_tiles
from tenrec.rest.audit import Audited
from tenrec.rest.boards.access import Rights
from tenrec.rest.boards.dashboards import DashboardBasicSerializer, dashboard_rows, with_tiles
from tenrec.rest.boards.results import Results, asked_filters, asked_mode, asked_object
from tenrec.rest.boards.rows import insight_rows
from tenrec.rest.deletion import SoftDeleted
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectViewSet

_LIST = [
    OpenApiParameter("search", str, description="In name, description and tags."),
    OpenApiParameter("pinned", bool),
    OpenApiParameter("creation_mode", str, enum=Mode.values),
    OpenApiParameter("exclude_generated", bool, description="Without those made by the product."),
    OpenApiParameter("tags", str, description="A JSON list: with any of these."),
]
_ONE = [
    OpenApiParameter(
        "refresh", str, enum=REFRESH_MODES, description="`blocking` computes the SQL insights."
    ),
    OpenApiParameter("filters_override", str, description="JSON: filters for this request."),
    OpenApiParameter("variables_override", str, description="JSON: values of SQL variables."),
    OpenApiParameter(
        "layoutSize", str, enum=["sm", "xs"], description="Tiles in the order of this grid."
    ),
]
_MAKING = ("use_template", "use_dashboard", "delete_insights", "tiles")


@extend_schema_view(
    list=extend_schema(parameters=_LIST, responses=DashboardBasicSerializer(many=True)),
    retrieve=extend_schema(parameters=_ONE),
)
class DashboardViewSet(Streaming, TileActions, Collaborators, Audited, SoftDeleted, ProjectViewSet):
    """Insights and text cards on a grid.

    A dashboard with `restriction_level` 37 is changed only by its creator, by admins and by its
    collaborators; so are the insights on it.
    """

    scope = "dashboard"
    activity_scope = "Dashboard"
    activity_hides = frozenset({"last_accessed_at"})
    queryset = dashboard_rows().order_by("-pinned", "name", "id")
    serializer_class = DashboardSerializer

    @property
    def throttle_kind(self) -> Any:  # type: ignore[override]  # by action
        """Reading with results asks the engine."""
        asks = (
            self.action in {"run_insights", "stream_tiles"}
            or "refresh" in self.request.query_params
        )
        return "analytics" if asks else "crud"

    def get_serializer_class(self) -> Any:
        return DashboardBasicSerializer if self.action == "list" else DashboardSerializer

    def get_queryset(self) -> QuerySet[Any, Any]:
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        if self.action == "list":
            return filtered(found, self.request)
        return with_tiles(found)

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if getattr(self, "swagger_fake_view", False):
            return context
        return {**context, "rights": self.rights, "results": None}

    @property
    def rights(self) -> Rights:
        """Of the caller, here."""
        if not hasattr(self, "_rights"):
            self._rights = Rights(self.user, self.project)
        return self._rights

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        board = self.get_object()
        board.tiles_ahead = placed(board.tiles_ahead, request, None)
        context = self.looked_at(board, request)
        return Response(DashboardSerializer(board, context=context).data)

    def looked_at(self, board: Dashboard, request: Request) -> dict[str, Any]:
        """What its tiles are shown with, for somebody who looks at it now."""
        Dashboard.objects.filter(pk=board.pk).update(last_accessed_at=now())
        filters, variables = asked_filters(request), asked_object(request, "variables_override")
        laid_over = {"filters": filters, "variables": variables}
        results = Results(
            self.project,
            mode=asked_mode(request),
            filters=board.filters if filters is None else filters,
            variables={**(board.variables or {}), **(variables or {})},
        )
        return {**self.get_serializer_context(), "results": results, **laid_over}

    @extend_schema(request=TemplateBodySerializer, responses={201: DashboardSerializer})
    @action(detail=False, methods=["post"])
    def create_from_template_json(self, request: Request, **_: Any) -> Response:
        """A dashboard from a template that is written out in the body."""
        given = TemplateBodySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        template = checked(given.validated_data["template"])
        board = from_template(self.project, self.user, template)
        self.log("created", board)
        return Response(self.read_again(board), status=201)

    def perform_create(self, serializer: Any) -> None:
        given = serializer.validated_data
        extra = {name: given.pop(name, None) for name in _MAKING}
        template = None
        if extra["use_template"]:
            template = template_of(self.project, extra["use_template"])
            given["creation_mode"] = Mode.TEMPLATE
            given.setdefault("name", template["template_name"])
            given.setdefault("description", template.get("dashboard_description") or "")
            given.setdefault("filters", template.get("dashboard_filters") or {})
        elif extra["use_dashboard"]:
            given["creation_mode"] = Mode.DUPLICATE
        super().perform_create(serializer)
        board = serializer.instance
        if template is not None:
            fill(board, template, self.user)
        elif extra["use_dashboard"]:
            duplicate_into(board, extra["use_dashboard"], self.project, self.user)
        change_tiles(board, extra["tiles"] or [], self.project, self.user)
        serializer.instance = self._row(board)

    def perform_update(self, serializer: Any) -> None:
        board, given = serializer.instance, serializer.validated_data
        self.rights.check(board)
        extra = {name: given.pop(name, None) for name in _MAKING}
        level = given.get("restriction_level", board.restriction_level)
        if level != board.restriction_level and not self.rights.may_restrict(board):
            raise PermissionDenied("Only its creator and admins may lock or unlock a dashboard.")
        if given.get("deleted"):
            given["pinned"] = False
        super().perform_update(serializer)
        if given.get("deleted") and extra["delete_insights"]:
            self._delete_insights(board)
        change_tiles(board, extra["tiles"] or [], self.project, self.user)
        serializer.instance = self._row(board)

    def _delete_insights(self, board: Dashboard) -> None:
        """Those that stand nowhere else."""
        for insight in insight_rows().filter(tiles__dashboard=board, tiles__deleted=False):
            if not insight.tiles_ahead:
                insight.deleted = True
                insight.save(update_fields=["deleted"])
                insight.tiles.update(deleted=True)

    def editable(self) -> Dashboard:
        """The dashboard of the path, if the caller may change it."""
        board: Dashboard = self.get_object()
        self.rights.check(board)
        return board

    def changed(self, board: Dashboard) -> Response:
        """Logged, and answered as it is now."""
        self.log("updated", board)
        return Response(self.read_again(board))

    def read_again(self, board: Dashboard) -> Any:
        """The whole of it as JSON."""
        return DashboardSerializer(self._row(board), context=self.get_serializer_context()).data

    def _row(self, board: Dashboard) -> Any:
        return with_tiles(dashboard_rows()).get(pk=board.pk)


ROUTES = [
    Route("dashboards", DashboardViewSet),
    Route("dashboards", DashboardViewSet, "flat"),
    Route("dashboard", DashboardViewSet, "flat"),
]
