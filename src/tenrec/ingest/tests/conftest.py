"""A real journal, a real store and a real state database for the tests of the worker."""

import asyncio
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tenrec.core.jsontext import dumps
from tenrec.core.received import Received
from tenrec.ingest.journal import Journal
from tenrec.store.base import EventStore

BIG = 1_000_000_000
Send = Callable[..., None]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal", max_bytes=BIG)
    yield opened
    opened.close()


@pytest.fixture
def project_id(db: None) -> int:
    """A project of its own, with an id that no test on the shared store had before."""
    from tenrec.accounts.models import Organization, Project

    organization = Organization.objects.create(name="Acme")
    return Project.objects.create(id=int(uuid.uuid4()) >> 80, organization=organization).id


def received(team_id: int, *events: dict[str, Any], **fields: Any) -> Received:
    """A v0 batch as capture would have journaled it."""
    body = dumps({"api_key": "phc_x", "batch": events, **fields.pop("root", {})})
    defaults: dict[str, Any] = {
        "received_at": int(time.time() * 1e6),
        "ip": "203.0.113.7",
        "user_agent": "curl/8",
        "kind": "v0",
        "sent_at": None,
        "is_gzip": False,
        "body": body,
    }
    return Received(team_id=team_id, **{**defaults, **fields})


def write(journal: Journal, *records: bytes) -> None:
    async def all_of_them() -> None:
        for record in records:
            await journal.append(record)

    asyncio.run(all_of_them())


@pytest.fixture
def send(journal: Journal, project_id: int) -> Send:
    """One request with these events for the project."""

    def request(*events: dict[str, Any], **fields: Any) -> None:
        team_id = fields.pop("team_id", project_id)
        write(journal, received(team_id, *events, **fields).pack())

    return request


def event(name: str = "e", distinct_id: str = "u", **fields: Any) -> dict[str, Any]:
    return {"event": name, "distinct_id": distinct_id, "uuid": str(uuid.uuid4()), **fields}


def rows(store: EventStore, team_id: int, columns: str = "event") -> list[Any]:
    answer = store.select(f"SELECT {columns} FROM events ORDER BY timestamp, uuid", team_id=team_id)
    return [row[0] if len(row) == 1 else row for row in answer.rows]


def uuids(store: EventStore, team_id: int) -> list[str]:
    return sorted(map(str, rows(store, team_id, "uuid")))


def letters(store: EventStore, team_id: int) -> list[list[Any]]:
    sql = "SELECT uuid, step, reason, payload FROM dead_letters ORDER BY uuid"
    return store.select(sql, team_id=team_id).rows
