"""Which insights a list shows, and in which order."""

import json
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from tenrec.accounts.models import User
from tenrec.rest.boards.searching import searched
from tenrec.rest.dates import asked_moment
from tenrec.rest.ordering import ordered
from tenrec.rest.tags import has_tag

ORDERS = {
    name: name
    for name in (
        "id", "name", "derived_name", "created_at", "created_by", "last_modified_at",
        "last_viewed_at", "updated_at", "favorited", "order",
    )
}  # fmt: skip
TYPES = ("TRENDS", "FUNNELS", "RETENTION", "PATHS", "STICKINESS", "LIFECYCLE", "SQL", "JSON")
_MOMENTS = {
    "date": "last_modified_at",
    "created_date": "created_at",
    "last_viewed_date": "last_viewed_at",
}
_YES, _NO = {"true", "1", "yes"}, {"false", "0", "no"}


def filtered(found: QuerySet[Any, Any], request: Request, user: User) -> QuerySet[Any, Any]:
    """By every parameter of the list; raises ValidationError naming the one that is wrong."""
    asked = request.query_params
    if short_id := asked.get("short_id"):
        found = found.filter(short_id=short_id)
    if "user" in asked:
        found = found.filter(created_by=user)
    if "favorited" in asked:
        found = found.filter(favorited=True)
    if (saved := _yes_or_no(request, "saved")) is not None:
        kept = Q(saved=True) | Exists(_tiles(found).filter(insight=OuterRef("pk")))
        found = found.filter(kept if saved else ~kept)
    if kind := asked.get("insight"):
        found = found.filter(type=_type(kind))
    if ids := _ids(request, "created_by"):
        found = found.filter(created_by__in=ids)
    for dashboard in _ids(request, "dashboards"):
        tiles = _tiles(found).filter(insight=OuterRef("pk"), dashboard=dashboard)
        found = found.filter(Exists(tiles))
    if tags := _words(request, "tags"):
        found = found.filter(_any(has_tag(tag) for tag in tags))
    if flag := asked.get("feature_flag"):
        # As it stands in the kept JSON: as a property `$feature/<key>` or by its bare key.
        found = found.filter(query__contains=json.dumps(f"$feature/{flag}"))
    if search := asked.get("search"):
        found = found.filter(searched(search, "name", "derived_name", "description"))
    return ordered(_between(found, request), request, ORDERS)


def _between(found: QuerySet[Any, Any], request: Request) -> QuerySet[Any, Any]:
    for name, column in _MOMENTS.items():
        if after := asked_moment(request, f"{name}_from"):
            found = found.filter(**{f"{column}__gt": after})
        if before := asked_moment(request, f"{name}_to"):
            found = found.filter(**{f"{column}__lt": before})
    return found


def _tiles(found: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    tiles: QuerySet[Any, Any] = found.model._meta.get_field("tiles").related_model.objects.filter(
        deleted=False, dashboard__deleted=False
    )
    return tiles


def _any(conditions: Any) -> Q:
    whole = Q()
    for condition in conditions:
        whole |= condition
    return whole


def _type(kind: str) -> str:
    if kind.upper() not in TYPES:
        names = ", ".join(TYPES)
        raise ValidationError({"insight": [f"Must be one of: {names}."]}, code="invalid")
    return kind.upper()


def _yes_or_no(request: Request, name: str) -> bool | None:
    text = request.query_params.get(name)
    if not text:
        return None
    if text.lower() not in _YES | _NO:
        raise ValidationError({name: ["Must be true or false."]}, code="invalid")
    return text.lower() in _YES


def _list(request: Request, name: str) -> list[Any]:
    """A JSON list, or one value by itself."""
    text = request.query_params.get(name)
    if not text:
        return []
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = text
    values = value if isinstance(value, list) else [value]
    if len(values) > 100:
        raise ValidationError({name: ["At most 100 values."]}, code="invalid")
    return values


def _ids(request: Request, name: str) -> list[int]:
    values = _list(request, name)
    if not all(type(value) is int and 0 < value < 2**63 for value in values):
        raise ValidationError({name: ["A JSON list of ids is required."]}, code="invalid")
    return values


def _words(request: Request, name: str) -> list[str]:
    values = _list(request, name)
    if not all(isinstance(value, str) and "\x00" not in value for value in values):
        raise ValidationError({name: ["A JSON list of words is required."]}, code="invalid")
    return values
