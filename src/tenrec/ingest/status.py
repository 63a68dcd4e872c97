"""What the ingest worker says of itself: for /metrics and the page of pipeline health."""

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(slots=True)
class Status:
    """Written by the worker, read by anybody; every field is replaced or grows, never half-set.

    `stored` and `dead_letters` count over all restarts, `dropped` likewise by reason.
    """

    is_running: bool = False
    position: int = 0
    stored: int = 0
    dead_letters: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    batches: int = 0
    last_error: str | None = None
    last_error_at: datetime | None = None
    is_failing: bool = False
    last_stored_at: datetime | None = None
    pending_since: float | None = None
    """Unix seconds at which the oldest event of the batch in work was received."""

    @property
    def lag_seconds(self) -> float:
        """How long the oldest event that cannot be counted yet has been waiting."""
        since = self.pending_since
        return 0.0 if since is None else max(0.0, time.time() - since)

    def fail(self, error: BaseException) -> None:
        """Something goes wrong just now."""
        detail = getattr(error, "detail", None) or str(error)
        self.last_error = f"{type(error).__name__}: {detail}"[:1000]
        self.last_error_at = datetime.now(UTC)
        self.is_failing = True

    def succeed(self) -> None:
        """It works again; the last error stays to be read."""
        self.is_failing = False
