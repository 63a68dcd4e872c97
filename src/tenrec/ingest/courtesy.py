"""Capture goes first: the pipeline steps aside for it, and shares when it must go on."""

import time
from collections.abc import Callable

LONGEST_SECONDS = 10.0
"""How old the oldest waiting event may become for the sake of capture."""
_PAUSE_SECONDS = 0.02


class Courtesy:
    """Called often between pieces of Python work; costs next to nothing while capture is calm.

    On a machine with cores to spare capture never waits, so nothing is held up. Where the two
    compete, a client that waits for its answer comes before a query that comes later; once
    events have waited long, each has half of the time.
    """

    def __init__(self, is_capture_busy: Callable[[], bool]) -> None:
        self._is_busy = is_capture_busy
        self._left = LONGEST_SECONDS
        self._working_since = time.monotonic()

    def renew(self, oldest: float | None = None) -> None:
        """For a batch whose oldest event was received at `oldest` (unix seconds)."""
        waited = 0.0 if oldest is None else time.time() - oldest
        self._left = max(0.0, LONGEST_SECONDS - waited)

    def __call__(self) -> None:
        """Waits while capture has its hands full, as long as that may be."""
        while self._is_busy():
            if self._left <= 0:
                self._share()
                return
            time.sleep(_PAUSE_SECONDS)
            self._left -= _PAUSE_SECONDS
            self._working_since = time.monotonic()

    def _share(self) -> None:
        """As long a pause as the work before it."""
        if time.monotonic() - self._working_since >= _PAUSE_SECONDS:
            time.sleep(_PAUSE_SECONDS)
            self._working_since = time.monotonic()
