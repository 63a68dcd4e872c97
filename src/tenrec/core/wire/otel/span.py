"""A span as the mapping wants it, whichever encoding it came in, and what a request may cost."""

from dataclasses import dataclass, field
from typing import Any

from tenrec.core.wire.event import WireRefused, parse_refused

MAX_SPANS = 10_000
MAX_VALUES = 500_000
"""Attribute values of all events together: each event repeats those of its resource."""
MAX_EVENT_BYTES = 20 * 1024 * 1024
"""Of the same, as text."""

Attributes = dict[str, Any]


@dataclass(slots=True)
class Weighed:
    """Attributes as JSON values, and what they cost."""

    values: Attributes
    count: int = 0
    size: int = 0


@dataclass(slots=True)
class Span:
    """Ids are lower-case hex, empty when absent; times are Unix nanoseconds, 0 when absent."""

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    start: int
    end: int
    attributes: Weighed
    resource: Weighed
    scope_version: str = ""
    is_error: bool = False
    status_message: str = ""
    exception: Attributes = field(default_factory=dict)
    """The attributes of the last exception that was recorded; only for a span that failed."""


@dataclass(slots=True)
class Meter:
    """Counts what a request costs while it is read; raises WireRefused when it is too much."""

    count: int = 0
    size: int = 0

    def take(self, size: int) -> None:
        """One value of so many bytes."""
        self.count += 1
        self.size += size
        if self.count > MAX_VALUES or self.size > MAX_EVENT_BYTES:
            raise too_large()

    def weighed(self, values: Attributes, since: tuple[int, int]) -> Weighed:
        """The values with what was taken since then."""
        return Weighed(values, self.count - since[0], self.size - since[1])

    @property
    def now(self) -> tuple[int, int]:
        return self.count, self.size


def check_spans(count: int) -> None:
    """Before any of them is looked at."""
    if count > MAX_SPANS:
        raise parse_refused(f"too many spans: {count} exceeds limit of {MAX_SPANS}")


def too_large() -> WireRefused:
    return WireRefused(
        "maximum event size exceeded: the spans and what they repeat are too much for one request",
        status=413,
        tag="payload_too_large",
    )
