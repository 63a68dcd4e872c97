"""Property filters: one model for each type, told apart by `type`, and groups of them."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from tenrec.query.schema.base import Part
from tenrec.query.schema.words import GroupIndex, LogicalOperator, PropertyOperator

Scalar = str | bool | int | float
Value = Scalar | list[Scalar] | None


class _Compared(Part):
    """A key that is compared with a value."""

    key: str
    label: str | None = None
    operator: PropertyOperator
    value: Value = None


class EventFilter(Part):
    """A property of the event; without an operator it is compared exactly."""

    type: Literal["event"] = "event"
    key: str
    label: str | None = None
    operator: PropertyOperator | None = "exact"
    value: Value = None


class PersonFilter(_Compared):
    """A property of the person."""

    type: Literal["person"] = "person"


class ElementFilter(_Compared):
    """Something about the element that autocapture saw."""

    type: Literal["element"] = "element"
    key: Literal["tag_name", "text", "href", "selector"]


class EventMetadataFilter(_Compared):
    """A column of the event, such as its distinct id."""

    type: Literal["event_metadata"] = "event_metadata"


class SessionFilter(_Compared):
    """A property of the session."""

    type: Literal["session"] = "session"


class RecordingFilter(_Compared):
    """A measure of the recording."""

    type: Literal["recording"] = "recording"


class LogEntryFilter(_Compared):
    """A console log of the recording."""

    type: Literal["log_entry"] = "log_entry"


class FeatureFilter(_Compared):
    """The value of a feature flag that the event carries."""

    type: Literal["feature"] = "feature"


class GroupFilter(_Compared):
    """A property of the group with this index."""

    type: Literal["group"] = "group"
    group_type_index: GroupIndex | None = None
    group_key_names: dict[str, str] | None = None


class CohortFilter(Part):
    """Membership in a cohort."""

    type: Literal["cohort"] = "cohort"
    key: Literal["id"] = "id"
    label: str | None = None
    cohort_name: str | None = None
    operator: PropertyOperator | None = "in"
    value: int


class FlagFilter(Part):
    """What a feature flag evaluates to."""

    type: Literal["flag"] = "flag"
    key: str
    label: str | None = None
    operator: Literal["flag_evaluates_to"] = "flag_evaluates_to"
    value: bool | str


class HogQLFilter(Part):
    """Any expression of the language."""

    type: Literal["hogql"] = "hogql"
    key: str
    label: str | None = None
    value: Value = None


class BehavioralFilter(Part):
    """Whether the person did something in a window of time."""

    type: Literal["behavioral"] = "behavioral"
    key: str
    label: str | None = None
    value: Literal["performed_event", "performed_event_multiple"]
    event_type: Literal["events", "actions"]
    event_filters: list["AnyFilter"] | None = None
    negation: bool | None = None
    operator: Literal["exact", "gt", "gte", "lt", "lte"] | None = None
    operator_value: int | None = None
    time_value: int | None = None
    time_interval: Literal["day", "week", "month", "year"] | None = None
    explicit_datetime: str | None = None
    explicit_datetime_to: str | None = None


class WarehouseFilter(_Compared):
    """A column of a joined table."""

    type: Literal["data_warehouse"] = "data_warehouse"


class WarehousePersonFilter(_Compared):
    """A column of a table joined to the person."""

    type: Literal["data_warehouse_person_property"] = "data_warehouse_person_property"


class ErrorIssueFilter(_Compared):
    """A property of an error tracking issue."""

    type: Literal["error_tracking_issue"] = "error_tracking_issue"


class LogFilter(_Compared):
    """A property of a log line; newer clients tell its level in the type."""

    type: Literal["log", "log_attribute", "log_resource_attribute"] = "log"


class RevenueFilter(_Compared):
    """A property of revenue analytics."""

    type: Literal["revenue_analytics"] = "revenue_analytics"


class EmptyFilter(Part):
    """`{}`: a filter that was begun and not finished; it lets everything through."""


class FilterGroup(Part):
    """All of its filters, or any of them; groups nest."""

    type: LogicalOperator
    values: list["AnyFilterOrGroup"]


def _type_of(filter_: Any) -> str | None:
    """What a filter is; without a type it is about the event."""
    if not isinstance(filter_, dict):
        return getattr(filter_, "type", None)
    if not filter_:
        return "empty"
    kind = filter_.get("type", "event")
    if not isinstance(kind, str):
        return None
    return "log" if kind.startswith("log_") and kind != "log_entry" else kind


def _type_or_group(filter_: Any) -> str | None:
    return "nested" if isinstance(filter_, dict) and "values" in filter_ else _type_of(filter_)


_Filters = (
    Annotated[EventFilter, Tag("event")]
    | Annotated[PersonFilter, Tag("person")]
    | Annotated[ElementFilter, Tag("element")]
    | Annotated[EventMetadataFilter, Tag("event_metadata")]
    | Annotated[SessionFilter, Tag("session")]
    | Annotated[CohortFilter, Tag("cohort")]
    | Annotated[RecordingFilter, Tag("recording")]
    | Annotated[LogEntryFilter, Tag("log_entry")]
    | Annotated[GroupFilter, Tag("group")]
    | Annotated[FeatureFilter, Tag("feature")]
    | Annotated[FlagFilter, Tag("flag")]
    | Annotated[HogQLFilter, Tag("hogql")]
    | Annotated[BehavioralFilter, Tag("behavioral")]
    | Annotated[EmptyFilter, Tag("empty")]
    | Annotated[WarehouseFilter, Tag("data_warehouse")]
    | Annotated[WarehousePersonFilter, Tag("data_warehouse_person_property")]
    | Annotated[ErrorIssueFilter, Tag("error_tracking_issue")]
    | Annotated[LogFilter, Tag("log")]
    | Annotated[RevenueFilter, Tag("revenue_analytics")]
)
AnyFilter = Annotated[_Filters, Discriminator(_type_of)]
AnyFilterOrGroup = Annotated[
    _Filters | Annotated[FilterGroup, Tag("nested")], Discriminator(_type_or_group)
]
BehavioralFilter.model_rebuild()
FilterGroup.model_rebuild()


class OuterGroup(Part):
    """The outermost group: what it holds are groups."""

    type: LogicalOperator
    values: list[FilterGroup]


def _shape_of(properties: Any) -> str | None:
    return "list" if isinstance(properties, list) else "group"


Properties = Annotated[
    Annotated[list[AnyFilter], Tag("list")] | Annotated[OuterGroup, Tag("group")],
    Discriminator(_shape_of),
]
"""The `properties` of an insight."""

PersonScope = Annotated[
    PersonFilter | CohortFilter | HogQLFilter | EmptyFilter, Field(union_mode="left_to_right")
]
GroupScope = Annotated[GroupFilter | HogQLFilter, Field(discriminator="type")]
WebFilter = Annotated[
    EventFilter | PersonFilter | SessionFilter | CohortFilter, Field(discriminator="type")
]
