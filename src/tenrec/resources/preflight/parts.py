"""Which parts of this server answer right now: asked, not supposed, and once a second at most."""

import threading
import time
from collections.abc import Callable

from django.core.cache import cache
from django.db import DatabaseError

from tenrec.accounts.models import Organization
from tenrec.core.errors import TenrecError
from tenrec.ingest import outbox
from tenrec.jobs.report import is_worked
from tenrec.rest.shared_cache import is_cache_failure
from tenrec.store.base import Limits
from tenrec.store.open import current

Answers = dict[str, bool]
_LIMITS = Limits(seconds=5, memory_bytes=100_000_000, rows=10)
_AGGREGATE = "SELECT count() FROM (SELECT timestamp FROM events LIMIT 10)"
_FRESH_SECONDS = 1.0


class Parts:
    """Anybody may ask, as often as they like: that must not become load."""

    def __init__(self, look: Callable[[], Answers]) -> None:
        self._look = look
        self._lock = threading.Lock()
        self._known: Answers = {}
        self._asked_at = float("-inf")

    def answers(self) -> Answers:
        """What is true, or was a second ago."""
        with self._lock:
            if time.monotonic() - self._asked_at > _FRESH_SECONDS:
                self._known = self._look()
                self._asked_at = time.monotonic()
            return dict(self._known)

    def forget(self) -> None:
        """The next answer is fresh."""
        self._asked_at = float("-inf")


def look() -> Answers:
    """Each part by its name in PostHog; no failure of one hides another."""
    return {
        "db": _answers(Organization.objects.exists),
        "clickhouse": _answers(lambda: current().select(_AGGREGATE, limits=_LIMITS)),
        "redis": _is_cache_there(),
        "kafka": _answers(_look_at_journal),
        "celery": _answers(is_worked, must_be=True),
        "plugins": False,  # what runs plugins is not part of Tenrec
    }


def _answers(ask: Callable[[], object], *, must_be: bool = False) -> bool:
    try:
        answer = ask()
    except (DatabaseError, TenrecError):
        return False
    return answer is True or not must_be


def _look_at_journal() -> None:
    if not outbox.current().journal.is_accepting:
        raise TenrecError("the journal is full")


def _is_cache_there() -> bool:
    try:
        cache.get("preflight")
    except Exception as error:  # each kind of cache fails in its own words
        if not is_cache_failure(error):
            raise
        return False
    return True


PARTS = Parts(look)
