"""Experiments: metrics, exposure, and the questions about both."""

from typing import Annotated, Any, Literal

from pydantic import Field

from tenrec.query.schema.base import Node, Part
from tenrec.query.schema.funnels import FunnelsQuery
from tenrec.query.schema.nodes import ActionsNode, Entity, EventsNode
from tenrec.query.schema.parts import BreakdownFilter, DataNode
from tenrec.query.schema.properties import AnyFilter
from tenrec.query.schema.trends import TrendsQuery
from tenrec.query.schema.words import StepOrder, WindowUnit


class ExperimentDataWarehouseNode(Entity):
    """Rows of an imported table, joined to the exposed."""

    kind: Literal["ExperimentDataWarehouseNode"] = "ExperimentDataWarehouseNode"
    table_name: str
    timestamp_field: str
    data_warehouse_join_key: str
    events_join_key: str


Measured = Annotated[
    EventsNode | ActionsNode | ExperimentDataWarehouseNode, Field(discriminator="kind")
]
Happened = Annotated[EventsNode | ActionsNode, Field(discriminator="kind")]


class _Metric(Node):
    """What all metrics share."""

    kind: Literal["ExperimentMetric"] = "ExperimentMetric"
    name: str | None = None
    uuid: str | None = None
    fingerprint: str | None = None
    goal: Literal["increase", "decrease"] | None = None
    conversion_window: int | None = None
    conversion_window_unit: WindowUnit | None = None
    isSharedMetric: bool | None = None
    sharedMetricId: float | None = None
    breakdownFilter: BreakdownFilter | None = None


class MeanMetric(_Metric):
    """The mean of a number over the exposed."""

    metric_type: Literal["mean"] = "mean"
    source: Measured
    ignore_zeros: bool | None = None
    lower_bound_percentile: float | None = None
    upper_bound_percentile: float | None = None


class FunnelMetric(_Metric):
    """How many of the exposed go through the steps."""

    metric_type: Literal["funnel"] = "funnel"
    series: list[Measured]
    funnel_order_type: StepOrder | None = None


class RatioMetric(_Metric):
    """One number over another."""

    metric_type: Literal["ratio"] = "ratio"
    numerator: Measured
    denominator: Measured


class RetentionMetric(_Metric):
    """How many of those who began come back."""

    metric_type: Literal["retention"] = "retention"
    start_event: Measured
    completion_event: Measured
    retention_window_start: int
    retention_window_end: int
    retention_window_unit: WindowUnit
    start_handling: Literal["first_seen", "last_seen"] | None = None


Metric = Annotated[
    MeanMetric | FunnelMetric | RatioMetric | RetentionMetric, Field(discriminator="metric_type")
]


class ExposureConfig(Node):
    """The event that means that somebody was exposed."""

    kind: Literal["ExperimentEventExposureConfig"] = "ExperimentEventExposureConfig"
    event: str
    properties: list[AnyFilter]


class ExposureCriteria(Part):
    """Who counts as exposed."""

    exposure_config: Annotated[ExposureConfig | ActionsNode, Field(discriminator="kind")] | None = (
        None
    )
    filterTestAccounts: bool | None = None
    multiple_variant_handling: Literal["exclude", "first_seen"] | None = None


class ExperimentQuery(DataNode):
    """The figures of one metric by variant."""

    kind: Literal["ExperimentQuery"] = "ExperimentQuery"
    metric: Metric
    experiment_id: int | None = None
    name: str | None = None


class ExperimentExposureQuery(DataNode):
    """How many were exposed, by variant and day."""

    kind: Literal["ExperimentExposureQuery"] = "ExperimentExposureQuery"
    experiment_name: str
    feature_flag: dict[str, Any]
    experiment_id: int | None = None
    exposure_criteria: ExposureCriteria | None = None
    holdout: dict[str, Any] | None = None
    start_date: str | None = None
    end_date: str | None = None


class ExperimentTrendsQuery(DataNode):
    """The older form: a count, over an exposure."""

    kind: Literal["ExperimentTrendsQuery"] = "ExperimentTrendsQuery"
    count_query: TrendsQuery
    exposure_query: TrendsQuery | None = None
    experiment_id: int | None = None
    fingerprint: str | None = None
    name: str | None = None
    uuid: str | None = None


class ExperimentFunnelsQuery(DataNode):
    """The older form: a funnel."""

    kind: Literal["ExperimentFunnelsQuery"] = "ExperimentFunnelsQuery"
    funnels_query: FunnelsQuery
    experiment_id: int | None = None
    fingerprint: str | None = None
    name: str | None = None
    uuid: str | None = None
