"""`tenrec worker` beside a server: real PostgreSQL, and ClickHouse's wire in front of chDB."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from tests.faults.test_jobs import enqueue, lines, until
from tests.live import LiveServer

URL = os.environ.get("TENREC_DATABASE_URL", "")
NAME = "tenrec_worker_test"

pytestmark = pytest.mark.skipif(
    not URL.startswith("postgres"), reason="runs with tests/with_postgres.py"
)


def sql(database: str, statement: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def server(
    store: object, data_dir: Path, new_server: Callable[..., LiveServer]
) -> Iterator[LiveServer]:
    from tenrec.store.tests import bridge

    database = urlsplit(URL)._replace(path=f"/{NAME}").geturl()
    sql(URL, f"DROP DATABASE IF EXISTS {NAME}")
    sql(URL, f"CREATE DATABASE {NAME}")
    wire = bridge.serve(data_dir / "events")
    events = f"clickhouse://127.0.0.1:{wire.server_port}/worker"
    made = new_server(TENREC_DATABASE_URL=database, TENREC_CLICKHOUSE_URL=events)
    yield made
    made.close()
    wire.shutdown()
    wire.server_close()
    sql(URL, f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture
def spawn(server: LiveServer) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts `tenrec worker` and waits until it is ready; its words go where the server's go."""
    made: list[subprocess.Popen[bytes]] = []

    def started() -> subprocess.Popen[bytes]:
        before = server.said().count("jobs at a time")
        with server.log.open("ab") as log:
            command = [sys.executable, "-m", "tenrec", "worker", "--threads", "1"]
            made.append(subprocess.Popen(command, env=server.env(), stdout=log, stderr=log))
        until(lambda: server.said().count("jobs at a time") > before, server)
        return made[-1]

    yield started
    for process in made:
        process.kill()
        process.wait(10)


def test_worker__before_the_server_made_the_schema__refuses(server: LiveServer) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tenrec", "worker"],
        env={**server.env(), "TENREC_SECRET_KEY": "k" * 50},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 1
    assert "waits for schema changes" in told.stderr


def test_worker__killed_while_it_runs_a_job__the_server_runs_it_when_the_lease_lapses(
    server: LiveServer, spawn: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    server.start()
    server.stop()
    worker, path = spawn(), tmp_path / "lines"
    enqueue(server, f"wait_for.enqueue({str(path)!r}, 60)")
    until(lambda: lines(path) == ["began"], server)
    worker.kill()
    worker.wait(10)
    server.start()
    time.sleep(2)
    assert lines(path) == ["began"]  # the worker may be alive, for all the server knows
    sql(server.settings["TENREC_DATABASE_URL"], "UPDATE jobs_lease SET expires_at = now()")
    Path(f"{path}.go").touch()
    until(lambda: lines(path) == ["began", "began", "ended"], server, seconds=30)


def test_worker__sigterm__ends_when_its_job_has_ended(
    server: LiveServer, spawn: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    server.start()
    server.stop()
    worker, path = spawn(), tmp_path / "lines"
    enqueue(server, f"wait_for.enqueue({str(path)!r}, 60)")
    until(lambda: lines(path) == ["began"], server)
    worker.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert worker.poll() is None
    Path(f"{path}.go").touch()
    assert worker.wait(20) == 0
    assert lines(path) == ["began", "ended"]
    server.start()
    assert server.metric('tenrec_jobs{status="waiting"}') == 0
    assert server.metric('tenrec_jobs{status="running"}') == 0
