"""Which properties a list shows, and in which order."""

from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Value
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from tenrec.rest.asked import asked_flag, asked_words, problem
from tenrec.taxonomy.models import EventProperty, PropertyDefinition

Definitions = QuerySet[Any, Any]
KINDS = {kind.name.lower(): kind for kind in PropertyDefinition.Kind}
_FLAG = "$feature/"
# What SDKs set on events under names without `$`.
_CORE = [
    *("distinct_id", "timestamp", "token", "event_duration", "source"),
    *("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "utm_name"),
    *("gclid", "gclsrc", "gad_source", "gbraid", "wbraid", "dclid", "fbclid", "msclkid"),
    *("twclid", "li_fat_id", "mc_cid", "igshid", "ttclid", "rdt_cid", "epik", "qclid", "sccid"),
    *("irclid", "_kx"),
]
PARAMETERS = [
    OpenApiParameter("type", str, enum=list(KINDS), description="Default: event."),
    OpenApiParameter("group_type_index", int, description="Needed for type=group: 0 to 4."),
    OpenApiParameter("search", str, description="Every word must be part of the name."),
    OpenApiParameter("properties", str, description="Only these names, separated by commas."),
    OpenApiParameter("is_numerical", bool, description="Only numbers, or all but numbers."),
    OpenApiParameter("is_feature_flag", bool, description="Only $feature/…, or all but those."),
    OpenApiParameter(
        "event_names", str, description="A JSON list: fills is_seen_on_filtered_events."
    ),
    OpenApiParameter(
        "filter_by_event_names", bool, description="Only what any of event_names has carried."
    ),
    OpenApiParameter("excluded_properties", str, description="A JSON list of names to leave out."),
    OpenApiParameter("exclude_core_properties", bool, description="Without those that SDKs set."),
    OpenApiParameter("exclude_hidden", bool, description="Without those that are hidden."),
    OpenApiParameter("verified", bool, description="Only verified ones, or only the others."),
]


def filtered(found: Definitions, request: Request, team_id: int) -> Definitions:
    """What the query parameters leave: what the events carry first, then verified, then by name."""
    asked = request.query_params
    kind = asked.get("type") or "event"
    if kind not in KINDS:
        raise problem("type", "Must be event, person, group or session.")
    found = found.filter(type=KINDS[kind], **_group(kind, asked.get("group_type_index")))
    for word in asked.get("search", "").split()[:20]:
        found = found.filter(name__icontains=word)
    if names := asked.get("properties"):
        found = found.filter(name__in=names.split(",")[:1000])
    if unwanted := asked_words(request, "excluded_properties"):
        found = found.exclude(name__in=unwanted)
    found = _marked(found, request, kind)
    return _seen(found, request, kind, team_id).order_by("-is_seen", "-verified", "name", "id")


def _marked(found: Definitions, request: Request, kind: str) -> Definitions:
    if (is_numerical := asked_flag(request, "is_numerical")) is not None:
        found = found.filter(is_numerical=is_numerical)
    if (is_flag := asked_flag(request, "is_feature_flag")) is not None:
        found = _either(found, Q(name__startswith=_FLAG), is_flag)
    if (verified := asked_flag(request, "verified")) is not None:
        found = found.filter(verified=verified)
    if asked_flag(request, "exclude_hidden"):
        found = found.filter(hidden=False)
    if asked_flag(request, "exclude_core_properties") and kind == "event":
        found = found.exclude(name__startswith="$").exclude(name__in=_CORE)
    return found


def _either(found: Definitions, condition: Q, wanted: bool) -> Definitions:
    return found.filter(condition) if wanted else found.exclude(condition)


def _seen(found: Definitions, request: Request, kind: str, team_id: int) -> Definitions:
    events = asked_words(request, "event_names")
    if events and kind != "event":
        raise problem("event_names", "Only for type=event.")
    pairs = EventProperty.objects.filter(
        team_id=team_id, event__in=events or [], property=OuterRef("name")
    )
    nothing = Value(None, output_field=BooleanField(null=True))
    marked: Definitions = found.annotate(is_seen=Exists(pairs) if events else nothing)
    is_only = events and asked_flag(request, "filter_by_event_names")
    return marked.filter(is_seen=True) if is_only else marked


def _group(kind: str, index: str | None) -> dict[str, Any]:
    if kind != "group":
        if index is not None:
            raise problem("group_type_index", "Only for type=group.")
        return {}
    if index not in {"0", "1", "2", "3", "4"}:
        raise problem("group_type_index", "Needed for type=group: 0 to 4.")
    return {"group_type_index": int(index)}
