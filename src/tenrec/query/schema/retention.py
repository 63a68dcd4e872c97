"""RetentionQuery: who comes back after how long."""

from typing import Any, Literal

from pydantic import Field

from tenrec.query.schema.base import Part
from tenrec.query.schema.insight import ActorInsightQuery
from tenrec.query.schema.parts import BreakdownFilter, GoalLine
from tenrec.query.schema.properties import AnyFilter
from tenrec.query.schema.words import Display


class RetentionEntity(Part):
    """The event or action that starts a cohort, or that counts as coming back."""

    id: str | float | None = None
    type: Literal["actions", "events", "data_warehouse", "new_entity", "groups"] | None = None
    kind: Literal["ActionsNode", "EventsNode", "DataWarehouseNode"] | None = None
    name: str | None = None
    custom_name: str | None = None
    order: int | None = None
    uuid: str | None = None
    properties: list[AnyFilter] | None = None
    table_name: str | None = None
    timestamp_field: str | None = None
    aggregation_target_field: str | None = None
    math: Any = None


class RetentionFilter(Part):
    """Periods, the two events, and what counts."""

    retentionType: (
        Literal["retention_recurring", "retention_first_time", "retention_first_ever_occurrence"]
        | None
    ) = None
    retentionReference: Literal["total", "previous"] | None = None
    totalIntervals: int | None = Field(default=None, ge=1)
    period: Literal["Hour", "Day", "Week", "Month"] | None = None
    targetEntity: RetentionEntity | None = None
    returningEntity: RetentionEntity | None = None
    cumulative: bool | None = None
    minimumOccurrences: int | None = None
    timeWindowMode: Literal["strict_calendar_dates", "24_hour_windows"] | None = None
    retentionCustomBrackets: list[float] | None = None
    aggregationType: Literal["count", "sum", "avg"] | None = None
    aggregationProperty: str | None = None
    aggregationPropertyType: Literal["event", "person", "data_warehouse"] | None = None
    customAggregationTarget: bool | None = None
    meanRetentionCalculation: Literal["simple", "weighted", "none"] | None = None
    display: Display | None = None
    dashboardDisplay: Literal["table_only", "graph_only", "all"] | None = None
    showTrendLines: bool | None = None
    selectedInterval: int | None = None
    goalLines: list[GoalLine] | None = None
    cohortLabelStartIndex: int | None = None


class RetentionQuery(ActorInsightQuery):
    """Cohorts by their first period, and how many of each come back."""

    kind: Literal["RetentionQuery"] = "RetentionQuery"
    retentionFilter: RetentionFilter
    breakdownFilter: BreakdownFilter | None = None
