"""Waiting for an event store or a database that is down: nothing is lost, only later."""

import logging
from collections.abc import Callable
from threading import Event as Flag
from typing import TypeVar

from tenrec.core.errors import StoreDown
from tenrec.ingest.status import Status

log = logging.getLogger(__name__)
T = TypeVar("T")

FIRST_SECONDS = 0.2
LONGEST_SECONDS = 10.0


class GivenUp(Exception):
    """The server stops; the batch in flight is replayed at the next start."""


class Patience:
    """Tries again, waiting longer each time, until it works or `give_up` is set."""

    def __init__(self, status: Status) -> None:
        self.give_up = Flag()
        self._status = status

    def call(self, attempt: Callable[[], T]) -> T:
        """The result of the first attempt that finds the store up."""
        failures = 0
        while True:
            try:
                result = attempt()
            except StoreDown as error:
                log.warning("the event store is down, trying again: %s", error.detail)
                self.wait(error, failures)
                failures += 1
            else:
                if failures:
                    self._status.succeed()
                return result

    def wait(self, error: BaseException, failures: int) -> None:
        """Shows the error and waits; raises GivenUp when it is time to stop."""
        self._status.fail(error)
        seconds = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(failures, 10))
        if self.give_up.wait(seconds):
            raise GivenUp
