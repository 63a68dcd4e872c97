"""Journal files that were torn or damaged while the server was away."""

import asyncio
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from tests.live import LiveServer

from tenrec.core.received import Received
from tenrec.ingest.journal import Journal

pytestmark = pytest.mark.slow

NewServer = Callable[..., LiveServer]


def segments(server: LiveServer) -> list[Path]:
    return sorted(path for path in (server.data / "journal").iterdir() if path.is_file())


def an_event(name: str) -> dict:
    return {"event": name, "uuid": str(uuid.uuid4()), "distinct_id": "alice", "properties": {}}


def left_behind(server: LiveServer, names: list[str]) -> None:
    """Puts requests into the journal of a stopped server, one record each."""
    records = [
        Received(
            team_id=1,
            received_at=1_790_000_000_000_000,
            ip="127.0.0.1",
            user_agent="test",
            kind="v0",
            sent_at=None,
            is_gzip=False,
            body=orjson.dumps({"api_key": server.token, "batch": [an_event(name)]}),
        ).pack()
        for name in names
    ]

    async def append() -> None:
        journal = Journal(server.data / "journal", max_bytes=1_000_000_000)
        for record in records:
            await journal.append(record)
        journal.close()

    asyncio.run(append())


def names_stored(server: LiveServer) -> list[str]:
    server.wait_until_stored()
    return [row[0] for row in server.sql("select event from events order by event limit 10000")]


@pytest.fixture(scope="module")
def begun(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a server that has stored one event, and stopped."""
    live = LiveServer(tmp_path_factory.mktemp("begun"))
    shutil.copytree(migrated, live.data, symlinks=True)
    live.start()
    assert live.send([an_event("a stored one")]).status_code == 200
    live.wait_until_stored()
    assert live.stop() == 0
    live.close()
    return live.data


@pytest.fixture
def server(new_server: NewServer, begun: Path) -> LiveServer:
    """Has one event stored, and is stopped."""
    live = new_server()
    shutil.rmtree(live.data)
    shutil.copytree(begun, live.data, symlinks=True)
    return live


def test_start__records_left_by_a_dead_server__stores_them(server: LiveServer) -> None:
    left_behind(server, ["b", "c", "d"])
    server.start()
    assert names_stored(server) == ["a stored one", "b", "c", "d"]


@pytest.mark.parametrize("cut", [1, 7, 13, 60])
def test_start__last_record_torn__keeps_the_others_and_goes_on(
    server: LiveServer, cut: int
) -> None:
    left_behind(server, ["b", "c", "torn"])
    newest = segments(server)[-1]
    with newest.open("r+b") as file:
        file.truncate(newest.stat().st_size - cut)
    server.start()
    assert server.send([an_event("new")]).status_code == 200
    assert names_stored(server) == ["a stored one", "b", "c", "new"]
    server.kill()
    server.start()
    assert names_stored(server) == ["a stored one", "b", "c", "new"]


@pytest.mark.parametrize("rubbish", [b"\x00" * 5_000, b"\xff" * 9, b'{"half": "a rec'])
def test_start__rubbish_behind_the_last_record__ignores_it(
    server: LiveServer, rubbish: bytes
) -> None:
    left_behind(server, ["b", "c"])
    with segments(server)[-1].open("ab") as file:
        file.write(rubbish)
    server.start()
    assert server.send([an_event("new")]).status_code == 200
    assert names_stored(server) == ["a stored one", "b", "c", "new"]


def test_start__record_damaged_in_the_middle__skips_only_that_one(server: LiveServer) -> None:
    left_behind(server, ["b", "damaged", "d", "e"])
    newest = segments(server)[-1]
    data = newest.read_bytes()
    at = data.rindex(b"damaged")
    newest.write_bytes(data[:at] + b"DAMAGED" + data[at + 7 :])
    server.start()
    assert names_stored(server) == ["a stored one", "b", "d", "e"]
    assert "Traceback" not in server.said()


def test_start__record_is_no_request__goes_to_the_dead_letters(server: LiveServer) -> None:
    async def append() -> None:
        journal = Journal(server.data / "journal", max_bytes=1_000_000_000)
        await journal.append(b"this is no packed request")
        journal.close()

    asyncio.run(append())
    left_behind(server, ["b"])
    server.start()
    assert names_stored(server) == ["a stored one", "b"]
    assert server.send([an_event("new")]).status_code == 200
    assert names_stored(server) == ["a stored one", "b", "new"]


def test_start__journal_folder_lost__goes_on_with_new_events(server: LiveServer) -> None:
    for path in segments(server):
        path.unlink()
    server.start()
    assert server.send([an_event("new")]).status_code == 200
    assert names_stored(server) == ["a stored one", "new"]
