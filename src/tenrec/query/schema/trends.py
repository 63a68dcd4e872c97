"""TrendsQuery: series over time; and the calendar heat map."""

from typing import Literal

from pydantic import Field

from tenrec.query.schema.base import Part
from tenrec.query.schema.insight import ActorInsightQuery
from tenrec.query.schema.nodes import Series
from tenrec.query.schema.parts import (
    BreakdownFilter,
    CompareFilter,
    ConversionGoal,
    Customization,
    GoalLine,
)
from tenrec.query.schema.words import Display, Interval, LegendPosition


class Formula(Part):
    """Arithmetic over the series by their letters."""

    formula: str
    custom_name: str | None = None


class TrendsFilter(Part):
    """Formulas and smoothing, which change the numbers; the rest is how the chart looks."""

    display: Display | None = None
    formula: str | None = None
    formulas: list[str] | None = None
    formulaNodes: list[Formula] | None = None
    smoothingIntervals: int | None = Field(default=None, ge=1)
    breakdown_histogram_bin_count: int | None = None
    aggregationAxisFormat: (
        Literal[
            "numeric",
            "duration",
            "duration_ms",
            "duration_ns",
            "percentage",
            "percentage_scaled",
            "currency",
            "short",
        ]
        | None
    ) = None
    aggregationAxisPrefix: str | None = None
    aggregationAxisPostfix: str | None = None
    decimalPlaces: float | None = None
    minDecimalPlaces: float | None = None
    xAxisLabel: str | None = None
    yAxisLabel: str | None = None
    yAxisScaleType: Literal["log10", "linear"] | None = None
    detailedResultsAggregationType: Literal["total", "average", "median"] | None = None
    goalLines: list[GoalLine] | None = None
    hiddenLegendIndexes: list[int] | None = None
    legendPosition: LegendPosition | None = None
    resultCustomizationBy: Literal["value", "position"] | None = None
    resultCustomizations: dict[str, Customization] | None = None
    confidenceLevel: float | None = None
    movingAverageIntervals: float | None = None
    excludeBoxPlotOutliers: bool | None = None
    hideWeekends: bool | None = None
    showAlertThresholdLines: bool | None = None
    showAnnotations: bool | None = None
    showConfidenceIntervals: bool | None = None
    showLabelsOnSeries: bool | None = None
    showLegend: bool | None = None
    showMovingAverage: bool | None = None
    showMultipleYAxes: bool | None = None
    showPercentStackView: bool | None = None
    showTrendLines: bool | None = None
    showValuesOnSeries: bool | None = None
    stackBreakdownValues: bool | None = None
    metricShowChange: bool | None = None
    metricChangeIncreaseColor: str | None = None
    metricChangeDecreaseColor: str | None = None
    metricColorByDirection: bool | None = None
    metricLineIncreaseColor: str | None = None
    metricLineDecreaseColor: str | None = None
    metricSummary: Literal["total", "average", "latest"] | None = None


class HeatmapFilter(Part):
    """How the calendar heat map counts; `dummy` is what the first clients sent."""

    bucketBySessionStart: bool | None = None
    dummy: str | None = None


class TrendsQuery(ActorInsightQuery):
    """Series over time, or in total, with breakdowns, formulas and comparison."""

    kind: Literal["TrendsQuery"] = "TrendsQuery"
    series: list[Series]
    interval: Interval | None = None
    trendsFilter: TrendsFilter | None = None
    breakdownFilter: BreakdownFilter | None = None
    compareFilter: CompareFilter | None = None
    conversionGoal: ConversionGoal | None = None
    calendarHeatmapFilter: HeatmapFilter | None = None


class CalendarHeatmapQuery(ActorInsightQuery):
    """Counts by weekday and hour."""

    kind: Literal["CalendarHeatmapQuery"] = "CalendarHeatmapQuery"
    series: list[Series]
    interval: Interval | None = None
    calendarHeatmapFilter: HeatmapFilter | None = None
    conversionGoal: ConversionGoal | None = None
