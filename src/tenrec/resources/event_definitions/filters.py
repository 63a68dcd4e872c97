"""Which event names a list shows, and in which order."""

from datetime import timedelta
from typing import Any

from django.db.models import F, Func, OrderBy, Q, QuerySet, TextField
from django.utils.timezone import now
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from tenrec.rest.asked import asked_flag, asked_tags, asked_words, problem

Definitions = QuerySet[Any, Any]


class _Day(Func):
    """The day of a moment, to order by; TruncDate calls Python for each row on SQLite."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 10)")

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> Any:
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
        return self.as_sql(compiler, connection, template=template)


_STALE = timedelta(days=30)
_TYPES = ["event", "event_custom", "event_posthog", "all"]
_COLUMNS = {"name", "last_seen_at", "created_at"}
PARAMETERS = [
    OpenApiParameter("search", str, description="Every word must be part of the name."),
    OpenApiParameter("event_type", str, enum=_TYPES, description="With or without `$` before it."),
    OpenApiParameter(
        "ordering",
        str,
        description="name, last_seen_at, created_at; also with ::date; `-` turns; commas between.",
    ),
    OpenApiParameter("verified", bool, description="true: also PostHog's own, which begin with $."),
    OpenApiParameter("tags", str, description='A JSON list: with any of these tags, `["x"]`.'),
    OpenApiParameter("exclude_stale", bool, description="Without those not seen for 30 days."),
    OpenApiParameter("exclude_hidden", bool, description="Without those that are hidden."),
    OpenApiParameter("names", str, many=True, description="Only these; repeated, or with commas."),
    OpenApiParameter("excluded_properties", str, description="A JSON list of names to leave out."),
]


def filtered(found: Definitions, request: Request) -> Definitions:
    """What the query parameters leave, in their order."""
    asked = request.query_params
    for word in asked.get("search", "").split()[:20]:
        found = found.filter(name__icontains=word)
    found = _of_type(found, asked.get("event_type") or "event")
    if (verified := asked_flag(request, "verified")) is not None:
        is_good = Q(verified=True) | Q(name__startswith="$")
        found = found.filter(is_good if verified else ~is_good)
    if asked_flag(request, "exclude_stale"):
        found = found.filter(Q(last_seen_at=None) | Q(last_seen_at__gt=now() - _STALE))
    if asked_flag(request, "exclude_hidden"):
        found = found.filter(hidden=False)
    if names := {name for text in asked.getlist("names") for name in text.split(",") if name}:
        found = found.filter(name__in=sorted(names)[:1000])
    if unwanted := asked_words(request, "excluded_properties"):
        found = found.exclude(name__in=unwanted)
    return found.filter(asked_tags(request)).order_by(*_order(asked.getlist("ordering")))


def _of_type(found: Definitions, kind: str) -> Definitions:
    match kind:
        case "event_custom":
            return found.exclude(name__startswith="$")
        case "event_posthog":
            return found.filter(name__startswith="$")
        case "event" | "all" | "action_event":
            return found
    raise problem("event_type", "Must be event, event_custom or event_posthog.")


def _order(wishes: list[str]) -> list[OrderBy | str]:
    order: list[OrderBy | str] = []
    for wish in (wish for text in wishes for wish in text.split(",") if wish):
        column, _, cast = wish.removeprefix("-").partition("::")
        if column not in _COLUMNS or cast not in ("", "date") or (cast and column == "name"):
            raise problem("ordering", "Not a field to order by.")
        order.append(_turned(column, bool(cast), wish.startswith("-")))
    return [*(order or [_turned("last_seen_at", True, True)]), "name", "id"]


def _turned(column: str, is_day: bool, is_down: bool) -> OrderBy:
    value: Any = _Day(column) if is_day else F(column)
    made: OrderBy = value.desc(nulls_last=True) if is_down else value.asc(nulls_first=True)
    return made
