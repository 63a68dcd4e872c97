"""Rows as they are: events, sessions, timelines of a person, recordings."""

from typing import Any, Literal

from tenrec.query.schema.actors import InsightActorsQuery
from tenrec.query.schema.base import Part
from tenrec.query.schema.parts import DataNode, DateRange
from tenrec.query.schema.properties import (
    AnyFilter,
    AnyFilterOrGroup,
    LogEntryFilter,
    RecordingFilter,
    SessionFilter,
)
from tenrec.query.schema.words import Direction, LogicalOperator

Matching = Literal["contains", "exact", "regex"]


class ActionStep(Part):
    """A step of an action that is not saved yet."""

    event: str | None = None
    properties: list[AnyFilter] | None = None
    selector: str | None = None
    tag_name: str | None = None
    text: str | None = None
    text_matching: Matching | None = None
    href: str | None = None
    href_matching: Matching | None = None
    url: str | None = None
    url_matching: Matching | None = None


class _Rows(DataNode):
    """What lists of events and of sessions share."""

    select: list[str]
    where: list[str] | None = None
    properties: list[AnyFilter] | None = None
    fixedProperties: list[AnyFilterOrGroup] | None = None
    filterTestAccounts: bool | None = None
    event: str | None = None
    actionId: int | None = None
    personId: str | None = None
    after: str | None = None
    before: str | None = None
    orderBy: list[str] | None = None
    limit: int | None = None
    offset: int | None = None


class EventsQuery(_Rows):
    """A list of events with columns of one's choice."""

    kind: Literal["EventsQuery"] = "EventsQuery"
    source: InsightActorsQuery | None = None
    events: list[str] | None = None
    actionSteps: list[ActionStep] | None = None


class SessionsQuery(_Rows):
    """A list of sessions with columns of one's choice."""

    kind: Literal["SessionsQuery"] = "SessionsQuery"
    eventProperties: list[AnyFilter] | None = None


class SessionsTimelineQuery(DataNode):
    """The sessions of a person with their events."""

    kind: Literal["SessionsTimelineQuery"] = "SessionsTimelineQuery"
    personId: str | None = None
    after: str | None = None
    before: str | None = None


class SessionFilters(Part):
    """Which sessions, and when."""

    properties: list[SessionFilter] | None = None
    dateRange: DateRange | None = None


class SessionAttributionExplorerQuery(DataNode):
    """Sessions by where they came from."""

    kind: Literal["SessionAttributionExplorerQuery"] = "SessionAttributionExplorerQuery"
    groupBy: list[
        Literal[
            "ChannelType", "Medium", "Source", "Campaign", "AdIds", "ReferringDomain", "InitialURL"
        ]
    ]
    filters: SessionFilters | None = None
    limit: int | None = None
    offset: int | None = None


class RecordingsQuery(DataNode):
    """A list of recordings."""

    kind: Literal["RecordingsQuery"] = "RecordingsQuery"
    date_from: str | None = None
    date_to: str | None = None
    events: list[dict[str, Any]] | None = None
    actions: list[dict[str, Any]] | None = None
    properties: list[AnyFilter] | None = None
    console_log_filters: list[LogEntryFilter] | None = None
    having_predicates: list[AnyFilter] | None = None
    comment_text: RecordingFilter | None = None
    filter_test_accounts: bool | None = None
    operand: LogicalOperator | None = None
    session_ids: list[str] | None = None
    session_recording_id: str | None = None
    hide_viewed_recordings: Literal["current-user", "any-user"] | None = None
    person_uuid: str | None = None
    distinct_ids: list[str] | None = None
    order: (
        Literal[
            "duration",
            "recording_duration",
            "inactive_seconds",
            "active_seconds",
            "start_time",
            "console_error_count",
            "click_count",
            "keypress_count",
            "mouse_activity_count",
            "activity_score",
            "recording_ttl",
            "surfacing_score",
        ]
        | None
    ) = None
    order_direction: Direction | None = None
    limit: int | None = None
    offset: int | None = None
    after: str | None = None
    user_modified_filters: dict[str, Any] | None = None
