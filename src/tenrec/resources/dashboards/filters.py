"""Which dashboards a list shows."""

import json
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from tenrec.resources.dashboards.models import Dashboard
from tenrec.rest.boards.searching import searched
from tenrec.rest.tags import has_tag

_YES, _NO = {"true", "1"}, {"false", "0"}


def filtered(found: QuerySet[Any, Any], request: Request) -> QuerySet[Any, Any]:
    """By every parameter of the list; raises ValidationError naming the one that is wrong."""
    asked = request.query_params
    if search := asked.get("search"):
        found = found.filter(searched(search, "name", "description"))
    if (pinned := _yes_or_no(request, "pinned")) is not None:
        found = found.filter(pinned=pinned)
    if mode := asked.get("creation_mode"):
        if mode not in Dashboard.CreationMode.values:
            names = ", ".join(Dashboard.CreationMode.values)
            raise ValidationError({"creation_mode": [f"Must be one of: {names}."]}, code="invalid")
        found = found.filter(creation_mode=mode)
    if _yes_or_no(request, "exclude_generated"):
        found = found.exclude(creation_mode=Dashboard.CreationMode.UNLISTED)
    if tags := _words(request):
        wanted = Q()
        for tag in tags:
            wanted |= has_tag(tag)
        found = found.filter(wanted)
    return found


def _yes_or_no(request: Request, name: str) -> bool | None:
    text = request.query_params.get(name)
    if not text:
        return None
    if text.lower() not in _YES | _NO:
        raise ValidationError({name: ["Must be true or false."]}, code="invalid")
    return text.lower() in _YES


def _words(request: Request) -> list[str]:
    text = request.query_params.get("tags")
    if not text:
        return []
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = text
    words = value if isinstance(value, list) else [value]
    if len(words) > 100 or not all(isinstance(w, str) and "\x00" not in w for w in words):
        raise ValidationError({"tags": ["A JSON list of words is required."]}, code="invalid")
    return words
