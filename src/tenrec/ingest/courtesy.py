"""Capture goes first: the pipeline steps aside while requests wait, unless events wait too long."""

import time
from collections.abc import Callable

LONGEST_SECONDS = 5.0
"""How old the oldest waiting event may become for the sake of capture."""
_STEP_SECONDS = 0.002


class Courtesy:
    """Called often between pieces of Python work; costs next to nothing while capture is calm.

    On a machine with cores to spare capture never waits, so nothing is held up. Where the two
    compete, a client that waits for its answer comes before a query that comes later.
    """

    def __init__(self, is_capture_busy: Callable[[], bool]) -> None:
        self._is_busy = is_capture_busy
        self._left = LONGEST_SECONDS

    def renew(self, oldest: float | None = None) -> None:
        """For a batch whose oldest event was received at `oldest` (unix seconds)."""
        waited = 0.0 if oldest is None else time.time() - oldest
        self._left = max(0.0, LONGEST_SECONDS - waited)

    def __call__(self) -> None:
        """Waits while capture has its hands full, as long as that may be."""
        while self._left > 0 and self._is_busy():
            time.sleep(_STEP_SECONDS)
            self._left -= _STEP_SECONDS
