"""StickinessQuery and LifecycleQuery: how often people are there, and who is new, back or gone."""

from typing import Annotated, Literal

from pydantic import Field

from tenrec.query.schema.base import Part
from tenrec.query.schema.insight import ActorInsightQuery, InsightQuery
from tenrec.query.schema.nodes import (
    ActionsNode,
    DataWarehouseNode,
    EventsNode,
    LifecycleDataWarehouseNode,
)
from tenrec.query.schema.parts import CompareFilter, Customization
from tenrec.query.schema.words import Display, Interval, LegendPosition

StickinessOperator = Literal["gte", "lte", "exact"]


class StickinessCriteria(Part):
    """How many events a period needs to count."""

    operator: StickinessOperator
    value: int = Field(ge=1)


class StickinessFilter(Part):
    """How periods are counted; the rest is how the chart looks."""

    computedAs: Literal["non_cumulative", "cumulative"] | None = None
    stickinessCriteria: StickinessCriteria | None = None
    display: Display | None = None
    hiddenLegendIndexes: list[int] | None = None
    legendPosition: LegendPosition | None = None
    resultCustomizationBy: Literal["value", "position"] | None = None
    resultCustomizations: dict[str, Customization] | None = None
    showLegend: bool | None = None
    showMultipleYAxes: bool | None = None
    showValuesOnSeries: bool | None = None


class StickinessQuery(InsightQuery):
    """On how many periods of the range people were active."""

    kind: Literal["StickinessQuery"] = "StickinessQuery"
    series: list[
        Annotated[EventsNode | ActionsNode | DataWarehouseNode, Field(discriminator="kind")]
    ]
    interval: Interval | None = None
    intervalCount: int | None = Field(default=None, ge=1)
    stickinessFilter: StickinessFilter | None = None
    compareFilter: CompareFilter | None = None


class LifecycleFilter(Part):
    """What the chart shows."""

    toggledLifecycles: list[Literal["new", "resurrecting", "returning", "dormant"]] | None = None
    legendPosition: LegendPosition | None = None
    showLegend: bool | None = None
    showPercentagesOnSeries: bool | None = None
    showValuesOnSeries: bool | None = None
    stacked: bool | None = None


class LifecycleQuery(ActorInsightQuery):
    """New, returning, resurrecting and dormant people in each period."""

    kind: Literal["LifecycleQuery"] = "LifecycleQuery"
    series: list[
        Annotated[
            EventsNode | ActionsNode | DataWarehouseNode | LifecycleDataWarehouseNode,
            Field(discriminator="kind"),
        ]
    ]
    interval: Interval | None = None
    lifecycleFilter: LifecycleFilter | None = None
    customAggregationTarget: bool | None = None
