"""The worker's threads on a real database: waking, stopping, failing, and many at once."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tenrec.jobs import find, queue
from tenrec.jobs.models import Lease, Schedule
from tenrec.jobs.tests import sample
from tenrec.jobs.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)

Start = Callable[[], Worker]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts workers; the housekeeping is not due, so only what a test enqueues runs."""
    workers: list[Worker] = []

    def made(*, is_alone: bool = False) -> Worker:
        worker = Worker(is_alone=is_alone)
        later = timezone.now() + timedelta(minutes=30)
        for job in find.find():
            if job.every is not None:
                Schedule.objects.get_or_create(name=job.module_path, defaults={"next_at": later})
        worker.start()
        workers.append(worker)
        return worker

    yield made
    for worker in workers:
        worker.stop(5)


def until(condition: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def statuses() -> list[str]:
    return sorted(DBTaskResult.objects.values_list("status", flat=True))


def test_worker__job_enqueued__runs_at_once(start: Start, tmp_path: Path) -> None:
    start()
    time.sleep(0.1)
    began = time.monotonic()
    for number in range(10):
        sample.write_line.enqueue(str(tmp_path / "lines"), str(number))
        until(lambda n=number: len(lines(tmp_path / "lines")) == n + 1)
    assert time.monotonic() - began < 5  # polling alone would take ten seconds
    until(lambda: statuses() == ["SUCCESSFUL"] * 10)


def test_worker__long_job__does_not_hold_up_another(start: Start, tmp_path: Path) -> None:
    start()
    sample.wait_for.enqueue(str(tmp_path / "long"), 20)
    until(lambda: lines(tmp_path / "long") == ["began"])
    sample.write_line.enqueue(str(tmp_path / "short"), "x")
    until(lambda: lines(tmp_path / "short") == ["x"])
    assert lines(tmp_path / "long") == ["began"]
    (tmp_path / "long.go").touch()
    until(lambda: statuses() == ["SUCCESSFUL"] * 2)


def test_workers__several_at_once__run_each_job_once(start: Start, tmp_path: Path) -> None:
    for number in range(60):
        sample.write_line.enqueue(str(tmp_path / "lines"), str(number))
    for _ in range(3):
        start()
    until(lambda: statuses() == ["SUCCESSFUL"] * 60, seconds=30)
    assert sorted(map(int, lines(tmp_path / "lines"))) == list(range(60))


def test_workers__several_at_once__run_a_period_once(start: Start) -> None:
    workers = [start() for _ in range(3)]
    for _ in range(5):
        Schedule.objects.update(next_at=timezone.now())
        before = DBTaskResult.objects.count()
        for worker in workers:
            worker._scheduled_until = 0
        due = len(workers[0]._periodic)
        until(lambda b=before, d=due: DBTaskResult.objects.count() == b + d)
        time.sleep(0.1)
        assert DBTaskResult.objects.count() == before + due
        until(lambda: set(statuses()) == {"SUCCESSFUL"})


def test_stop__job_that_takes_long__goes_back_and_its_late_end_changes_nothing(
    start: Start, tmp_path: Path
) -> None:
    worker = start()
    sample.wait_for.enqueue(str(tmp_path / "lines"), 20)
    until(lambda: lines(tmp_path / "lines") == ["began"])
    worker.stop(0.1)
    row = DBTaskResult.objects.get()
    assert (row.status, row.worker_ids) == ("READY", [])
    (tmp_path / "lines.go").touch()
    until(lambda: lines(tmp_path / "lines") == ["began", "ended"])
    time.sleep(0.1)
    assert statuses() == ["READY"]
    start()
    until(lambda: statuses() == ["SUCCESSFUL"])
    assert lines(tmp_path / "lines") == ["began", "ended"] * 2


def test_stop__polite_job__leaves_at_once(start: Start, tmp_path: Path) -> None:
    worker = start()
    sample.count_up.enqueue(str(tmp_path / "lines"))
    until(lambda: lines(tmp_path / "lines") == ["began"])
    began = time.monotonic()
    worker.stop(30)
    assert time.monotonic() - began < 5
    assert statuses() == ["READY"]


def test_start__after_a_crash__runs_what_was_running(start: Start, tmp_path: Path) -> None:
    sample.write_line.enqueue(str(tmp_path / "lines"), "x")
    assert queue.claim("killed") is not None
    start(is_alone=True)
    until(lambda: statuses() == ["SUCCESSFUL"])
    assert lines(tmp_path / "lines") == ["x"]


def test_start__with_other_workers_alive__leaves_their_jobs(start: Start, tmp_path: Path) -> None:
    sample.write_line.enqueue(str(tmp_path / "lines"), "x")
    assert queue.claim("another") is not None
    start()
    time.sleep(0.5)
    assert statuses() == ["RUNNING"]
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    queue.recover()
    until(lambda: statuses() == ["SUCCESSFUL"])


def test_worker__job_longer_than_a_lease__keeps_it(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "LEASE", timedelta(seconds=1.5))
    monkeypatch.setattr("tenrec.jobs.worker._UPKEEP_SECONDS", 0.2)
    start()
    start()
    sample.wait_for.enqueue(str(tmp_path / "lines"), 20)
    until(lambda: lines(tmp_path / "lines") == ["began"])
    time.sleep(3)
    (tmp_path / "lines.go").touch()
    until(lambda: statuses() == ["SUCCESSFUL"])
    assert lines(tmp_path / "lines") == ["began", "ended"]


def test_worker__database_that_fails__goes_on_when_it_is_back(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = []
    real = queue.claim

    def failing(worker: str) -> object:
        if len(failures) < 2:
            failures.append(worker)
            raise DatabaseError("away")
        return real(worker)

    monkeypatch.setattr(queue, "claim", failing)
    monkeypatch.setattr("tenrec.jobs.worker._LONGEST_TROUBLE_SECONDS", 0.05)
    start()
    sample.write_line.enqueue(str(tmp_path / "lines"), "x")
    until(lambda: statuses() == ["SUCCESSFUL"])
    assert len(failures) == 2
