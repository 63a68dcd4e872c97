"""PathsQuery: from which page to which."""

from typing import Literal

from tenrec.query.schema.base import Part
from tenrec.query.schema.funnels import FunnelsQuery
from tenrec.query.schema.insight import ActorInsightQuery


class Cleaning(Part):
    """A pattern and what replaces it in a path."""

    alias: str | None = None
    regex: str | None = None
    order: float | None = None


class PathsFilter(Part):
    """Which events are stations, where paths begin and end, how many are shown."""

    includeEventTypes: list[Literal["$pageview", "$screen", "custom_event", "hogql"]] | None = None
    pathsHogQLExpression: str | None = None
    excludeEvents: list[str] | None = None
    startPoint: str | None = None
    endPoint: str | None = None
    pathGroupings: list[str] | None = None
    stepLimit: int | None = None
    edgeLimit: int | None = None
    minEdgeWeight: int | None = None
    maxEdgeWeight: int | None = None
    localPathCleaningFilters: list[Cleaning] | None = None
    pathReplacements: bool | None = None
    showFullUrls: bool | None = None
    pathStartKey: str | None = None
    pathEndKey: str | None = None
    pathDropoffKey: str | None = None


class FunnelPathsFilter(Part):
    """Paths around a step of a funnel."""

    funnelPathType: (
        Literal["funnel_path_before_step", "funnel_path_between_steps", "funnel_path_after_step"]
        | None
    ) = None
    funnelSource: FunnelsQuery
    funnelStep: int | None = None


class PathsQuery(ActorInsightQuery):
    """The ways that people take."""

    kind: Literal["PathsQuery"] = "PathsQuery"
    pathsFilter: PathsFilter
    funnelPathsFilter: FunnelPathsFilter | None = None
