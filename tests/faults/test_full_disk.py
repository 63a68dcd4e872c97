"""A disk that fills: 503 and nothing half-written; space comes back and all goes on by itself."""

import resource
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.live import LiveServer

pytestmark = pytest.mark.slow

NewServer = Callable[..., LiveServer]


def a_batch(size: int) -> list[dict]:
    return [
        {
            "event": "filling",
            "uuid": str(uuid.uuid4()),
            "distinct_id": f"user-{number % 7}",
            "properties": {"text": uuid.uuid4().hex * 20},
        }
        for number in range(size)
    ]


def send_until_refused(server: LiveServer, acknowledged: set[str], most: int = 400) -> bool:
    """Sends batches until one gets 503; any other refusal fails the test."""
    for _ in range(most):
        batch = a_batch(50)
        answer = server.send(batch)
        if answer.status_code == 503:
            return True
        assert answer.status_code == 200, answer.text
        acknowledged.update(event["uuid"] for event in batch)
    return False


def send_until_taken(server: LiveServer, acknowledged: set[str]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        batch = a_batch(5)
        if server.send(batch).status_code == 200:
            acknowledged.update(event["uuid"] for event in batch)
            return
        time.sleep(0.2)
    raise AssertionError(f"still refused\n{server.said()[-3000:]}")


def check(server: LiveServer, acknowledged: set[str]) -> None:
    server.wait_until_stored(90)
    stored = [str(row[0]) for row in server.all_rows("select uuid from events order by uuid")]
    assert len(stored) == len(set(stored))
    assert set(stored) >= acknowledged


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own in memory; needs the right to mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("no right to mount a small file system here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """A file that takes all the space that is left."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\x00" * 65_536)
        except OSError:
            pass
        try:
            while True:
                file.write(b"\x00" * 64)
        except OSError:
            return ballast


def test_capture__disk_full__answers_503_and_goes_on_when_there_is_space(
    new_server: NewServer, small_disk: Path
) -> None:
    server = new_server(TENREC_DATA_DIR=str(small_disk / "data")).start()
    acknowledged: set[str] = set()
    send_until_refused(server, acknowledged, most=4)
    ballast = fill(small_disk)
    assert send_until_refused(server, acknowledged), "never refused on a full disk"
    assert server.http.get("/_liveness").status_code == 200
    assert server.http.get("/_readiness").status_code == 503
    ballast.unlink()
    send_until_taken(server, acknowledged)
    check(server, acknowledged)


def test_server__killed_on_a_full_disk__has_everything_once_there_is_space(
    new_server: NewServer, small_disk: Path
) -> None:
    server = new_server(TENREC_DATA_DIR=str(small_disk / "data")).start()
    acknowledged: set[str] = set()
    send_until_refused(server, acknowledged, most=4)
    ballast = fill(small_disk)
    send_until_refused(server, acknowledged)
    server.kill()
    ballast.unlink()
    server.start()
    send_until_taken(server, acknowledged)
    check(server, acknowledged)


def test_capture__files_may_not_grow__answers_503_and_goes_on_when_they_may(
    new_server: NewServer,
) -> None:
    """Needs no rights: a limit on the size of files, lifted while the server runs."""
    server = new_server().start()
    acknowledged: set[str] = set()
    send_until_refused(server, acknowledged, most=2)
    server.wait_until_stored()
    assert server.process is not None
    journal = sum(path.stat().st_size for path in (server.data / "journal").iterdir())
    _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (journal + 300_000, hard))
    assert send_until_refused(server, acknowledged), "never refused at the limit"
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    send_until_taken(server, acknowledged)
    check(server, acknowledged)


def test_capture__backlog_over_its_limit__answers_503_and_takes_what_fits(
    new_server: NewServer,
) -> None:
    server = new_server(TENREC_JOURNAL_MAX_BYTES="30KB").start()  # less than one large batch
    acknowledged: set[str] = set()
    assert send_until_refused(server, acknowledged, most=1)
    send_until_taken(server, acknowledged)
    check(server, acknowledged)
