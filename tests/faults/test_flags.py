"""Flags while the state database cannot be written to, or is away altogether."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.live import LiveServer, free_port
from tests.sdk.flags import make_flag, of_person
from tests.sdk.missing import without
from tests.with_postgres import _binaries

pytestmark = pytest.mark.slow

NewServer = Callable[..., LiveServer]
HALF = {"properties": [], "rollout_percentage": 50}


def answer(server: LiveServer, distinct_id: str, **fields: Any) -> dict[str, Any]:
    body = {"token": server.token, "distinct_id": distinct_id, **fields}
    reply = server.http.post("/flags/?v=2", json=body)
    assert reply.status_code == 200, reply.text
    document: dict[str, Any] = reply.json()
    return document


def on(told: dict[str, Any]) -> set[str]:
    return {key for key, record in told["flags"].items() if record["enabled"]}


def stock(server: LiveServer) -> None:
    """Flags for everybody, for half of all, and for somebody whose person is stored."""
    make_flag(server, "all")
    make_flag(server, "pro", of_person("plan", ["pro"]))
    make_flag(server, "steady", HALF, ensure_experience_continuity=True)
    for name in ("zoe", "anon"):
        server.send([{"event": "e", "distinct_id": name, "properties": {"$set": {"plan": "pro"}}}])
    server.wait_until_stored()


def test_state__locked_for_writing__flags_are_answered_and_say_so(new_server: NewServer) -> None:
    server = new_server().start()
    stock(server)
    assert on(answer(server, "zoe")) >= {"all", "pro"}
    lock = sqlite3.connect(server.data / "tenrec.sqlite3", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        began = time.monotonic()
        told = answer(server, "zoe", **{"$anon_distinct_id": "anon"})
        assert time.monotonic() - began < 6
        assert told["errorsWhileComputingFlags"] is True
        assert on(told) >= {"all", "pro"}
        assert answer(server, "zoe")["errorsWhileComputingFlags"] is False
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    deadline = time.monotonic() + 30
    while answer(server, "zoe", **{"$anon_distinct_id": "anon"})["errorsWhileComputingFlags"]:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    server.stop()


class Postgres:
    """A private server that the test may stop in the middle of everything."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries, self.data, self.port = binaries, folder / "data", free_port()
        self.folder = folder
        user = "nobody" if os.geteuid() == 0 else None
        if user:
            shutil.chown(folder, user)
        self.how: dict[str, Any] = {
            "user": user, "stdout": subprocess.DEVNULL, "cwd": folder, "check": True,
        }  # fmt: skip
        command = ["initdb", "-D", self.data, "-U", "tenrec", "-A", "trust", "--no-sync"]
        self._run(*command, "-E", "UTF8")
        self.url = f"postgres://tenrec@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -h 127.0.0.1 -c fsync=off"
        log = self.folder / "log"
        self._run("pg_ctl", "-D", self.data, "-w", "-s", "-o", options, "-l", log, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-w", "-s", "-m", "immediate", "stop")

    def _run(self, name: str, *arguments: Any) -> None:
        subprocess.run([self.binaries / name, *arguments], **self.how)


@pytest.fixture
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    binaries = _binaries()
    if binaries is None:
        without("there is no PostgreSQL here: flags while it is away")
    folder = tmp_path_factory.mktemp("pg")
    for above in folder.parents:  # the user `nobody` has to get there
        if above.stat().st_uid == os.geteuid() and str(above).startswith("/tmp/"):
            above.chmod(0o755)
    made = Postgres(binaries, folder)
    made.start()
    yield made
    subprocess.run([binaries / "pg_ctl", "-D", made.data, "-m", "immediate", "stop"],
                   **{**made.how, "check": False, "stderr": subprocess.DEVNULL})  # fmt: skip


def test_state__stopped__flags_of_known_projects_go_on(
    new_server: NewServer, postgres: Postgres
) -> None:
    server = new_server(TENREC_DATABASE_URL=postgres.url).start()
    stock(server)
    definitions = server.ask("GET", f"/flags/definitions?token={server.token}")
    assert definitions.status_code == 200
    before = answer(server, "zoe")
    assert on(before) >= {"all", "pro"}
    postgres.stop()
    time.sleep(12)  # longer than anything is taken for fresh
    for _ in range(3):
        began = time.monotonic()
        told = answer(server, "zoe")
        assert time.monotonic() - began < 10
        assert told["errorsWhileComputingFlags"] is True
        assert told["flags"]["all"]["enabled"] is True
        assert told["flags"]["pro"]["failed"] is True
        assert told["flags"]["steady"]["enabled"] == before["flags"]["steady"]["enabled"]
    sent = answer(server, "zoe", person_properties={"plan": "pro"})
    assert on(sent) >= {"all", "pro"}
    again = server.ask("GET", f"/flags/definitions?token={server.token}")
    assert again.content == definitions.content
    postgres.start()
    deadline = time.monotonic() + 30
    while answer(server, "zoe")["errorsWhileComputingFlags"]:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert on(answer(server, "zoe")) == on(before)
    server.stop()
