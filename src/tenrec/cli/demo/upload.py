"""Sends the events of the demo like an SDK: gzipped batches to /batch/, one after the other."""

import gzip
import queue
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from itertools import islice
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import orjson

from tenrec.core.errors import NotAuthenticated, TenrecError, Unavailable

_BATCH = 500
_TIMEOUT = 60
_PATIENCE_SECONDS = 300.0

Body = tuple[int, bytes]


def upload(
    events: Iterable[dict[str, Any]], url: str, token: str, told: Callable[[int], None]
) -> None:
    """Sends everything in its order; `told` hears how many events each answered batch had.

    The bodies are made in one thread and sent in another: more senders would mix up the
    order, and then who somebody is could be known before they were somebody.
    """
    bodies: queue.Queue[Body | BaseException | None] = queue.Queue(maxsize=8)
    Thread(target=_make, args=(events, token, bodies), daemon=True).start()
    with closing(Sender(url)) as sender:
        while (item := bodies.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            count, body = item
            sender.send(body)
            told(count)


def _make(
    events: Iterable[dict[str, Any]],
    token: str,
    bodies: "queue.Queue[Body | BaseException | None]",
) -> None:
    try:
        for batch in _batches(events):
            # Without sent_at the timestamps stay as they are: these are old events.
            text = orjson.dumps({"api_key": token, "batch": batch})
            bodies.put((len(batch), gzip.compress(text, 1)))
        bodies.put(None)
    except BaseException as error:  # told to the thread that waits, which would wait for ever
        bodies.put(error)


def _batches(events: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(events)
    while batch := list(islice(rest, _BATCH)):
        yield batch


class Sender:
    """One kept connection that comes back after 503 and broken connections, as SDKs do."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        parts = urlsplit(self._url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
        self._path = parts.path

    def send(self, body: bytes) -> None:
        """Returns when the server answered 200; raises TenrecError when it never will."""
        deadline, wait, was_up = time.monotonic() + _PATIENCE_SECONDS, 0.25, False
        while True:
            try:
                status, answer = self._post(body)
                was_up = True
            except (OSError, HTTPException) as error:
                self._connection.close()
                if isinstance(error, ConnectionRefusedError) and not was_up:
                    raise Unavailable(
                        f"No server answers at {self._url}: start `tenrec serve` first."
                    ) from error
                status, answer = 0, str(error)
            if status == 200:
                return
            _check(status, answer, deadline)
            time.sleep(wait)
            wait = min(wait * 2, 5.0)

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        self._connection.request("GET", self._path + path)
        response = self._connection.getresponse()
        return response.status, response.read().decode()

    def close(self) -> None:
        self._connection.close()

    def _post(self, body: bytes) -> tuple[int, str]:
        headers = {"content-type": "application/json", "content-encoding": "gzip"}
        self._connection.request("POST", f"{self._path}/batch/", body, headers)
        response = self._connection.getresponse()
        return response.status, response.read().decode(errors="replace")


def _check(status: int, answer: str, deadline: float) -> None:
    if status == 401:
        raise NotAuthenticated(f"The server does not know the project token: {answer}")
    if 400 <= status < 500 and status not in {408, 429}:
        raise TenrecError(f"The server refused a batch with {status}: {answer}")
    if time.monotonic() > deadline:
        raise Unavailable(f"The server has not taken a batch for minutes: {status} {answer}")
