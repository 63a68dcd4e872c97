"""What a job may ask about its own run: must it stop or wait, and is this its last attempt."""

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Event


@dataclass(frozen=True, slots=True)
class Attempt:
    """One run of a job in a worker."""

    stopping: Event
    is_last: bool
    is_capture_busy: Callable[[], bool] = lambda: False


ATTEMPT: ContextVar[Attempt | None] = ContextVar("attempt", default=None)
"""Set by the worker around the call of a job."""

_PAUSE_SECONDS = 0.02
_LONGEST_PAUSES = 50


class Interrupted(Exception):
    """The worker stops: the job goes back to the queue, and the attempt does not count."""


def keep_going() -> None:
    """Raises Interrupted when the worker stops; steps aside for capture, a second at most.

    Outside a worker it does nothing.
    """
    attempt = ATTEMPT.get()
    if attempt is None:
        return
    pauses = 0
    while attempt.is_capture_busy() and pauses < _LONGEST_PAUSES and not attempt.stopping.is_set():
        time.sleep(_PAUSE_SECONDS)
        pauses += 1
    if attempt.stopping.is_set():
        raise Interrupted


def is_last_attempt() -> bool:
    """Whether the job is not tried again when it raises now; outside a worker it is so."""
    attempt = ATTEMPT.get()
    return attempt is None or attempt.is_last
