"""Revenue and marketing analytics."""

from typing import Annotated, Any, Literal

from pydantic import Field

from tenrec.query.schema.base import Part
from tenrec.query.schema.nodes import ActionsNode, DataWarehouseNode, EventsNode
from tenrec.query.schema.parts import DataNode, DateRange
from tenrec.query.schema.properties import RevenueFilter
from tenrec.query.schema.web import WebQuery


class RevenueBreakdown(Part):
    """By what revenue is split."""

    type: Literal["revenue_analytics"] = "revenue_analytics"
    property: str


class _Revenue(DataNode):
    """What all questions about revenue share."""

    properties: list[RevenueFilter]
    dateRange: DateRange | None = None


class _RevenueSeries(_Revenue):
    """Revenue over time."""

    breakdown: list[RevenueBreakdown]
    interval: Literal["day", "month"]


class RevenueAnalyticsGrossRevenueQuery(_RevenueSeries):
    """All that was paid."""

    kind: Literal["RevenueAnalyticsGrossRevenueQuery"] = "RevenueAnalyticsGrossRevenueQuery"


class RevenueAnalyticsMetricsQuery(_RevenueSeries):
    """Customers, and what each brings."""

    kind: Literal["RevenueAnalyticsMetricsQuery"] = "RevenueAnalyticsMetricsQuery"


class RevenueAnalyticsMRRQuery(_RevenueSeries):
    """Revenue that recurs each month."""

    kind: Literal["RevenueAnalyticsMRRQuery"] = "RevenueAnalyticsMRRQuery"


class RevenueAnalyticsOverviewQuery(_Revenue):
    """Revenue in brief."""

    kind: Literal["RevenueAnalyticsOverviewQuery"] = "RevenueAnalyticsOverviewQuery"


class RevenueAnalyticsTopCustomersQuery(_Revenue):
    """Who pays most."""

    kind: Literal["RevenueAnalyticsTopCustomersQuery"] = "RevenueAnalyticsTopCustomersQuery"
    groupBy: Literal["month", "all"]


class RevenueExampleEventsQuery(DataNode):
    """Events that count as revenue."""

    kind: Literal["RevenueExampleEventsQuery"] = "RevenueExampleEventsQuery"
    limit: int | None = None
    offset: int | None = None


class RevenueExampleDataWarehouseTablesQuery(DataNode):
    """Rows of tables that count as revenue."""

    kind: Literal["RevenueExampleDataWarehouseTablesQuery"] = (
        "RevenueExampleDataWarehouseTablesQuery"
    )
    limit: int | None = None
    offset: int | None = None


class _Goal(Part):
    """What makes a series node a conversion goal."""

    conversion_goal_id: str
    conversion_goal_name: str
    schema_map: dict[str, Any]


class EventsGoal(EventsNode, _Goal):
    """Conversion by an event."""


class ActionsGoal(ActionsNode, _Goal):
    """Conversion by an action."""


class WarehouseGoal(DataWarehouseNode, _Goal):
    """Conversion by rows of a table."""


class IntegrationFilter(Part):
    """Which sources of advertising data."""

    integrationSourceIds: list[str] | None = None


class _Marketing(WebQuery):
    """What the marketing questions share."""

    draftConversionGoal: (
        Annotated[EventsGoal | ActionsGoal | WarehouseGoal, Field(discriminator="kind")] | None
    ) = None
    integrationFilter: IntegrationFilter | None = None
    select: list[str] | None = None
    drillDownLevel: str | None = None


class MarketingAnalyticsTableQuery(_Marketing):
    """Campaigns with cost and conversions."""

    kind: Literal["MarketingAnalyticsTableQuery"] = "MarketingAnalyticsTableQuery"
    orderBy: list[list[str]] | None = None  # type: ignore[assignment]  # unlike the others
    includeAllConversions: bool | None = None
    limit: int | None = None
    offset: int | None = None


class MarketingAnalyticsAggregatedQuery(_Marketing):
    """The same in total."""

    kind: Literal["MarketingAnalyticsAggregatedQuery"] = "MarketingAnalyticsAggregatedQuery"
