"""What a step may ask besides the event: the team's settings, its people and groups, the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any, Protocol

from tenrec.core.event import DropReason, Event, Warn

if TYPE_CHECKING:
    from tenrec.persons.apply import Groups, People


class GeoReader(Protocol):
    """A MaxMind database, opened once; None for an address that it does not know."""

    def get(self, ip_address: str | IPv4Address | IPv6Address) -> Any: ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """The settings of a project that change what is stored."""

    team_id: int
    anonymize_ips: bool = False
    person_processing_opt_out: bool = False
    drop_events_older_than_seconds: int | None = None
    timezone: str = "UTC"
    has_ingested_event: bool = True


@dataclass(slots=True)
class BatchContext:
    """What the steps of one batch share; they add to `warnings`."""

    teams: Mapping[int, TeamSettings]
    people: "People"
    groups: "Groups"
    geoip: GeoReader | None
    now: datetime
    warnings: list[Warn] = field(default_factory=list)
    large_person_bytes: int = 0
    """What the rows of this batch carry of large persons."""


Step = Callable[[Event, BatchContext], DropReason | None]
"""Changes one event in place; None goes on, a reason drops it. Raising makes it a dead letter."""
