"""The question inside of its wrappers; knows no models, so that asking is cheap everywhere."""

from typing import Any

_WRAPPERS = ("InsightVizNode", "DataTableNode", "DataVisualizationNode")


def source_of(query: Any) -> Any:
    """The question inside of the wrappers, as JSON; what is none comes back as it is."""
    for _ in range(5):
        if isinstance(query, dict) and query.get("kind") in _WRAPPERS and "source" in query:
            query = query["source"]
    return query
