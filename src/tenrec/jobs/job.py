"""A function that runs in the background: how often it is tried, and whether by the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import ParamSpec, TypeVar

from django_tasks.base import Task, task

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_BACKOFF = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task[P, T]):
    """A task of Django's Tasks interface that may be tried again, or run by the clock."""

    max_attempts: int = 1
    """How often it is tried when it raises; a crash of the process is an attempt, too."""
    backoff: timedelta = timedelta(seconds=10)
    """How long after the first failure; doubled after each further one, an hour at most."""
    every: timedelta | None = None
    """The period of a job that runs by the clock."""

    def wait_after(self, attempts: int) -> timedelta:
        """How long to wait when `attempts` have failed."""
        doubled: timedelta = self.backoff * 2 ** min(attempts - 1, 20)
        return min(doubled, max(LONGEST_BACKOFF, self.backoff))


def job(
    *,
    max_attempts: int = 1,
    backoff: timedelta = timedelta(seconds=10),
    every: timedelta | None = None,
    priority: int = 0,
) -> Callable[[Callable[P, T]], Job[P, T]]:
    """Makes the function a job; `priority` is from -100 to 100, the highest goes first."""
    if max_attempts < 1 or (every is not None and every < timedelta(seconds=1)):
        raise ValueError("A job is tried once at least, and every second at most.")

    def decorate(function: Callable[P, T]) -> Job[P, T]:
        made = task(priority=priority, max_attempts=max_attempts, backoff=backoff, every=every)(
            function
        )
        assert isinstance(made, Job), "the backend of the settings makes jobs"
        return made

    return decorate
