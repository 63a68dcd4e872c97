"""Templates of dashboards: those of the product, how one is found, checked and filled in."""

import copy
import json
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from rest_framework.exceptions import ValidationError

from tenrec.accounts.models import Project
from tenrec.query.schema.check import validate_query
from tenrec.rest.boards.results import check_filters

Template = dict[str, Any]
_NAMESPACE = uuid.UUID("5b0c0d5e-6f6c-4c0b-9f3e-2f8f3f0d9a11")
_FIELDS = (
    "template_name", "dashboard_description", "dashboard_filters", "tags", "tiles", "variables",
)  # fmt: skip
_MOST_TILES = 100
_LONGEST_TEXT = 4000
# What stands for a variable that has no default while its template is only checked.
_STAND_IN = {"kind": "EventsNode", "event": "$pageview", "name": "$pageview"}


@cache
def builtin_templates() -> tuple[Template, ...]:
    """The templates that come with the product, each with an id that stays."""
    data = json.loads((Path(__file__).parent / "templates.json").read_text())
    return tuple({**one, "id": str(uuid.uuid5(_NAMESPACE, one["template_name"]))} for one in data)


def find_template(project: Project, wanted: str) -> Template | None:
    """By id or name, of the project or of the product."""
    kept = apps.get_model("dashboard_templates", "DashboardTemplate")._default_manager
    mine = kept.filter(project=project, deleted=False).order_by("created_at")
    try:
        row = mine.filter(pk=uuid.UUID(wanted)).first()
    except ValueError:
        row = mine.filter(template_name=wanted).first()
    if row is not None:
        return {name: getattr(row, name) for name in _FIELDS}
    for one in builtin_templates():
        if wanted in (one["id"], one["template_name"]):
            return copy.deepcopy(one)
    return None


def filled_tiles(template: Template) -> Iterator[dict[str, Any]]:
    """The tiles with the default of each variable in the place of its name in braces."""
    values = _defaults(template.get("variables"))
    for tile in template.get("tiles") or []:
        yield _filled(tile, values)


def check_template(template: Template, attr: str = "tiles") -> None:
    """Raises for tiles that could not become a dashboard; `attr` leads to them."""
    tiles = template.get("tiles")
    if not isinstance(tiles, list) or len(tiles) > _MOST_TILES:
        raise _wrong(attr, f"A list of at most {_MOST_TILES} tiles is required.")
    beside = attr.removesuffix("tiles")
    for name, longest in (("template_name", 400), ("dashboard_description", 400)):
        value = template.get(name)
        if value is not None and not (isinstance(value, str) and len(value) <= longest):
            raise _wrong(beside + name, f"At most {longest} characters of text.")
    _check_tags(template.get("tags"), f"{beside}tags")
    if template.get("dashboard_filters") is not None:
        check_filters(template["dashboard_filters"], f"{beside}dashboard_filters")
    _check_variables(template.get("variables"), f"{beside}variables")
    for index, tile in enumerate(filled_tiles(template)):
        _check_tile(tile, f"{attr}__{index}")


def _check_tags(tags: Any, attr: str) -> None:
    if tags is not None and not (
        isinstance(tags, list)
        and len(tags) <= 100
        and all(isinstance(tag, str) and len(tag) <= 255 for tag in tags)
    ):
        raise _wrong(attr, "A list of words is required.")


def _check_variables(variables: Any, attr: str) -> None:
    if variables is None:
        return
    if not isinstance(variables, list) or len(variables) > 100:
        raise _wrong(attr, "A list of variables is required.")
    for index, one in enumerate(variables):
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise _wrong(f"{attr}__{index}", "A variable needs an id.")


def _check_tile(tile: Any, attr: str) -> None:
    if not isinstance(tile, dict):
        raise _wrong(attr, "A tile is an object.")
    for name in ("name", "description", "color"):
        value = tile.get(name)
        if value is not None and not (isinstance(value, str) and len(value) <= 400):
            raise _wrong(f"{attr}__{name}", "At most 400 characters of text.")
    layouts = tile.get("layouts")
    if layouts is not None and not isinstance(layouts, dict):
        raise _wrong(f"{attr}__layouts", "An object is required.")
    if tile.get("type") == "TEXT":
        body = tile.get("body")
        if not (isinstance(body, str) and 0 < len(body) <= _LONGEST_TEXT):
            raise _wrong(f"{attr}__body", f"1 to {_LONGEST_TEXT} characters of text.")
    elif tile.get("type") == "INSIGHT":
        validate_query(tile.get("query"), f"{attr}__query")
    else:
        raise _wrong(f"{attr}__type", "Must be INSIGHT or TEXT.")


def _defaults(variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in variables if isinstance(variables, list) else []:
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            found[f"{{{one['id']}}}"] = _node(one.get("default")) or _STAND_IN
    return found


def _node(default: Any) -> dict[str, Any] | None:
    """A default may be a node, or an event as old filters told one."""
    if not isinstance(default, dict) or not default:
        return None
    if "kind" in default:
        return default
    name = default.get("id")
    known = {key: default[key] for key in ("math", "custom_name", "properties") if key in default}
    return {"kind": "EventsNode", "event": name, "name": name, **known}


def _filled(value: Any, values: dict[str, Any]) -> Any:
    if isinstance(value, str) and value in values:
        return copy.deepcopy(values[value])
    if isinstance(value, list):
        return [_filled(one, values) for one in value]
    if isinstance(value, dict):
        return {key: _filled(one, values) for key, one in value.items()}
    return value


def _wrong(attr: str, problem: str) -> ValidationError:
    return ValidationError({attr: [problem]}, code="invalid")
