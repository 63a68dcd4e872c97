"""An event on its way, and why one may be dropped."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class DropReason(StrEnum):
    """Why an accepted event was not stored; counted and shown, never silent."""

    DUPLICATE = "duplicate"
    PERFORMANCE_EVENT = "dropped_performance_event"
    PERSONLESS_NEEDS_PERSON = "invalid_event_when_process_person_profile_is_false"
    GROUP_KEY_TOO_LONG = "group_key_too_long"
    TOO_OLD = "event_dropped_too_old"
    CLIENT_WARNING = "client_ingestion_warning"
    UNKNOWN_TEAM = "unknown_team"
    POISONED = "poisoned"


@dataclass(slots=True)
class Warn:
    """A warning for the people of the project: something was dropped or changed."""

    team_id: int
    type: str
    details: dict[str, Any]


@dataclass(slots=True)
class Event:
    """One event between the journal and the store; the steps change it in place.

    `set` and `set_once` start as the event's top-level `$set` and `$set_once` (objects only);
    the step `set_person_properties` folds in those of the properties and the automatic ones.
    """

    team_id: int
    uuid: str
    name: str
    distinct_id: str
    timestamp: datetime
    received_at: datetime
    properties: dict[str, Any]
    has_client_uuid: bool = True
    historical_migration: bool = False
    process_person: bool = True
    set: dict[str, Any] = field(default_factory=dict)
    set_once: dict[str, Any] = field(default_factory=dict)
    unset: list[str] = field(default_factory=list)
    elements_chain: str = ""
    groups: dict[int, str] = field(default_factory=dict)
    person_id: str = ""
    person_created_at: datetime | None = None
    person_properties_text: str = "{}"
    """JSON, ready for the column: the person after this event, overlaid with its `$set`."""
    person_mode: str = "full"
