"""How lists of flags are narrowed, by query parameters or by a body."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter

from tenrec.flags.models import FeatureFlag
from tenrec.resources.feature_flags.status import stale_ones
from tenrec.rest.asked import asked_flag, asked_tags, asked_words, problem

_BY_NAME = "created_by__first_name"
ORDERS = {
    **{name: name for name in ("id", "key", "name", "created_at", "updated_at", "active")},
    **{name: name for name in ("version", "last_called_at", "evaluation_runtime")},
    **dict.fromkeys(("created_by", _BY_NAME), _BY_NAME),
}
_TYPES = ("boolean", "multivariant", "experiment", "remote_config")
_RUNTIMES = {"server": "server", "client": "client", "all": "all", "both": "all"}
_JSON_LIST = "A JSON list of"
LIST = [
    OpenApiParameter("active", str, enum=["true", "false", "STALE"]),
    OpenApiParameter("archived", bool, description="true: only archived ones; they are left out."),
    OpenApiParameter("created_by_id", str, description="Made by these users: ids with commas."),
    OpenApiParameter("search", str, description="Part of the key or the description."),
    OpenApiParameter("key", str, description="Exactly this key, in any case."),
    OpenApiParameter("type", str, enum=list(_TYPES)),
    OpenApiParameter("tags", str, description=f"{_JSON_LIST} tags: flags with any of them."),
    OpenApiParameter("excluded_tags", str, description=f"{_JSON_LIST} tags: no flags with them."),
    OpenApiParameter("evaluation_runtime", str, enum=["server", "client", "all", "both"]),
    OpenApiParameter("excluded_properties", str, description=f"{_JSON_LIST} keys to leave out."),
    OpenApiParameter("has_evaluation_tags", bool, description="As has_evaluation_contexts."),
    OpenApiParameter("has_evaluation_contexts", bool, description="Limited to contexts, or not."),
    OpenApiParameter("eligible_for_experiment", bool, description="true: 2 to 20 variants."),
    OpenApiParameter("order", str, description=", ".join(sorted(ORDERS)) + "; `-` turns."),
]
NAMES = frozenset(one.name for one in LIST) - {"order"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The same filters out of a body; stands where a request would."""

    query_params: Mapping[str, str]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Wanted":
        """As they would be written in an address."""
        return cls({name: _text(value) for name, value in data.items() if value is not None})


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def narrowed(found: QuerySet[FeatureFlag], request: Any) -> QuerySet[FeatureFlag]:
    """Those that are asked for; ValidationError names a parameter that cannot be meant."""
    asked: Mapping[str, str] = request.query_params
    is_archived = asked_flag(request, "archived")
    found = found.filter(archived=bool(is_archived))
    if words := asked.get("search"):
        found = found.filter(Q(key__icontains=words) | Q(name__icontains=words))
    if key := asked.get("key"):
        found = found.filter(key__iexact=key)
    for condition in (
        _active(asked.get("active")),
        _type(asked.get("type")),
        _runtime(asked.get("evaluation_runtime")),
        _makers(request),
        asked_tags(request),
    ):
        found = found.filter(condition)
    if asked.get("excluded_tags"):
        found = found.exclude(asked_tags(request, "excluded_tags"))
    if keys := asked_words(request, "excluded_properties"):
        found = found.exclude(key__in=keys)
    for name in ("has_evaluation_tags", "has_evaluation_contexts"):
        if (has_any := asked_flag(request, name)) is not None:
            none = Q(evaluation_contexts=[])
            found = found.exclude(none) if has_any else found.filter(none)
    if asked_flag(request, "eligible_for_experiment"):
        found = found.filter(filters__multivariate__variants__1__isnull=False)
        found = found.filter(filters__multivariate__variants__20__isnull=True)
    return found


def _active(text: str | None) -> Q:
    if not text:
        return Q()
    if text.upper() == "STALE":
        return stale_ones()
    if text.lower() not in ("true", "false"):
        raise problem("active", "Must be true, false or STALE.")
    return Q(active=text.lower() == "true")


def _type(text: str | None) -> Q:
    if not text:
        return Q()
    if text not in _TYPES:
        raise problem("type", f"Must be one of: {', '.join(_TYPES)}.")
    if text == "remote_config":
        return Q(is_remote_configuration=True)
    if text == "experiment":
        return Q(pk__in=[])  # no flag has an experiment as long as there are none
    return Q(is_multivariate=text == "multivariant")


def _runtime(text: str | None) -> Q:
    if not text:
        return Q()
    if text not in _RUNTIMES:
        raise problem("evaluation_runtime", f"Must be one of: {', '.join(_RUNTIMES)}.")
    wanted = _RUNTIMES[text]
    everywhere = Q(evaluation_runtime=None) if wanted == "all" else Q()
    return Q(evaluation_runtime=wanted) | everywhere


def _makers(request: Any) -> Q:
    """One id, several with commas, or a JSON list of them."""
    text = request.query_params.get("created_by_id")
    if not text:
        return Q()
    parts = [part.strip().strip('"') for part in text.strip().strip("[]").split(",")]
    if not all(part.isascii() and part.isdecimal() and len(part) <= 18 for part in parts):
        raise problem("created_by_id", "A valid integer is required.")
    return Q(created_by_id__in=[int(part) for part in parts])
