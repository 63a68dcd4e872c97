"""Where flags, definitions, keys and persons come from: functions that the server hands in."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from tenrec.core.errors import Unavailable
from tenrec.edge.flags.selecting import Selections
from tenrec.flags.needs import Needs
from tenrec.flags.question import Facts, Question
from tenrec.flags.rules import Ruleset
from tenrec.flags.snapshot import Shelf

_T = TypeVar("_T")
log = logging.getLogger(__name__)

_PATIENCE_SECONDS = 2.0
"""So long somebody waits for what is known of a person; then the flags do without."""
_PAUSE_SECONDS = 1.0
_MOST_WAITING = 500


class Away(Unavailable):
    """The database does not answer: the next look-up would wait in vain, too."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is held of one team."""

    ruleset: Ruleset
    needs: tuple[Needs, ...]
    """Of each flag of the ruleset."""
    config: Mapping[str, Any]
    fingerprint: int
    weight: int
    selections: Selections = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """The answer for SDKs that evaluate flags by themselves."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Grant:
    """Whose definitions a key opens, or why it opens none."""

    team_id: int | None = None
    status: int = 200
    code: str = ""
    detail: str = ""


Places = Callable[[str], Mapping[str, Any]]
"""The `$geoip_…` properties of an address; empty when nothing is known."""


@dataclass(slots=True)
class FlagSource:
    """Made once; used from the event loop."""

    snapshots: Shelf[int, Snapshot | None]
    definitions: Shelf[int, Told | None]
    grants: Shelf[tuple[str, str], Grant]
    find: Callable[[Question], Facts]
    """Raises Unavailable when the database is away; so does `keep`."""
    keep: Callable[[int, tuple[tuple[UUID, str], ...], str], None]
    loaders: ThreadPoolExecutor
    """Of the three shelves."""
    places: Places = field(default=lambda address: {})
    readers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4, "flag-facts"))
    writer: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "flag-keys"))
    """Of its own: who waits for the database to be written to must not keep readers away."""
    patience_seconds: float = _PATIENCE_SECONDS
    _waiting: int = 0
    _down_until: float = float("-inf")
    _unwritable_until: float = float("-inf")

    async def facts(self, question: Question) -> Facts:
        """Raises Unavailable, at once while the database is known to be away."""
        if time.monotonic() < self._down_until:
            raise Unavailable("Persons cannot be read now")
        try:
            return await self._within(self.readers, lambda: self.find(question))
        except Away:
            self._down_until = time.monotonic() + _PAUSE_SECONDS
            raise

    async def keep_keys(self, question: Question, facts: Facts) -> None:
        """Raises Unavailable when they could not be kept; the next request tries again."""
        anon = question.anon_distinct_id
        if not facts.missing_keys or anon is None:
            return
        if time.monotonic() < self._unwritable_until:
            raise Unavailable("Nothing can be kept now")
        missing = facts.missing_keys
        try:
            await self._within(self.writer, lambda: self.keep(question.team_id, missing, anon))
        except Away:
            self._unwritable_until = time.monotonic() + _PAUSE_SECONDS
            raise

    def forget(self, team_id: int) -> None:
        """The flags of the team changed; safe from any thread."""
        self.snapshots.forget(team_id)
        self.definitions.forget(team_id)

    def forget_all(self) -> None:
        """Keys, tokens or settings of some project changed; safe from any thread."""
        self.snapshots.forget()
        self.definitions.forget()
        self.grants.forget()

    def close(self) -> None:
        """Lets go of the threads."""
        for threads in (self.loaders, self.readers, self.writer):
            threads.shutdown(wait=False, cancel_futures=True)

    async def _within(self, threads: ThreadPoolExecutor, work: Callable[[], _T]) -> _T:
        if self._waiting >= _MOST_WAITING:
            raise Unavailable("Too many look-ups at once")
        self._waiting += 1
        try:
            async with asyncio.timeout(self.patience_seconds):
                return await asyncio.get_running_loop().run_in_executor(threads, work)
        except (Unavailable, TimeoutError) as error:
            log.warning("flags go without what is known of a person: %s", str(error) or "too late")
            raise Away("The state database does not answer") from error
        except Exception as error:  # of this one look-up: no reason to keep others away
            log.exception("flags go without what is known of a person")
            raise Unavailable("The look-up failed") from error
        finally:
            self._waiting -= 1
