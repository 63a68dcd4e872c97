"""Which dashboards an insight stands on: the ids of a body, checked, become tiles."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import Max
from rest_framework.exceptions import ValidationError

from tenrec.accounts.models import Project, User
from tenrec.rest.boards.access import Rights


def find_dashboards(ids: Sequence[int], project: Project, attr: str) -> dict[int, Any]:
    """The living dashboards of the project by id; raises ValidationError for any other id."""
    possible = {one for one in ids if 0 < one < 2**63}  # no database takes larger numbers
    found = apps.get_model("dashboards", "Dashboard")._default_manager.filter(
        project=project, deleted=False, id__in=possible
    )
    by_id = {dashboard.pk: dashboard for dashboard in found}
    for one in ids:
        if one not in by_id:
            problem = f"Dashboard {one} does not exist."
            raise ValidationError({attr: [problem]}, code="does_not_exist")
    return by_id


def place(insight: Any, ids: Sequence[int], project: Project, rights: Rights) -> None:
    """Tiles on exactly these dashboards; every one that gains or loses it must be editable."""
    wanted = find_dashboards(ids, project, "dashboards")
    tiles = apps.get_model("dashboards", "Tile")._default_manager
    old = {
        tile.dashboard_id: tile
        for tile in tiles.filter(
            insight=insight, dashboard__deleted=False, deleted=False
        ).select_related("dashboard")
    }
    for tile in [tile for key, tile in old.items() if key not in wanted]:
        rights.check(tile.dashboard)
        tile.deleted = True
        tile.save(update_fields=["deleted"])
    for dashboard in [one for key, one in wanted.items() if key not in old]:
        rights.check(dashboard)
        add_insight(dashboard, insight)


def add_insight(dashboard: Any, insight: Any, **looks: Any) -> Any:
    """The tile of this insight, at the end of the grid; one that was removed comes back."""
    tiles = apps.get_model("dashboards", "Tile")._default_manager
    tile, _ = tiles.update_or_create(
        dashboard=dashboard,
        insight=insight,
        defaults={"deleted": False, "order": next_order(dashboard), **looks},
    )
    return tile


def new_insight(dashboard: Any, tile: dict[str, Any], user: User) -> Any:
    """The insight that a tile of a checked template tells."""
    insights: Any = apps.get_model("insights", "Insight")
    return insights.objects.create(
        project_id=dashboard.project_id,
        name=tile.get("name"),
        description=tile.get("description"),
        query=tile["query"],
        type=insights.type_for(tile["query"]),
        saved=True,
        created_by=user,
        last_modified_by=user,
    )


def next_order(dashboard: Any) -> int:
    """Behind all tiles of the dashboard."""
    last = dashboard.tiles.filter(deleted=False).aggregate(last=Max("order"))["last"]
    return 0 if last is None else min(int(last) + 1, 2**31 - 1)
