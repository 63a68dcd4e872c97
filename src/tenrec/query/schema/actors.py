"""Who is behind a number: actors of insights, of funnel steps, of correlations; and groups."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from tenrec.query.schema.funnels import FunnelsQuery
from tenrec.query.schema.habits import LifecycleQuery, StickinessOperator, StickinessQuery
from tenrec.query.schema.language import HogQLQuery
from tenrec.query.schema.nodes import ActionsNode, DataWarehouseNode, EventsNode
from tenrec.query.schema.parts import DataNode
from tenrec.query.schema.paths import PathsQuery
from tenrec.query.schema.properties import AnyFilter, FilterGroup, GroupScope, PersonScope
from tenrec.query.schema.retention import RetentionQuery
from tenrec.query.schema.trends import TrendsQuery

Compare = Literal["current", "previous"]
Insight = Annotated[
    TrendsQuery | FunnelsQuery | RetentionQuery | PathsQuery | StickinessQuery | LifecycleQuery,
    Field(discriminator="kind"),
]


class InsightActorsQuery(DataNode):
    """The actors of one point of an insight."""

    kind: Literal["InsightActorsQuery"] = "InsightActorsQuery"
    source: Insight
    breakdown: str | int | list[str | int] | None = None
    compare: Compare | None = None
    day: str | int | None = None
    includeRecordings: bool | None = None
    interval: int | None = None
    series: int | None = None
    status: str | None = None


class FunnelsActorsQuery(DataNode):
    """The actors that reached a step of a funnel, or dropped off before it."""

    kind: Literal["FunnelsActorsQuery"] = "FunnelsActorsQuery"
    source: FunnelsQuery
    funnelStep: int | None = None
    funnelStepBreakdown: str | float | list[str | float] | None = None
    funnelTrendsDropOff: bool | None = None
    funnelTrendsEntrancePeriodStart: str | None = None
    includeRecordings: bool | None = None


class FunnelCorrelationQuery(DataNode):
    """What those who converted did more often than the others."""

    kind: Literal["FunnelCorrelationQuery"] = "FunnelCorrelationQuery"
    source: FunnelsActorsQuery
    funnelCorrelationType: Literal["events", "properties", "event_with_properties"]
    funnelCorrelationNames: list[str] | None = None
    funnelCorrelationExcludeNames: list[str] | None = None
    funnelCorrelationEventNames: list[str] | None = None
    funnelCorrelationExcludeEventNames: list[str] | None = None
    funnelCorrelationEventExcludePropertyNames: list[str] | None = None


class FunnelCorrelationActorsQuery(DataNode):
    """The actors of one correlation."""

    kind: Literal["FunnelCorrelationActorsQuery"] = "FunnelCorrelationActorsQuery"
    source: FunnelCorrelationQuery
    funnelCorrelationPersonConverted: bool | None = None
    funnelCorrelationPersonEntity: (
        Annotated[EventsNode | ActionsNode | DataWarehouseNode, Field(discriminator="kind")] | None
    ) = None
    funnelCorrelationPropertyValues: list[AnyFilter] | None = None
    includeRecordings: bool | None = None


class StickinessActorsQuery(DataNode):
    """The actors that were there on so many periods."""

    kind: Literal["StickinessActorsQuery"] = "StickinessActorsQuery"
    source: StickinessQuery
    compare: Compare | None = None
    day: str | int | None = None
    includeRecordings: bool | None = None
    operator: StickinessOperator | None = None
    series: int | None = None


class InsightActorsQueryOptions(DataNode):
    """The points of an insight for which actors can be asked."""

    kind: Literal["InsightActorsQueryOptions"] = "InsightActorsQueryOptions"
    source: Annotated[
        InsightActorsQuery
        | FunnelsActorsQuery
        | FunnelCorrelationActorsQuery
        | StickinessActorsQuery,
        Field(discriminator="kind"),
    ]


def _list_or_group(properties: Any) -> str:
    return "list" if isinstance(properties, list) else "group"


class ActorsQuery(DataNode):
    """A list of persons: all, or those of a source."""

    kind: Literal["ActorsQuery"] = "ActorsQuery"
    source: (
        Annotated[
            InsightActorsQuery
            | FunnelsActorsQuery
            | FunnelCorrelationActorsQuery
            | StickinessActorsQuery
            | HogQLQuery,
            Field(discriminator="kind"),
        ]
        | None
    ) = None
    select: list[str] | None = None
    search: str | None = None
    properties: (
        Annotated[
            Annotated[list[PersonScope], Tag("list")] | Annotated[FilterGroup, Tag("group")],
            Discriminator(_list_or_group),
        ]
        | None
    ) = None
    fixedProperties: list[PersonScope] | None = None
    orderBy: list[str] | None = None
    limit: int | None = None
    offset: int | None = None


class GroupsQuery(DataNode):
    """A list of groups of one type."""

    kind: Literal["GroupsQuery"] = "GroupsQuery"
    group_type_index: int = Field(ge=0, le=4)
    select: list[str] | None = None
    search: str | None = None
    properties: list[GroupScope] | None = None
    orderBy: list[str] | None = None
    limit: int | None = None
    offset: int | None = None
