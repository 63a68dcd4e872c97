"""Tiles: changed, added, moved, copied, put in order — always within one project."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.utils.timezone import now
from rest_framework.exceptions import ValidationError

from tenrec.accounts.models import Project, User
from tenrec.resources.dashboards.models import Dashboard, Text, Tile
from tenrec.rest.boards.placing import add_insight, next_order

COLUMNS, HEIGHT = 12, 5
_LOOKS = ("layouts", "color", "order")


def change_tiles(
    dashboard: Dashboard, given: Iterable[dict[str, Any]], project: Project, user: User
) -> None:
    """The `tiles` of a body: with an id changed, without one added; raises ValidationError."""
    for index, one in enumerate(given):
        looks = {name: one[name] for name in _LOOKS if name in one}
        attr = f"tiles__{index}"
        if "id" not in one:
            _add(dashboard, one, looks, project, user, attr)
            continue
        tile = find_tile(dashboard, one["id"], f"{attr}__id", sees_deleted=True)
        for name, value in looks.items():
            setattr(tile, name, value)
        if one.get("deleted") is not None:
            tile.deleted = one["deleted"]
        tile.save()
        if one.get("text") is not None:
            change_text(tile, one["text"]["body"], user, f"{attr}__text")


def find_tile(dashboard: Dashboard, number: int, attr: str, *, sees_deleted: bool = False) -> Tile:
    """The tile of this dashboard; ValidationError (`does_not_exist`) for any other id."""
    found = Tile.objects.filter(dashboard=dashboard, pk=number).select_related("text", "insight")
    tile = (found if sees_deleted else found.filter(deleted=False)).first()
    if tile is None:
        problem = f"Tile {number} does not exist on this dashboard."
        raise ValidationError({attr: [problem]}, code="does_not_exist")
    return tile


def add_text(dashboard: Dashboard, body: str, user: User, **looks: Any) -> Tile:
    """A text card at the end of the grid, or where its looks say."""
    text = Text.objects.create(
        project_id=dashboard.project_id, body=body, created_by=user, last_modified_by=user
    )
    looks.setdefault("order", next_order(dashboard))
    return Tile.objects.create(dashboard=dashboard, text=text, **looks)


def change_text(tile: Tile, body: str, user: User, attr: str) -> None:
    """New words on a card."""
    if tile.text is None:
        raise ValidationError({attr: ["This tile holds an insight, not a text."]}, code="invalid")
    tile.text.body, tile.text.last_modified_by, tile.text.last_modified_at = body, user, now()
    tile.text.save()


def move(tile: Tile, target: Dashboard) -> None:
    """To another dashboard; ValidationError when its insight stands there already."""
    if tile.insight_id is not None:
        _make_room(tile, target)
    tile.dashboard, tile.order = target, next_order(target)
    tile.save()


def copy(tile: Tile, target: Dashboard, user: User) -> Tile:
    """The same insight again, or a text with the same words."""
    looks = {"layouts": tile.layouts, "color": tile.color}
    if tile.text is not None:
        return add_text(target, tile.text.body, user, **looks)
    _make_room(tile, target)
    made: Tile = add_insight(target, tile.insight, **looks)
    return made


def put_in_order(dashboard: Dashboard, ids: Sequence[int], layout: str) -> None:
    """These tiles first and in this order, the others behind; the grid is packed anew."""
    tiles = {
        tile.pk: tile for tile in dashboard.tiles.filter(deleted=False).order_by("order", "id")
    }
    for number in ids:
        if number not in tiles:
            problem = f"Tile {number} does not exist on this dashboard."
            raise ValidationError({"tile_order": [problem]}, code="does_not_exist")
    if len(set(ids)) != len(ids):
        raise ValidationError({"tile_order": ["A tile stands here twice."]}, code="invalid")
    wanted = [tiles.pop(number) for number in ids] + list(tiles.values())
    for order, (tile, place) in enumerate(zip(wanted, _packed(wanted, layout), strict=True)):
        tile.order = order
        tile.layouts = {**tile.layouts, "sm": {**_screen(tile), **place}}
    Tile.objects.bulk_update(wanted, ["order", "layouts"])


def _add(
    dashboard: Dashboard,
    given: dict[str, Any],
    looks: dict[str, Any],
    project: Project,
    user: User,
    attr: str,
) -> None:
    if given.get("text") is not None:
        add_text(dashboard, given["text"]["body"], user, **looks)
        return
    insights = apps.get_model("insights", "Insight")._default_manager
    found = insights.filter(project=project, deleted=False, pk=given["insight"]).first()
    if found is None:
        problem = f"Insight {given['insight']} does not exist."
        raise ValidationError({f"{attr}__insight": [problem]}, code="does_not_exist")
    add_insight(dashboard, found, **looks)


def _make_room(tile: Tile, target: Dashboard) -> None:
    there = Tile.objects.filter(dashboard=target, insight=tile.insight_id).exclude(pk=tile.pk)
    if there.filter(deleted=False).exists():
        problem = "This insight is already on that dashboard."
        raise ValidationError({"tile": [problem]}, code="unique")
    there.delete()


def _packed(tiles: Sequence[Tile], layout: str) -> Iterable[dict[str, int]]:
    """From left to right, row by row."""
    x = y = deepest = 0
    for tile in tiles:
        w, h = _size(tile, layout)
        if x + w > COLUMNS:
            x, y, deepest = 0, y + deepest, 0
        yield {"x": x, "y": y, "w": w, "h": h}
        x, deepest = x + w, max(deepest, h)


def _size(tile: Tile, layout: str) -> tuple[int, int]:
    if layout == "full_width":
        return COLUMNS, HEIGHT
    if layout == "two_column":
        return COLUMNS // 2, HEIGHT
    screen = _screen(tile)
    width, height = screen.get("w") or COLUMNS // 2, screen.get("h") or HEIGHT
    return max(1, min(int(width), COLUMNS)), max(1, int(height))


def _screen(tile: Tile) -> dict[str, Any]:
    screen = (tile.layouts or {}).get("sm")
    return screen if isinstance(screen, dict) else {}
