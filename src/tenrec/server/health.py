"""/_health: 200 only when the state database and the event store really answer."""

import asyncio
import time

from django.db import DatabaseError, connection
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from tenrec.core.errors import TenrecError
from tenrec.store.base import EventStore, Limits

_LIMITS = Limits(seconds=5, memory_bytes=500_000_000, rows=10)
# It reads real rows, and never more of them as the table grows.
_AGGREGATE = "SELECT count(), max(timestamp) FROM (SELECT timestamp FROM events LIMIT 1000)"
# A monitor that asks often must not become load: an answer is good for a moment.
_FRESH_SECONDS = 1.0


class Health:
    """Asks both engines, in a thread, at most once a second."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._lock = asyncio.Lock()
        self._asked_at = float("-inf")
        self._problem: str | None = None

    async def answer(self, request: Request) -> Response:
        """`ok`, or 503 with the reason."""
        async with self._lock:
            if time.monotonic() - self._asked_at > _FRESH_SECONDS:
                self._problem = await asyncio.to_thread(self._look)
                self._asked_at = time.monotonic()
        if self._problem:
            return PlainTextResponse(self._problem, 503)
        return PlainTextResponse("ok")

    def _look(self) -> str | None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return "the state database does not answer"
        finally:
            connection.close()
        try:
            self._store.select(_AGGREGATE, limits=_LIMITS)
        except TenrecError as error:
            return f"the event store does not answer: {error.detail}"
        return None
