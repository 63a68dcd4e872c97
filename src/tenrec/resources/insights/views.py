"""/api/projects/:id/insights/: saved questions."""

from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view

from tenrec.query.run import REFRESH_MODES
from tenrec.resources.insights.filters import ORDERS, TYPES, filtered
from tenrec.resources.insights.looking import Looking
from tenrec.resources.insights.models import Insight
from tenrec.resources.insights.serializers import OnDashboardSerializer
from tenrec.rest.audit import Audited
from tenrec.rest.boards.access import Rights
from tenrec.rest.boards.placing import find_dashboards, place
from tenrec.rest.boards.results import Results, asked_filters, asked_mode, asked_object
from tenrec.rest.boards.rows import insight_rows
from tenrec.rest.deletion import SoftDeleted
from tenrec.rest.paging import whole_number
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectViewSet

_REFRESH = OpenApiParameter(
    "refresh",
    str,
    enum=REFRESH_MODES,
    description="`blocking` computes SQL; without it `result` is null. The asynchronous modes "
    "compute at once, too, and tell so in `query_status`.",
)
_LIST = [
    OpenApiParameter("short_id", str),
    OpenApiParameter("created_by", str, description="Ids of users, as a JSON list."),
    OpenApiParameter("saved", bool, description="Saved, or on a dashboard."),
    OpenApiParameter("favorited", bool),
    OpenApiParameter("user", bool, description="Those of the caller."),
    OpenApiParameter("search", str, description="In names, description and tags."),
    OpenApiParameter("insight", str, enum=TYPES),
    OpenApiParameter("dashboards", str, description="Ids, as a JSON list: on all of these."),
    OpenApiParameter("tags", str, description="A JSON list: with any of these."),
    OpenApiParameter("feature_flag", str, description="Key of a flag that the query names."),
    OpenApiParameter("date_from", str, description="Modified after; ISO or relative (`-7d`)."),
    OpenApiParameter("date_to", str, description="Modified before."),
    OpenApiParameter("created_date_from", str),
    OpenApiParameter("created_date_to", str),
    OpenApiParameter("last_viewed_date_from", str),
    OpenApiParameter("last_viewed_date_to", str),
    OpenApiParameter("order", str, enum=[*ORDERS, *(f"-{name}" for name in ORDERS)]),
    OpenApiParameter("basic", bool, description="Without results, whatever `refresh` says."),
    _REFRESH,
]
_ONE = [
    _REFRESH,
    OpenApiParameter("from_dashboard", int, description="As it is on this dashboard."),
    OpenApiParameter("filters_override", str, description="JSON: filters for this request."),
    OpenApiParameter("variables_override", str, description="JSON: values of SQL variables."),
]


@extend_schema_view(
    list=extend_schema(parameters=_LIST),
    retrieve=extend_schema(parameters=_ONE),
)
class InsightViewSet(Looking, Audited, SoftDeleted, ProjectViewSet):
    """Saved questions. `id` in a path is the number or the short id.

    The query is checked against the schema and comes back as it was sent. `result` is filled when
    `refresh=blocking` asks for it and the engine computes its kind (SQL now).
    """

    scope = "insight"
    activity_scope = "Insight"
    activity_hides = frozenset({"type"})
    throttle_kind = "analytics"
    queryset = insight_rows().order_by("-last_modified_at", "-id")
    serializer_class = OnDashboardSerializer

    def get_queryset(self) -> QuerySet[Any, Any]:
        found = super().get_queryset()
        if self.action != "list" or getattr(self, "swagger_fake_view", False):
            return found
        return filtered(found, self.request, self.user)

    def get_object(self) -> Any:
        text = self.kwargs["pk"]
        if not (text.isascii() and text.isdecimal()):
            self.kwargs = {**self.kwargs, "short_id": text}
            self.lookup_field, self.lookup_url_kwarg = "short_id", "short_id"
        return super().get_object()

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if getattr(self, "swagger_fake_view", False):
            return context
        results, board = self._results(), whole_number(self.request, "from_dashboard", 0)
        return {**context, "rights": self.rights, "results": results, "from_dashboard": board}

    def perform_create(self, serializer: Any) -> None:
        given = serializer.validated_data
        ids = given.pop("dashboards", [])
        given["type"] = Insight.type_for(given.get("query"), given.get("filters"))
        given["last_modified_at"] = now()
        super().perform_create(serializer)
        place(serializer.instance, ids, self.project, self.rights)
        self._read_again(serializer)

    def perform_update(self, serializer: Any) -> None:
        insight, given = serializer.instance, serializer.validated_data
        self.rights.check_insight(insight)
        ids = given.pop("dashboards", None)
        query = given.get("query", insight.query)
        given["type"] = Insight.type_for(query, given.get("filters", insight.filters))
        if given.keys() - {"favorited", "type"}:
            given["last_modified_at"] = now()
        super().perform_update(serializer)
        if serializer.instance.deleted:
            insight.tiles.update(deleted=True)
        elif ids is not None:
            place(insight, ids, self.project, self.rights)
        self._read_again(serializer)

    def _read_again(self, serializer: Any) -> None:
        """With its tiles as they are now."""
        serializer.instance = insight_rows().get(pk=serializer.instance.pk)

    @property
    def rights(self) -> Rights:
        """Of the caller, here."""
        if not hasattr(self, "_rights"):
            self._rights = Rights(self.user, self.project)
        return self._rights

    def _results(self) -> Results | None:
        if self.action == "list":
            is_basic = self.request.query_params.get("basic", "").lower() in {"true", "1"}
            mode = None if is_basic else asked_mode(self.request)
            return Results(self.project, mode=mode)
        if self.action != "retrieve":
            return None
        if not hasattr(self, "_retrieved"):
            filters, variables = self._laid_over()
            self._retrieved = Results(
                self.project,
                mode=asked_mode(self.request),
                filters=filters,
                variables=variables,
                is_strict=True,
            )
        return self._retrieved

    def _laid_over(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """By the dashboard that the insight is looked at on, then by the request."""
        filters: dict[str, Any] = {}
        variables: dict[str, Any] = {}
        if (number := whole_number(self.request, "from_dashboard", 0)) != 0:
            board = find_dashboards([number], self.project, "from_dashboard")[number]
            filters, variables = dict(board.filters or {}), dict(board.variables or {})
        filters |= asked_filters(self.request) or {}
        variables |= asked_object(self.request, "variables_override") or {}
        return filters, variables


ROUTES = [
    Route("insights", InsightViewSet),
    Route("insights", InsightViewSet, "flat"),
    Route("insight", InsightViewSet, "flat"),
    Route("dashboard_item", InsightViewSet, "flat"),
]
