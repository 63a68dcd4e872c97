"""A pipeline in the test: `store_all` stores what the API and SDKs have put into the journal."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tenrec.core.jsontext import dumps
from tenrec.core.received import Received
from tenrec.ingest import outbox
from tenrec.ingest.journal import Journal
from tenrec.ingest.status import Status
from tenrec.ingest.worker import Worker
from tenrec.jobs.worker import drain as run_jobs
from tenrec.store.base import EventStore

StoreAll = Callable[[], None]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal", max_bytes=1_000_000_000)
    outbox.use(outbox.Outbox(opened, Status()))
    yield opened
    outbox.use(None)
    opened.close()


@pytest.fixture
def store_all(journal: Journal, store: EventStore) -> StoreAll:
    """Carries all that was sent into the store, and runs the jobs that it leaves."""

    def run() -> None:
        Worker(journal, store, None).drain()
        run_jobs()

    return run


@pytest.fixture
def send(journal: Journal) -> Callable[..., None]:
    """One event, as an SDK sends it; all of a test arrive at one moment."""
    moment = time.time_ns() // 1000

    def sent(team_id: int, name: str, distinct_id: str, **properties: Any) -> None:
        event = {"event": name, "distinct_id": distinct_id, "properties": properties}
        body = dumps({"api_key": "x", "batch": [event]})
        journal.append_now(Received(team_id, moment, "", "", "v0", None, False, body).pack())

    return sent
