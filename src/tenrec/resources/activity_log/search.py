"""What the activity log can be asked: who, what, on what, when, and words of the details."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from tenrec.activity.models import ActivityLog
from tenrec.rest.asked import asked_flag, asked_words, problem
from tenrec.rest.dates import asked_moment

Rows = QuerySet[ActivityLog]
_ORDERING = OpenApiParameter(
    "ordering", str, enum=["-created_at", "created_at"], description="Newest or oldest first."
)
_SIZE = OpenApiParameter("page_size", int, description="Rows of a page: 100, at most 1000.")
SIMPLE = [
    OpenApiParameter("user", str, description="Done by the user with this id or uuid."),
    OpenApiParameter("scope", str, description="On things of this kind: Insight, Action …"),
    OpenApiParameter("scopes", str, description="On things of any of these kinds; with commas."),
    OpenApiParameter("item_id", str, description="On the thing with this id."),
    _ORDERING,
    _SIZE,
]
ADVANCED = [
    OpenApiParameter("start_date", str, description="Done at this ISO date or later; also -7d."),
    OpenApiParameter("end_date", str, description="Done at this ISO date or before; also -7d."),
    OpenApiParameter("users", str, description="A JSON list of uuids of users."),
    OpenApiParameter("scopes", str, description='A JSON list of kinds, `["Insight"]`.'),
    OpenApiParameter("activities", str, description='A JSON list: `["created", "deleted"]`.'),
    OpenApiParameter("item_ids", str, description="A JSON list of ids of things."),
    OpenApiParameter("search_text", str, description="Words of the name or of a change."),
    OpenApiParameter("is_system", bool, description="Done by the product itself, or by people."),
    OpenApiParameter("was_impersonated", bool, description="Never the case here."),
    _ORDERING,
    _SIZE,
]
TEAMS = OpenApiParameter("team_ids", str, description="A JSON list of ids of projects.")


def simple(rows: Rows, request: Request) -> Rows:
    """The filters of `activity_log`."""
    asked = request.query_params
    if user := asked.get("user"):
        rows = rows.filter(_user(user))
    if scope := asked.get("scope"):
        rows = rows.filter(scope=scope)
    if scopes := asked_words(request, "scopes"):
        rows = rows.filter(scope__in=scopes)
    if item := asked.get("item_id"):
        rows = rows.filter(item_id=item)
    return rows


def advanced(rows: Rows, request: Request) -> Rows:
    """The filters of `advanced_activity_logs`."""
    if (start := _moment(request, "start_date")) is not None:
        rows = rows.filter(created_at__gte=start)
    if (end := _moment(request, "end_date")) is not None:
        rows = rows.filter(created_at__lte=end)
    if users := asked_words(request, "users"):
        rows = rows.filter(user__uuid__in=[_uuid("users", text) for text in users])
    for name, column in (("scopes", "scope"), ("activities", "activity"), ("item_ids", "item_id")):
        if words := asked_words(request, name):
            rows = rows.filter(**{f"{column}__in": words})
    if words_of_detail := request.query_params.get("search_text"):
        rows = rows.filter(_in_detail(words_of_detail))
    if (is_system := asked_flag(request, "is_system")) is not None:
        rows = rows.filter(user__isnull=is_system)
    if asked_flag(request, "was_impersonated"):
        rows = rows.none()
    return rows


def of_projects(rows: Rows, request: Request) -> Rows:
    """Only of these projects of the organization."""
    text = request.query_params.get("team_ids")
    if not text:
        return rows
    try:
        numbers: Any = json.loads(text if text.lstrip().startswith("[") else f"[{text}]")
    except (ValueError, RecursionError):
        numbers = None
    is_good = isinstance(numbers, list) and len(numbers) <= 1000
    if not is_good or any(type(n) is not int or not 0 <= n < 2**63 for n in numbers):
        raise problem("team_ids", "Must be a JSON list of ids.")
    return rows.filter(project_id__in=numbers)


def _user(text: str) -> Q:
    if text.isascii() and text.isdecimal() and len(text) <= 18:
        return Q(user_id=int(text))
    return Q(user__uuid=_uuid("user", text))


def _uuid(name: str, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise problem(name, "Must be the uuid of a user.") from None


def _moment(request: Request, name: str) -> datetime | None:
    return asked_moment(request, name)


def _in_detail(words: str) -> Q:
    """SQLite keeps JSON as it was written, PostgreSQL as it reads."""
    text = words if connection.vendor == "postgresql" else json.dumps(words)[1:-1]
    return Q(detail__icontains=text)
