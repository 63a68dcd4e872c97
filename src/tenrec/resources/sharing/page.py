"""The JSON of a shared page: chosen member by member, so that nothing else can slip in."""

import hashlib
import json
from typing import Any

import orjson
from django.core.cache import cache
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import Throttled

from tenrec.accounts.models import Project
from tenrec.resources.sharing.models import Sharing
from tenrec.resources.sharing.tries import SECONDS, may_compute
from tenrec.rest.boards.fields import LayoutsField, ObjectField
from tenrec.rest.boards.results import Answer, Results
from tenrec.rest.boards.rows import dashboard_tiles

KEPT_SECONDS = 300
"""How old a result of a shared page may be: strangers must not keep the engine busy."""
_LARGEST_KEPT = 2_000_000


@extend_schema_field({"nullable": True})
class _Anything(serializers.JSONField):
    """What the query answered."""


class SharedInsightSerializer(serializers.Serializer[Any]):
    """An insight for strangers: no authors, no dashboards, no tags."""

    short_id = serializers.CharField()
    name = serializers.CharField(allow_null=True)
    derived_name = serializers.CharField(allow_null=True)
    description = serializers.CharField(allow_null=True)
    query = ObjectField(allow_null=True)
    filters = ObjectField()
    result = _Anything(allow_null=True)
    columns = _Anything(allow_null=True)
    types = _Anything(allow_null=True)
    hasMore = serializers.BooleanField(allow_null=True)
    last_refresh = serializers.CharField(allow_null=True)
    timezone = serializers.CharField()


class SharedTextSerializer(serializers.Serializer[Any]):
    """The words of a card."""

    body = serializers.CharField()


class SharedTileSerializer(serializers.Serializer[Any]):
    """A tile for strangers."""

    id = serializers.IntegerField()
    layouts = LayoutsField()
    color = serializers.CharField(allow_null=True)
    order = serializers.IntegerField()
    insight = SharedInsightSerializer(allow_null=True)
    text = SharedTextSerializer(allow_null=True)


class SharedDashboardSerializer(serializers.Serializer[Any]):
    """A dashboard for strangers."""

    name = serializers.CharField(allow_null=True)
    description = serializers.CharField(allow_blank=True)
    filters = ObjectField()
    breakdown_colors = _Anything(allow_null=True)
    tiles = SharedTileSerializer(many=True)


class PageSerializer(serializers.Serializer[Any]):
    """A shared page: `dashboard` or `insight`, the other is null."""

    type = serializers.ChoiceField(choices=["dashboard", "insight"])
    settings = ObjectField(allow_null=True)
    dashboard = SharedDashboardSerializer(allow_null=True)
    insight = SharedInsightSerializer(allow_null=True)


def page_of(sharing: Sharing) -> dict[str, Any]:
    """What the link shows."""
    page = {"settings": sharing.settings, "dashboard": None, "insight": None}
    if sharing.insight is not None:
        shown = _insight(sharing.insight, sharing.project, {}, {})
        return {**page, "type": "insight", "insight": shown}
    return {
        **page,
        "type": "dashboard",
        "dashboard": _dashboard(sharing.dashboard, sharing.project),
    }


def _dashboard(board: Any, project: Project) -> dict[str, Any]:
    filters, variables = board.filters or {}, board.variables or {}
    return {
        "name": board.name,
        "description": board.description,
        "filters": filters,
        "breakdown_colors": board.breakdown_colors,
        "tiles": [
            {
                "id": tile.pk,
                "layouts": tile.layouts,
                "color": tile.color,
                "order": tile.order,
                "insight": (
                    _insight(tile.insight, project, filters, variables) if tile.insight else None
                ),
                "text": {"body": tile.text.body} if tile.text else None,
            }
            for tile in dashboard_tiles().filter(dashboard=board)
        ],
    }


def _insight(insight: Any, project: Project, filters: Answer, variables: Answer) -> dict[str, Any]:
    results = Results(project, mode="blocking", filters=filters, variables=variables)
    query = results.query_of(insight)
    answer = _kept(results, insight, query)
    shown = {
        "short_id": insight.short_id,
        "name": insight.name,
        "derived_name": insight.derived_name,
        "description": insight.description,
        "query": query,
        "filters": insight.filters or {},
        "timezone": project.timezone,
    }
    names = ("result", "columns", "types", "hasMore", "last_refresh")
    return shown | {name: answer[name] for name in names}


def _kept(results: Results, insight: Any, query: Any) -> Answer:
    """The answer, at most some minutes old."""
    text = json.dumps(query, sort_keys=True)
    digest = hashlib.sha256(f"{insight.project_id}:{text}".encode()).hexdigest()
    name = f"shared-result:{digest}"
    kept = cache.get(name)
    if kept is not None:
        return dict(kept)
    if not may_compute(insight.project_id):
        raise Throttled(wait=SECONDS)
    answer = results.of(insight)
    try:
        is_small = len(orjson.dumps(answer, default=str)) <= _LARGEST_KEPT
    except TypeError:  # integers beyond 64 bits
        is_small = len(str(answer)) <= _LARGEST_KEPT
    if is_small:
        cache.set(name, answer, KEPT_SECONDS)
    return answer
