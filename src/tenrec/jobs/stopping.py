"""How a job that takes long learns that its worker stops."""

from contextvars import ContextVar
from threading import Event

STOPPING: ContextVar[Event | None] = ContextVar("stopping", default=None)
"""Set while a worker runs a job; the event is set when that worker stops."""


class Interrupted(Exception):
    """The worker stops: the job goes back to the queue, and the attempt does not count."""


def keep_going() -> None:
    """Raises Interrupted when the worker stops; outside a worker it does nothing."""
    event = STOPPING.get()
    if event is not None and event.is_set():
        raise Interrupted
