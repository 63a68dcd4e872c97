"""Which team a token opens: kept in memory, asked in a thread, bounded against random tokens."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from tenrec.core.errors import Unavailable

_V = TypeVar("_V")
log = logging.getLogger(__name__)

Loader = Callable[[str], int | None]
"""Asks the state database; runs in one of two threads of its own."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long answers stay good, and what asking may cost."""

    fresh_seconds: float = 10.0
    stale_seconds: float = 60.0
    unknown_seconds: float = 2.0
    max_known: int = 10_000
    max_unknown: int = 10_000
    loads_per_second: float = 200.0
    loads_at_once: int = 1000


@dataclass(slots=True)
class _Known:
    team_id: int
    checked_at: float


class Tokens:
    """Answers from memory; asks the loader when it must."""

    def __init__(
        self,
        loader: Loader,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._loader = loader
        self._limits = limits or Limits()
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._unknown: OrderedDict[str, float] = OrderedDict()
        self._asking: dict[str, asyncio.Future[int | None]] = {}
        self._threads = ThreadPoolExecutor(2, "tokens")
        self._credit = float(self._limits.loads_at_once)
        self._credit_at = clock()
        self._generation = 0

    async def team_id(self, token: str) -> int | None:
        """The team, or None for a token that opens nothing; Unavailable when nobody can say."""
        now = self._clock()
        known = self._known.get(token)
        if known is not None:
            age = now - known.checked_at
            if age < self._limits.fresh_seconds:
                return known.team_id
            return await self._recheck(token, known, age)
        refused_at = self._unknown.get(token)
        if refused_at is not None and now - refused_at < self._limits.unknown_seconds:
            return None
        return await self._ask(token)

    def forget(self, token: str | None = None) -> None:
        """Drops one answer, or all; safe from any thread, also while that token is asked for."""
        self._generation += 1
        if token is None:
            self._known.clear()
            self._unknown.clear()
        else:
            self._known.pop(token, None)
            self._unknown.pop(token, None)

    def close(self) -> None:
        """Lets go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _recheck(self, token: str, known: _Known, age: float) -> int | None:
        """A token that was good stays good while the answer is under way, or cannot be had."""
        if age < self._limits.stale_seconds:
            if token not in self._asking:
                known.checked_at += 1.0  # when the database is down: ask again in a second
                self._start(token)
            return known.team_id
        try:
            return await self._ask(token)
        except Unavailable:
            return known.team_id

    async def _ask(self, token: str) -> int | None:
        asking = self._asking.get(token)
        if asking is None:
            if not self._may_ask():
                raise Unavailable("Too many unknown tokens at once")
            asking = self._start(token)
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # of any database; the SDK tries again
            raise Unavailable("The token cannot be checked now") from error

    def _may_ask(self) -> bool:
        """A bucket of look-ups that fills with time: random tokens cannot hammer the database."""
        now = self._clock()
        gained = (now - self._credit_at) * self._limits.loads_per_second
        self._credit = min(self._credit + gained, float(self._limits.loads_at_once))
        self._credit_at = now
        if self._credit < 1:
            return False
        self._credit -= 1
        return True

    def _start(self, token: str) -> "asyncio.Future[int | None]":
        loop = asyncio.get_running_loop()
        generation = self._generation
        asking = loop.run_in_executor(self._threads, self._loader, token)
        self._asking[token] = asking
        asking.add_done_callback(lambda done: self._keep(token, done, generation))
        return asking

    def _keep(self, token: str, done: "asyncio.Future[int | None]", generation: int) -> None:
        self._asking.pop(token, None)
        if done.cancelled():
            return
        error = done.exception()
        if error is not None:
            log.warning("the token could not be looked up: %s", error)
            return
        if generation != self._generation:
            return  # something was forgotten meanwhile: this answer may be older than that
        team_id = done.result()
        if team_id is None:
            self._known.pop(token, None)
            _remember(self._unknown, token, self._clock(), self._limits.max_unknown)
        else:
            self._unknown.pop(token, None)
            _remember(self._known, token, _Known(team_id, self._clock()), self._limits.max_known)


def _remember(cache: "OrderedDict[str, _V]", token: str, value: "_V", most: int) -> None:
    """The newest stays; the one that was confirmed longest ago goes."""
    cache.pop(token, None)  # not move_to_end: another thread may forget it in between
    cache[token] = value
    while len(cache) > most:
        cache.popitem(last=False)
