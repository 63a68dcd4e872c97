"""New dashboards from a template or from another dashboard."""

from typing import Any

from rest_framework.exceptions import ValidationError

from tenrec.accounts.models import Project, User
from tenrec.resources.dashboards.models import Dashboard
from tenrec.resources.dashboards.tiles import add_text, copy
from tenrec.rest.boards.placing import add_insight, find_dashboards, new_insight
from tenrec.rest.boards.templates import check_template, filled_tiles, find_template

Mode = Dashboard.CreationMode


def template_of(project: Project, wanted: str) -> dict[str, Any]:
    """The template by id or name; ValidationError naming `use_template`."""
    found = find_template(project, wanted)
    if found is None:
        problem = f"There is no template '{wanted}'."
        raise ValidationError({"use_template": [problem]}, code="does_not_exist")
    return found


def from_template(project: Project, user: User, template: dict[str, Any]) -> Dashboard:
    """A dashboard with the tiles of a checked template."""
    dashboard = Dashboard.objects.create(
        project=project,
        name=template.get("template_name"),
        description=template.get("dashboard_description") or "",
        filters=template.get("dashboard_filters") or {},
        tags=list(template.get("tags") or []),
        creation_mode=Mode.TEMPLATE,
        created_by=user,
    )
    fill(dashboard, template, user)
    return dashboard


def fill(dashboard: Dashboard, template: dict[str, Any], user: User) -> None:
    """Insights and texts as the template tells them."""
    for order, tile in enumerate(filled_tiles(template)):
        looks = {
            "layouts": tile.get("layouts") or {},
            "color": tile.get("color"),
            "order": order,
        }
        if tile["type"] == "TEXT":
            add_text(dashboard, tile["body"], user, **looks)
        else:
            add_insight(dashboard, new_insight(dashboard, tile, user), **looks)


def checked(template: dict[str, Any]) -> dict[str, Any]:
    """The template of a body; ValidationError or WrongQuery naming what is wrong in it."""
    check_template(template, "template__tiles")
    return template


def duplicate_into(dashboard: Dashboard, number: int, project: Project, user: User) -> None:
    """The tiles of another dashboard: the same insights, texts of its own."""
    source = find_dashboards([number], project, "use_dashboard")[number]
    tiles = source.tiles.filter(deleted=False).exclude(insight__deleted=True)
    for tile in tiles.select_related("text", "insight").order_by("order", "id"):
        copy(tile, dashboard, user)
