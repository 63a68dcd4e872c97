"""Background jobs in a real server: killed while one runs, failing, seen from outside."""

import csv
import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.live import LiveServer

pytestmark = pytest.mark.slow

NewServer = Callable[..., LiveServer]
_ENQUEUE = """
import django
django.setup()
from tenrec.jobs.tests import sample
sample.{call}
"""


def enqueue(server: LiveServer, call: str) -> None:
    """From another process, as nothing in the API does on demand."""
    env = {**server.env(), "DJANGO_SETTINGS_MODULE": "tenrec.settings"}
    subprocess.run([sys.executable, "-c", _ENQUEUE.format(call=call)], env=env, check=True)


def until(condition: Callable[[], object], server: LiveServer, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, server.said()[-3000:]
        time.sleep(0.02)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def tenrec(server: LiveServer, *arguments: str, **settings: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "tenrec", *arguments],
        env={**server.env(), **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_server__killed_while_a_job_runs__runs_it_again(
    new_server: NewServer, tmp_path: Path
) -> None:
    server = new_server().start()
    path = tmp_path / "lines"
    enqueue(server, f"wait_for.enqueue({str(path)!r}, 60)")
    until(lambda: lines(path) == ["began"], server)
    # Periodic jobs run beside it for a moment after a first start.
    until(lambda: server.metric('tenrec_jobs{status="running"}') == 1, server)
    server.kill()
    server.start()
    until(lambda: lines(path) == ["began", "began"], server)
    Path(f"{path}.go").touch()
    until(lambda: lines(path)[2:] == ["ended"], server)
    until(lambda: server.metric('tenrec_jobs{status="running"}') == 0, server)
    assert server.metric('tenrec_jobs{status="failed"}') == 0
    assert "was cut off by a crash, it runs again" in server.said()


def test_server__stopped_while_a_polite_job_runs__ends_soon_and_runs_it_again(
    new_server: NewServer, tmp_path: Path
) -> None:
    server = new_server().start()
    path = tmp_path / "lines"
    for number in range(1, 5):  # more often than a job that crashes would be run
        if number == 1:
            enqueue(server, f"count_up.enqueue({str(path)!r})")
        until(lambda n=number: lines(path) == ["began"] * n, server)
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 8
        server.start()
    assert "Traceback" not in server.said()


def test_server__job_that_fails__is_seen_everywhere(new_server: NewServer, tmp_path: Path) -> None:
    server = new_server().start()
    path = tmp_path / "lines"
    enqueue(server, f"always_fail.using().enqueue({str(path)!r})")
    until(lambda: lines(path) == ["tried"], server)
    enqueue(server, f"wait_for.enqueue({str(path)!r}, -1)")
    until(lambda: server.metric('tenrec_jobs{status="failed"}') == 1, server)
    assert server.metric('tenrec_jobs{status="waiting"}') == 1  # to be tried again
    jobs = server.ask("GET", "/api/projects/@current/pipeline/").json()["jobs"]
    assert jobs == {
        "waiting": 1,
        "running": 0,
        "failed": 1,
        "last_error": "wait_for: AssertionError",
    }
    assert "job wait_for failed for good" in server.said()
    looked = tenrec(server, "doctor")
    assert looked.returncode == 0, looked.stdout
    assert "1 waiting, 0 running, 1 failed (last wait_for: AssertionError" in looked.stdout
    told = tenrec(server, "jobs")
    assert told.returncode == 0
    assert "tenrec.jobs.tests.sample.wait_for" in told.stdout
    assert "Traceback" in told.stdout
    Path(f"{path}.go").touch()
    assert "1 put back" in tenrec(server, "jobs", "--retry").stdout
    until(lambda: server.metric('tenrec_jobs{status="failed"}') == 0, server)


def test_jobs__before_the_first_start__makes_nothing(new_server: NewServer, tmp_path: Path) -> None:
    told = tenrec(new_server(), "jobs", TENREC_DATA_DIR=str(tmp_path / "none"))
    assert (told.returncode, told.stdout) == (0, "no server has run here yet\n")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, "TENREC_CLICKHOUSE_URL"),
        ({"TENREC_DATABASE_URL": "postgres://nobody@127.0.0.1:9/x"}, "TENREC_CLICKHOUSE_URL"),
        ({"TENREC_CLICKHOUSE_URL": "clickhouse://127.0.0.1:9/x"}, "TENREC_DATABASE_URL"),
    ],
)
def test_worker__beside_embedded_databases__refuses_in_one_line(
    new_server: NewServer, settings: dict[str, str], named: str
) -> None:
    told = tenrec(new_server(), "worker", **settings)
    assert told.returncode == 1
    assert told.stdout == ""
    assert told.stderr.startswith(f"✗ {named}: `tenrec worker` needs a ClickHouse server and ")
    assert told.stderr.count("\n") == 1


def test_export__server_killed_while_it_is_made__is_whole_in_the_end(new_server: NewServer) -> None:
    server = new_server().start()
    for batch in range(4):
        people = [f"user-{batch}-{number}" for number in range(1000)]
        events = [
            {"event": "seen", "distinct_id": name, "properties": {"$set": {"about": "x" * 500}}}
            for name in people
        ]
        assert server.send(events).status_code == 200
    server.wait_until_stored()
    project = server.ask("GET", "/api/projects/@current/").json()["id"]
    context = {"path": f"/api/projects/{project}/persons/"}
    body = {"export_format": "text/csv", "export_context": context}
    created = server.ask("POST", "/api/projects/@current/exports/", json=body)
    assert created.status_code == 201, created.text
    server.kill()
    server.start()
    address = f"/api/projects/@current/exports/{created.json()['id']}/"
    until(lambda: server.ask("GET", address).json()["has_content"], server)
    answer = server.ask("GET", f"{address}content/?download=true")
    assert answer.status_code == 200
    assert len(answer.content) == int(answer.headers["content-length"]) > 2_000_000
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len({row["uuid"] for row in rows}) == len(rows) == 4000
    assert "Warning" not in server.said()
