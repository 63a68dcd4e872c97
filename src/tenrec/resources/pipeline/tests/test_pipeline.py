"""Health of the pipeline."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.ingest.journal import Journal
from tenrec.ingest.status import Status
from tenrec.resources.pipeline.source import Source, use


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal", max_bytes=1_000_000)
    yield opened
    use(None)
    opened.close()


def test_pipeline__running__tells_lag_backlog_counts_and_disk(
    alice: User, project: Project, with_key: Caller, journal: Journal
) -> None:
    asyncio.run(journal.append(b"x" * 100))
    status = Status(is_running=True, stored=7, dead_letters=1)
    status.dropped["duplicate"] = 2
    status.fail(ValueError("no"))
    use(Source(status, journal, acknowledged=lambda: 10))
    body = with_key(alice).get(f"/api/projects/{project.id}/pipeline/").json()
    assert body["is_running"] is True
    assert body["backlog_bytes"] == journal.end > 100
    assert body["backlog_limit_bytes"] == 4_000_000_000
    assert (body["acknowledged_events"], body["stored_events"], body["dead_letters"]) == (10, 7, 1)
    assert body["dropped"] == {"duplicate": 2}
    assert body["last_error"] == "ValueError: no"
    assert body["last_stored_at"] is None
    assert body["disk"]["journal_bytes"] == journal.size_bytes
    assert 0 < body["disk"]["free_bytes"] < body["disk"]["total_bytes"]


def test_pipeline__not_in_this_process__503(
    alice: User, project: Project, with_key: Caller
) -> None:
    answer = with_key(alice).get(f"/api/projects/{project.id}/pipeline/")
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
