"""The closed lists of words that queries are made of."""

from typing import Literal

Interval = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
LogicalOperator = Literal["AND", "OR"]
Direction = Literal["ASC", "DESC"]
GroupIndex = Literal[0, 1, 2, 3, 4]

PropertyOperator = Literal[
    "exact",
    "is_not",
    "icontains",
    "not_icontains",
    "icontains_multi",
    "not_icontains_multi",
    "starts_with",
    "not_starts_with",
    "ends_with",
    "not_ends_with",
    "regex",
    "not_regex",
    "gt",
    "gte",
    "lt",
    "lte",
    "is_set",
    "is_not_set",
    "is_date_exact",
    "is_date_before",
    "is_date_after",
    "between",
    "not_between",
    "min",
    "max",
    "in",
    "not_in",
    "is_cleaned_path_exact",
    "flag_evaluates_to",
    "semver_eq",
    "semver_neq",
    "semver_gt",
    "semver_gte",
    "semver_lt",
    "semver_lte",
    "semver_tilde",
    "semver_caret",
    "semver_wildcard",
]

# How events of a series are counted: as such, over actors, over a property, per actor, by SQL.
Math = Literal[
    "total",
    "dau",
    "weekly_active",
    "monthly_active",
    "unique_session",
    "first_time_for_user",
    "first_time_for_user_with_filters",
    "first_matching_event_for_user",
    "avg",
    "sum",
    "min",
    "max",
    "median",
    "p75",
    "p90",
    "p95",
    "p99",
    "avg_count_per_actor",
    "min_count_per_actor",
    "max_count_per_actor",
    "median_count_per_actor",
    "p75_count_per_actor",
    "p90_count_per_actor",
    "p95_count_per_actor",
    "p99_count_per_actor",
    "unique_group",
    "first_time_for_group",
    "first_matching_event_for_group",
    "hogql",
]

Display = Literal[
    "Auto",
    "ActionsLineGraph",
    "ActionsBar",
    "ActionsUnstackedBar",
    "ActionsStackedBar",
    "ActionsAreaGraph",
    "ActionsLineGraphCumulative",
    "BoldNumber",
    "Metric",
    "ActionsPie",
    "ActionsDonut",
    "ActionsBarValue",
    "ActionsTable",
    "WorldMap",
    "CalendarHeatmap",
    "TwoDimensionalHeatmap",
    "BoxPlot",
    "SlopeGraph",
    "ScatterPlot",
]

BreakdownType = Literal[
    "cohort",
    "person",
    "event",
    "event_metadata",
    "group",
    "session",
    "hogql",
    "data_warehouse",
    "data_warehouse_person_property",
    "revenue_analytics",
]

StepOrder = Literal["strict", "unordered", "ordered"]
WindowUnit = Literal["second", "minute", "hour", "day", "week", "month"]
LegendPosition = Literal["top", "bottom", "left", "right"]
