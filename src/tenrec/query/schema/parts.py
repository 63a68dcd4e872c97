"""Pieces that many kinds of queries share: dates, comparison, breakdowns, modifiers, colors."""

from typing import Any, Literal

from pydantic import Field

from tenrec.query.schema.base import Node, Part
from tenrec.query.schema.properties import AnyFilter
from tenrec.query.schema.words import BreakdownType, GroupIndex, LogicalOperator

_Color = Field(default=None, pattern=r"^preset-[1-9][0-9]?$")


class DateRange(Part):
    """From and to, ISO or relative (`-7d`, `mStart`, `all`)."""

    date_from: str | None = None
    date_to: str | None = None
    explicitDate: bool | None = None


class CompareFilter(Part):
    """Whether to compare with an earlier period, and which."""

    compare: bool | None = None
    compare_to: str | None = None


class Breakdown(Part):
    """One property by which a series is split."""

    type: BreakdownType | None = None
    property: str | int
    group_type_index: GroupIndex | None = None
    histogram_bin_count: int | None = None
    normalize_url: bool | None = None


class BreakdownFilter(Part):
    """By what the series are split, in the old form or as a list of at most three."""

    breakdown: str | int | list[str | int] | None = None
    breakdown_type: BreakdownType | None = None
    breakdown_group_type_index: GroupIndex | None = None
    breakdown_limit: int | None = None
    breakdown_histogram_bin_count: int | None = None
    breakdown_hide_other_aggregation: bool | None = None
    breakdown_normalize_url: bool | None = None
    breakdown_path_cleaning: bool | None = None
    breakdowns: list[Breakdown] | None = Field(default=None, max_length=3)


class LogTags(Part):
    """Where the query comes from, for the log."""

    productKey: str | None = None
    scene: str | None = None
    name: str | None = None


class ChannelCondition(Part):
    """One comparison of a channel rule."""

    id: str
    key: str
    op: str
    value: str | list[str] | None = None


class ChannelRule(Part):
    """A channel type of the project's own."""

    id: str
    channel_type: str
    combiner: LogicalOperator
    items: list[ChannelCondition]


class EventsModifier(Part):
    """A table that stands in for the events."""

    table_name: str
    timestamp_field: str
    distinct_id_field: str
    id_field: str


class Modifiers(Part):
    """How the engine should work; most change nothing about the answer."""

    bounceRateDurationSeconds: float | None = None
    bounceRatePageViewMode: (
        Literal["count_pageviews", "uniq_urls", "uniq_page_screen_autocaptures"] | None
    ) = None
    convertToProjectTimezone: bool | None = None
    customChannelTypeRules: list[ChannelRule] | None = None
    dataWarehouseEventsModifiers: list[EventsModifier] | None = None
    debug: bool | None = None
    forceClickhouseDataSkippingIndexes: list[str] | None = None
    formatCsvAllowDoubleQuotes: bool | None = None
    inCohortVia: Literal["auto", "leftjoin", "subquery", "leftjoin_conjoined"] | None = None
    inlineCohortCalculation: Literal["off", "auto", "always"] | None = None
    materializationMode: (
        Literal["auto", "legacy_null_as_string", "legacy_null_as_null", "disabled"] | None
    ) = None
    materializedColumnsOptimizationMode: Literal["disabled", "optimized"] | None = None
    optimizeJoinedFilters: bool | None = None
    optimizeProjections: bool | None = None
    parserMode: str | None = None
    personsArgMaxVersion: Literal["auto", "v1", "v2"] | None = None
    personsJoinMode: Literal["inner", "left"] | None = None
    personsOnEventsMode: (
        Literal[
            "disabled",
            "person_id_no_override_properties_on_events",
            "person_id_override_properties_on_events",
            "person_id_override_properties_joined",
        ]
        | None
    ) = None
    propertyGroupsMode: Literal["enabled", "disabled", "optimized"] | None = None
    pushDownPredicates: bool | None = None
    s3TableUseInvalidColumns: bool | None = None
    sessionIdPushdown: bool | None = None
    sessionPropertyPreAggregation: bool | None = None
    sessionTableVersion: Literal["auto", "v1", "v2", "v3"] | None = None
    sessionsV2JoinMode: Literal["string", "uuid"] | None = None
    timings: bool | None = None
    useMaterializedViews: bool | None = None
    usePreaggregatedIntermediateResults: bool | None = None
    usePreaggregatedTableTransforms: bool | None = None
    usePresortedEventsTable: bool | None = None
    useWebAnalyticsPreAggregatedTables: bool | None = None


class DataNode(Node):
    """A node that asks the store for something."""

    modifiers: Modifiers | None = None
    tags: LogTags | None = None


class Filters(Part):
    """What stands for `{filters}` in SQL."""

    dateRange: DateRange | None = None
    filterTestAccounts: bool | None = None
    properties: list[AnyFilter] | None = None


class DashboardFilters(Part):
    """What a dashboard lays over its insights."""

    date_from: str | None = None
    date_to: str | None = None
    explicitDate: bool | None = None
    properties: list[AnyFilter] | None = None
    breakdown_filter: BreakdownFilter | None = None
    filterTestAccounts: bool | None = None


class Variable(Part):
    """A variable of SQL with the value that it has here; without one, the saved default."""

    code_name: str
    variableId: str
    isNull: bool | None = None
    value: Any = None


class ActionGoal(Part):
    """Conversion by an action."""

    actionId: int


class EventGoal(Part):
    """Conversion by an event."""

    customEventName: str


ConversionGoal = ActionGoal | EventGoal


class GoalLine(Part):
    """A line across the chart."""

    label: str
    value: float
    borderColor: str | None = None
    displayLabel: bool | None = None
    displayIfCrossed: bool | None = None
    position: Literal["start", "end"] | None = None


class Customization(Part):
    """The color of one result, found by its value or by its place."""

    assignmentBy: Literal["value", "position"] = "value"
    color: str | None = _Color
    hidden: bool | None = None
