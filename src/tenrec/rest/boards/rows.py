"""Insights read from the database with all that their JSON needs, in a fixed number of queries."""

from typing import Any

from django.apps import apps
from django.db.models import Max, OuterRef, Prefetch, QuerySet, Subquery


def insight_rows() -> QuerySet[Any, Any]:
    """Insights with authors, visible tiles and the moment when somebody last looked."""
    views = apps.get_model("insights", "InsightView")._default_manager
    last = (
        views.filter(insight=OuterRef("pk"))
        .order_by()
        .values("insight")
        .annotate(last=Max("last_viewed_at"))
        .values("last")
    )
    return (
        apps.get_model("insights", "Insight")
        ._default_manager.select_related("created_by", "last_modified_by")
        .annotate(last_viewed_at=Subquery(last))
        .prefetch_related(Prefetch("tiles", _live_tiles(), to_attr="tiles_ahead"))
    )


def dashboard_tiles() -> QuerySet[Any, Any]:
    """The visible tiles of dashboards with their insights and texts, in the order of the grid."""
    tiles = apps.get_model("dashboards", "Tile")._default_manager
    return (
        tiles.filter(deleted=False)
        .exclude(insight__deleted=True)
        .select_related("text__created_by", "text__last_modified_by")
        .prefetch_related(Prefetch("insight", insight_rows()))
        .order_by("order", "id")
    )


def _live_tiles() -> QuerySet[Any, Any]:
    tiles = apps.get_model("dashboards", "Tile")._default_manager
    found = tiles.filter(deleted=False, dashboard__deleted=False)
    return found.select_related("dashboard").order_by("id")
