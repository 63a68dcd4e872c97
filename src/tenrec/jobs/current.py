"""What a job may ask about its own run: must it stop, and is this its last attempt."""

from contextvars import ContextVar
from dataclasses import dataclass
from threading import Event


@dataclass(frozen=True, slots=True)
class Attempt:
    """One run of a job in a worker."""

    stopping: Event
    is_last: bool


ATTEMPT: ContextVar[Attempt | None] = ContextVar("attempt", default=None)
"""Set by the worker around the call of a job."""


class Interrupted(Exception):
    """The worker stops: the job goes back to the queue, and the attempt does not count."""


def keep_going() -> None:
    """Raises Interrupted when the worker stops; outside a worker it does nothing."""
    attempt = ATTEMPT.get()
    if attempt is not None and attempt.stopping.is_set():
        raise Interrupted


def is_last_attempt() -> bool:
    """Whether the job is not tried again when it raises now; outside a worker it is so."""
    attempt = ATTEMPT.get()
    return attempt is None or attempt.is_last
