"""What capture has done since the start: counters that /metrics and the pipeline page read."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class CaptureMetrics:
    """Written by the event loop only; other threads may read at any moment."""

    requests: Counter[str] = field(default_factory=Counter)
    """Acknowledged requests by path."""
    events: Counter[str] = field(default_factory=Counter)
    """Acknowledged events by path."""
    body_bytes: Counter[str] = field(default_factory=Counter)
    """Journalled bytes by path."""
    flags: Counter[str] = field(default_factory=Counter)
    """Feature flags that were worked out, by path."""
    refused: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    """Refused requests by path, status and reason."""
    in_flight: int = 0
    """Requests that have begun and are not answered."""

    @property
    def acknowledged_events(self) -> int:
        """Of all paths."""
        return sum(list(self.events.values()))

    def took(self, path: str, events: int, size: int) -> None:
        """A request is on disk."""
        self.requests[path] += 1
        self.events[path] += events
        self.body_bytes[path] += size

    def evaluated(self, path: str, flags: int) -> None:
        """A request for flags is answered."""
        self.requests[path] += 1
        self.flags[path] += flags

    def refuse(self, path: str, status: int, reason: str) -> None:
        """A request was turned away; `reason` comes from a fixed set, never from the client."""
        self.refused[path, status, reason] += 1
