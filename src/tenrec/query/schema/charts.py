"""How the rows of SQL are drawn: axes, tables, pies, heat maps."""

from typing import Any, Literal

from tenrec.query.schema.base import Part
from tenrec.query.schema.parts import Customization, GoalLine


class Formatting(Part):
    """How a number is written."""

    prefix: str | None = None
    suffix: str | None = None
    style: Literal["none", "number", "short", "percent"] | None = None
    decimalPlaces: float | None = None


class SeriesDisplay(Part):
    """How one series is drawn."""

    color: str | None = None
    label: str | None = None
    trendLine: bool | None = None
    displayType: Literal["auto", "line", "bar", "area"] | None = None
    yAxisPosition: Literal["left", "right"] | None = None


class AxisSettings(Part):
    """Both of a column."""

    display: SeriesDisplay | None = None
    formatting: Formatting | None = None


class Axis(Part):
    """A column and how it is shown."""

    column: str
    settings: AxisSettings | None = None


class YAxis(Part):
    """A vertical axis."""

    label: str | None = None
    scale: Literal["linear", "logarithmic"] | None = None
    startAtZero: bool | None = None
    showGridLines: bool | None = None
    showTicks: bool | None = None


class GradientStop(Part):
    """A color at a value."""

    value: float
    color: str


class Heatmap(Part):
    """Which columns make a heat map, and its colors."""

    xAxisColumn: str | None = None
    yAxisColumn: str | None = None
    valueColumn: str | None = None
    xAxisLabel: str | None = None
    yAxisLabel: str | None = None
    nullLabel: str | None = None
    nullValue: str | None = None
    gradient: list[GradientStop] | None = None
    gradientPreset: str | None = None
    gradientScaleMode: Literal["absolute", "relative"] | None = None
    sortColumn: str | None = None
    sortOrder: Literal["asc", "desc"] | None = None


class Pie(Part):
    """What a pie tells."""

    sliceContent: Literal["labels", "values", "none"] | None = None
    valueDisplay: Literal["absolute", "percentage"] | None = None
    showTotal: bool | None = None


class BoxPlot(Part):
    """Which columns make the boxes."""

    minColumn: str
    p25Column: str
    medianColumn: str
    p75Column: str
    maxColumn: str
    meanColumn: str | None = None
    seriesColumn: str | None = None
    xAxisColumn: str | None = None
    excludeOutliers: bool | None = None


class ChartSettings(Part):
    """A chart of columns."""

    xAxis: Axis | None = None
    xAxisLabel: str | None = None
    yAxis: list[Axis] | None = None
    yAxisAtZero: bool | None = None
    leftYAxisSettings: YAxis | None = None
    rightYAxisSettings: YAxis | None = None
    goalLines: list[GoalLine] | None = None
    seriesBreakdownColumn: str | None = None
    stackBars100: bool | None = None
    showLegend: bool | None = None
    showNullsAsZero: bool | None = None
    showPieTotal: bool | None = None
    showTotalRow: bool | None = None
    showValuesOnSeries: bool | None = None
    showXAxisBorder: bool | None = None
    showXAxisTicks: bool | None = None
    showYAxisBorder: bool | None = None
    heatmap: Heatmap | None = None
    pie: Pie | None = None
    boxPlot: BoxPlot | None = None
    resultCustomizations: dict[str, Customization] | None = None


class FormattingRule(Part):
    """A color for cells that fulfil a condition."""

    id: str
    templateId: str
    columnName: str
    bytecode: list[Any]
    input: str
    color: str
    colorMode: Literal["light", "dark"] | None = None


class TableSettings(Part):
    """A table of columns."""

    columns: list[Axis] | None = None
    conditionalFormatting: list[FormattingRule] | None = None
    pinnedColumns: list[str] | None = None
    transpose: bool | None = None
