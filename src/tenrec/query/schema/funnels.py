"""FunnelsQuery: who goes how far through a sequence of steps."""

from typing import Annotated, Literal

from pydantic import Field

from tenrec.query.schema.base import Part
from tenrec.query.schema.insight import ActorInsightQuery
from tenrec.query.schema.nodes import (
    ActionsNode,
    DataWarehouseNode,
    EventsNode,
    FunnelsDataWarehouseNode,
    GroupNode,
)
from tenrec.query.schema.parts import BreakdownFilter, CompareFilter, Customization, GoalLine
from tenrec.query.schema.words import Interval, LegendPosition, StepOrder, WindowUnit


class ExcludedEvent(EventsNode):
    """An event that must not happen between two steps."""

    funnelFromStep: int
    funnelToStep: int


class ExcludedAction(ActionsNode):
    """An action that must not happen between two steps."""

    funnelFromStep: int
    funnelToStep: int


class FunnelsFilter(Part):
    """Order, window, exclusions and how breakdown values are given to steps."""

    funnelVizType: Literal["steps", "time_to_convert", "trends", "flow"] | None = None
    funnelOrderType: StepOrder | None = None
    funnelWindowInterval: int | None = Field(default=None, ge=1)
    funnelWindowIntervalUnit: WindowUnit | None = None
    funnelFromStep: int | None = None
    funnelToStep: int | None = None
    exclusions: (
        list[Annotated[ExcludedEvent | ExcludedAction, Field(discriminator="kind")]] | None
    ) = None
    breakdownAttributionType: Literal["first_touch", "last_touch", "all_events", "step"] | None = (
        None
    )
    breakdownAttributionValue: int | None = None
    breakdownSorting: str | None = None
    binCount: int | None = None
    customAggregationTarget: bool | None = None
    funnelAggregateByHogQL: str | None = None
    funnelStepReference: Literal["total", "previous"] | None = None
    goalLines: list[GoalLine] | None = None
    hiddenLegendBreakdowns: list[str] | None = None
    hideIncompleteConversionWindowPeriods: bool | None = None
    layout: Literal["horizontal", "vertical"] | None = None
    legendPosition: LegendPosition | None = None
    resultCustomizations: dict[str, Customization] | None = None
    showAnnotations: bool | None = None
    showLegend: bool | None = None
    showTrendLines: bool | None = None
    showValuesOnSeries: bool | None = None
    useUdf: bool | None = None


class FunnelsQuery(ActorInsightQuery):
    """Conversion from step to step."""

    kind: Literal["FunnelsQuery"] = "FunnelsQuery"
    series: list[
        Annotated[
            EventsNode | ActionsNode | DataWarehouseNode | FunnelsDataWarehouseNode | GroupNode,
            Field(discriminator="kind"),
        ]
    ]
    interval: Interval | None = None
    funnelsFilter: FunnelsFilter | None = None
    breakdownFilter: BreakdownFilter | None = None
    compareFilter: CompareFilter | None = None
