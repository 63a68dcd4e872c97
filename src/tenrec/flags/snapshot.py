"""What the data plane holds of each team's flags: read once, fresh within seconds, bounded.

The same manners as `edge/tokens.py`: answers come from memory, one look-up at a time per key, and
what is known goes on being answered while the state database is away.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Generic, TypeVar

from tenrec.core.errors import Unavailable

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
log = logging.getLogger(__name__)

_NEVER = float("-inf")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long answers stay good, and what asking and keeping may cost."""

    fresh_seconds: float = 3.0
    stale_seconds: float = 10.0
    """So long an answer is given while a newer one is fetched."""
    patience_seconds: float = 2.0
    """So long a look-up is waited for when there is an older answer."""
    retry_seconds: float = 1.0
    max_weight: int = 256 * 1024 * 1024
    max_kept: int = 20_000
    loads_per_second: float = 200.0
    loads_at_once: int = 1000
    """Of keys that are not held: made-up ones cannot hammer the database."""


@dataclass(slots=True)
class _Held(Generic[V]):
    value: V
    weight: int
    checked_at: float
    retry_at: float = _NEVER


class Shelf(Generic[K, V]):
    """Values by key; `load(key, before)` may give back what was there before, if nothing changed.

    Used from one event loop; only `forget` may be called from other threads.
    """

    def __init__(
        self,
        load: Callable[[K, V | None], V],
        weigh: Callable[[V], int],
        threads: Executor,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load = load
        self._weigh = weigh
        self._threads = threads
        self._limits = limits or Limits()
        self._clock = clock
        self._held: OrderedDict[K, _Held[V]] = OrderedDict()
        self._loading: dict[K, asyncio.Future[V]] = {}
        self._weight = 0
        self._credit = float(self._limits.loads_at_once)
        self._credit_at = clock()
        self._generation = 0

    async def get(self, key: K) -> V:
        """From memory when it is fresh; raises Unavailable when nothing was ever known."""
        held = self._held.get(key)
        if held is None:
            if key not in self._loading and not self._may_ask():
                raise Unavailable("Too many look-ups at once")
            return await self._ask(key)
        now = self._clock()
        age = now - held.checked_at
        if age < self._limits.fresh_seconds or now < held.retry_at:
            return held.value
        if age < self._limits.stale_seconds:
            if key not in self._loading:
                self._start(key)
            return held.value
        try:
            async with asyncio.timeout(self._limits.patience_seconds):
                return await self._ask(key)
        except (Unavailable, TimeoutError):
            held.retry_at = self._clock() + self._limits.retry_seconds
            return held.value

    def forget(self, key: K | None = None) -> None:
        """What was read of this key, or of all, is old now; safe from any thread."""
        self._generation += 1
        for each in list(self._held) if key is None else [key]:
            held = self._held.get(each)
            if held is not None:
                held.checked_at = held.retry_at = _NEVER
            self._loading.pop(each, None)  # what is under way may have begun before the change
        if key is None:
            self._loading.clear()

    @property
    def weight(self) -> int:
        """Of all that is held."""
        return self._weight

    async def _ask(self, key: K) -> V:
        asking = self._loading.get(key) or self._start(key)
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # of any database; what was known goes on being told
            raise Unavailable("This cannot be looked up now") from error

    def _may_ask(self) -> bool:
        now = self._clock()
        gained = (now - self._credit_at) * self._limits.loads_per_second
        self._credit = min(self._credit + gained, float(self._limits.loads_at_once))
        self._credit_at = now
        if self._credit < 1:
            return False
        self._credit -= 1
        return True

    def _start(self, key: K) -> "asyncio.Future[V]":
        generation = self._generation
        held = self._held.get(key)
        before = held.value if held is not None else None
        loop = asyncio.get_running_loop()
        loading = loop.run_in_executor(self._threads, self._load, key, before)
        self._loading[key] = loading
        loading.add_done_callback(lambda done: self._keep(key, done, generation))
        return loading

    def _keep(self, key: K, done: "asyncio.Future[V]", generation: int) -> None:
        if self._loading.get(key) is done:
            del self._loading[key]
        if done.cancelled():
            return
        held = self._held.get(key)
        error = done.exception()
        if error is not None:
            log.warning("flags could not be looked up: %s", error)
            if held is not None:
                held.retry_at = self._clock() + self._limits.retry_seconds
            return
        is_current = generation == self._generation
        if held is not None and not is_current:
            return  # something was forgotten meanwhile: this answer may be older than that
        self._put(key, done.result(), self._clock() if is_current else _NEVER)

    def _put(self, key: K, value: V, checked_at: float) -> None:
        """The newest stays; what was looked up longest ago goes when there is too much."""
        old = self._held.pop(key, None)
        self._weight -= old.weight if old is not None else 0
        new = _Held(value, self._weigh(value), checked_at)
        self._held[key] = new
        self._weight += new.weight
        limits = self._limits
        while len(self._held) > 1 and (
            self._weight > limits.max_weight or len(self._held) > limits.max_kept
        ):
            _, gone = self._held.popitem(last=False)
            self._weight -= gone.weight
