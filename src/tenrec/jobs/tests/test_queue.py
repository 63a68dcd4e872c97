"""The queue: what runs, what runs again, what is given up, and who may say so."""

import time
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tenrec.jobs import keep_going, queue
from tenrec.jobs.current import ATTEMPT, Attempt
from tenrec.jobs.models import Lease
from tenrec.jobs.report import report
from tenrec.jobs.tests import sample
from tenrec.jobs.worker import attempt, drain

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "lines")


def lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def row() -> DBTaskResult:
    return DBTaskResult.objects.get()


def make_due() -> None:
    DBTaskResult.objects.update(run_after=timezone.now())


def test_job__enqueued__runs_once(path: str) -> None:
    sample.write_line.enqueue(path, "hello")
    assert lines(path) == []
    assert drain() == 1
    assert lines(path) == ["hello"]
    assert drain() == 0
    assert row().status == "SUCCESSFUL"
    assert not Lease.objects.exists()


def test_job__enqueued_in_a_transaction_that_rolls_back__never_runs(path: str) -> None:
    with transaction.atomic():
        sample.write_line.enqueue(path, "hello")
        transaction.set_rollback(True)
    assert drain() == 0
    assert lines(path) == []


def test_job__with_a_time__waits_for_it(path: str) -> None:
    later = timezone.now() + timedelta(minutes=1)
    sample.write_line.using(run_after=later).enqueue(path, "later")
    assert drain() == 0
    make_due()
    assert drain() == 1


def test_jobs__of_different_priority__the_highest_goes_first(path: str) -> None:
    sample.write_line.enqueue(path, "usual")
    sample.write_line.using(priority=5).enqueue(path, "urgent")
    drain()
    assert lines(path) == ["urgent", "usual"]


def test_job__that_raises__is_tried_again_later_and_then_kept_as_failed(path: str) -> None:
    sample.always_fail.enqueue(path)
    assert drain() == 1
    first = row()
    assert first.status == "READY"
    assert timedelta(seconds=8) < first.run_after - timezone.now() <= timedelta(seconds=10)
    make_due()
    assert drain() == 1
    wait = row().run_after - timezone.now()
    assert timedelta(seconds=18) < wait <= timedelta(seconds=20)
    make_due()
    assert drain() == 1
    make_due()
    assert drain() == 0
    assert lines(path) == ["tried", "tried", "tried for the last time"]
    failed = row()
    assert failed.status == "FAILED"
    assert failed.exception_class_path == "builtins.ValueError"
    assert "no luck" in failed.traceback
    assert "sample.py" in failed.traceback


def test_report__of_a_failed_job__names_it_but_not_what_it_was_about(path: str) -> None:
    assert report() == type(report())(waiting=0, running=0, failed=0, last_error=None)
    sample.always_fail.enqueue(path)
    for _ in range(3):
        drain()
        make_due()
    sample.write_line.enqueue(path, "x")
    found = report()
    assert (found.waiting, found.running, found.failed) == (1, 0, 1)
    assert found.last_error == "always_fail: ValueError"


def test_job__that_works_the_second_time__is_no_failure(path: str) -> None:
    sample.fail_once.enqueue(path)
    drain()
    make_due()
    drain()
    assert row().status == "SUCCESSFUL"
    assert row().traceback == ""


def test_job__whose_function_is_gone__fails_visibly(path: str) -> None:
    sample.write_line.enqueue(path, "x")
    DBTaskResult.objects.update(task_path="tenrec.jobs.tests.sample.renamed")
    assert drain() == 1
    assert row().status == "FAILED"
    assert "renamed" in row().traceback
    assert report().last_error == "renamed: ImportError"


def test_job__with_arguments_that_are_no_json__is_refused() -> None:
    with pytest.raises(TypeError):
        sample.write_line.enqueue(object(), "x")


def test_claim__of_a_running_job__gives_nothing(path: str) -> None:
    sample.write_line.enqueue(path, "x")
    assert queue.claim("one") is not None
    assert queue.claim("two") is None


def test_recover__lapsed_lease__runs_it_again_and_the_late_worker_changes_nothing(
    path: str,
) -> None:
    sample.write_line.enqueue(path, "x")
    late = queue.claim("late")
    assert late is not None
    queue.recover()
    assert row().status == "RUNNING"  # its lease is fresh
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    queue.recover()
    assert row().status == "READY"
    second = queue.claim("second")
    assert second is not None
    assert not queue.succeed(late, "late")
    queue.fail(late, "late", ValueError("too late"))
    assert row().status == "RUNNING"
    assert queue.succeed(second, "second")
    assert row().status == "SUCCESSFUL"
    assert len(row().worker_ids) == 2


def test_recover__lease_renewed_in_time__leaves_it(path: str) -> None:
    sample.write_line.enqueue(path, "x")
    claimed = queue.claim("one")
    assert claimed is not None
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    queue.renew("one", [claimed.pk])
    queue.recover()
    assert row().status == "RUNNING"


def test_recover__alone__takes_every_lease(path: str) -> None:
    sample.write_line.enqueue(path, "x")
    queue.claim("before the crash")
    queue.recover(is_alone=True)
    assert drain() == 1
    assert lines(path) == ["x"]


def test_recover__job_that_always_kills_its_process__is_given_up(path: str) -> None:
    sample.write_line.enqueue(path, "x")
    for _ in range(3):
        assert queue.claim("one") is not None
        queue.recover(is_alone=True)
    assert queue.claim("one") is None
    assert row().status == "FAILED"
    assert "died while it ran, 3 times" in row().traceback
    assert report().last_error == "write_line: Crashed"


def test_keep_going__capture_is_busy__waits_a_second_at_most() -> None:
    asked: list[float] = []

    def is_busy() -> bool:
        asked.append(time.monotonic())
        return len(asked) < 4

    token = ATTEMPT.set(Attempt(Event(), is_last=True, is_capture_busy=is_busy))
    try:
        keep_going()
        assert len(asked) == 4
        assert asked[-1] - asked[0] >= 0.05
        ATTEMPT.set(Attempt(Event(), is_last=True, is_capture_busy=lambda: True))
        began = time.monotonic()
        keep_going()
        assert 0.9 < time.monotonic() - began < 3
    finally:
        ATTEMPT.reset(token)


def test_job__interrupted_by_the_stop__goes_back_and_the_attempt_does_not_count(
    path: str,
) -> None:
    sample.count_up.enqueue(path)
    claimed = queue.claim("one")
    assert claimed is not None
    stopping = Event()
    stopping.set()
    attempt(claimed, "one", stopping)
    assert row().status == "READY"
    assert row().worker_ids == []
    keep_going()  # outside a worker it does nothing
