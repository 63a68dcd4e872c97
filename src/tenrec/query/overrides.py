"""What a dashboard lays over the queries on it: dates, filters, breakdown, values of variables."""

from collections.abc import Mapping
from typing import Any

JSON = dict[str, Any]
_WRAPPERS = {"InsightVizNode", "DataTableNode", "DataVisualizationNode"}
_INSIGHTS = {
    "TrendsQuery", "FunnelsQuery", "RetentionQuery", "PathsQuery", "StickinessQuery",
    "LifecycleQuery", "CalendarHeatmapQuery",
}  # fmt: skip
_BROKEN_DOWN = {"TrendsQuery", "FunnelsQuery", "RetentionQuery"}


def with_filters(query: JSON, filters: Mapping[str, Any]) -> JSON:
    """A copy of the query under these filters; kinds that know no filters stay as they are."""
    kind = query.get("kind")
    if kind in _WRAPPERS and isinstance(query.get("source"), dict):
        return {**query, "source": with_filters(query["source"], filters)}
    if not any(filters.values()):
        return query
    if kind in _INSIGHTS:
        return _insight(query, filters)
    if kind == "HogQLQuery":
        return {**query, "filters": _sql_filters(query.get("filters") or {}, filters)}
    if kind == "EventsQuery":
        return _events(query, filters)
    return query


def with_variables(query: JSON, variables: Mapping[str, Any]) -> JSON:
    """A copy of the query whose own variables have these values; others are not added."""
    kind = query.get("kind")
    if kind in _WRAPPERS and isinstance(query.get("source"), dict):
        return {**query, "source": with_variables(query["source"], variables)}
    own = query.get("variables")
    if kind != "HogQLQuery" or not isinstance(own, dict):
        return query
    changed = {
        key: {**old, **variables[key]} if isinstance(variables.get(key), dict) else old
        for key, old in own.items()
    }
    return {**query, "variables": changed}


def _insight(query: JSON, filters: Mapping[str, Any]) -> JSON:
    changed = dict(query)
    if dates := _dates(filters):
        changed["dateRange"] = dates
        if dates.get("date_from") == "all" and query.get("compareFilter"):
            changed["compareFilter"] = {**query["compareFilter"], "compare": False}
    if filters.get("properties"):
        changed["properties"] = _both(query.get("properties"), filters["properties"])
    if filters.get("breakdown_filter") and query["kind"] in _BROKEN_DOWN:
        changed["breakdownFilter"] = filters["breakdown_filter"]
    return changed


def _sql_filters(own: JSON, filters: Mapping[str, Any]) -> JSON:
    changed = dict(own)
    if dates := _dates(filters):
        changed["dateRange"] = dates
    if filters.get("properties"):
        changed["properties"] = [*(own.get("properties") or []), *filters["properties"]]
    return changed


def _events(query: JSON, filters: Mapping[str, Any]) -> JSON:
    changed = dict(query)
    if filters.get("date_from"):
        changed["after"] = filters["date_from"]
    if filters.get("date_to"):
        changed["before"] = filters["date_to"]
    if filters.get("properties"):
        changed["properties"] = [*(query.get("properties") or []), *filters["properties"]]
    return changed


def _dates(filters: Mapping[str, Any]) -> JSON:
    if not (filters.get("date_from") or filters.get("date_to")):
        return {}
    names = ("date_from", "date_to", "explicitDate")
    return {name: filters[name] for name in names if filters.get(name) is not None}


def _both(own: Any, more: list[Any]) -> JSON | list[Any]:
    """Both must hold; two plain lists stay a plain list."""
    if not own:
        return more
    if isinstance(own, list):
        return [*own, *more]
    return {"type": "AND", "values": [own, {"type": "AND", "values": more}]}
