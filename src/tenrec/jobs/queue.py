"""The rows of the queue: claiming a job under a lease, and what becomes of it."""

import logging
from collections.abc import Collection
from datetime import timedelta
from traceback import format_exception
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tenrec.jobs.job import Job
from tenrec.jobs.models import Lease

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""How long after its last word a worker counts as dead."""
# A job that takes its process down with it must not do so for ever.
_MAX_CRASHES = 3
_TRACEBACK_LENGTH = 20_000

Row = DBTaskResult[Any, Any]


def ready() -> QuerySet[Row]:
    """What may run now, the most urgent first."""
    return DBTaskResult.objects.ready().filter(backend_name="default")


def claim(worker: str) -> Row | None:
    """Takes the next job; another worker neither gets the same one nor waits for this."""
    if not ready().exists():  # a plain look: an idle worker never takes a lock
        return None
    with transaction.atomic():
        row: Row | None = ready().select_for_update(skip_locked=True).first()
        if row is not None:
            row.claim(worker)
            Lease.objects.create(task_id=row.pk, worker=worker, expires_at=timezone.now() + LEASE)
    return row


def renew(worker: str, ids: Collection[UUID]) -> None:
    """Says that the worker still runs these."""
    leases = Lease.objects.filter(worker=worker, task_id__in=ids)
    leases.update(expires_at=timezone.now() + LEASE)


def succeed(row: Row, worker: str) -> bool:
    """The job is done; False when its lease had lapsed, so that it is another worker's now."""
    return _settle(
        row,
        worker,
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=timezone.now(),
        exception_class_path="",
        traceback="",
    )


def fail(row: Row, worker: str, error: BaseException) -> None:
    """Tries it again later, or keeps it as failed; the traceback is kept in both cases."""
    job, attempts = _job(row), len(row.worker_ids)
    told: dict[str, Any] = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": _text(error),
    }
    if job is not None and may_try_again(row):
        wait = job.wait_after(attempts)
        run_after = timezone.now() + wait
        if _settle(row, worker, status=TaskResultStatus.READY, run_after=run_after, **told):
            log.warning("job %s failed, again in %s\n%s", row.task_name, wait, told["traceback"])
    elif _settle(row, worker, status=TaskResultStatus.FAILED, finished_at=timezone.now(), **told):
        log.error("job %s failed for good (%s)\n%s", row.task_name, row.pk, told["traceback"])


def may_try_again(row: Row) -> bool:
    """Whether a claimed job has attempts left when this one fails."""
    job = _job(row)
    return job is not None and len(row.worker_ids) < job.max_attempts


def release(row: Row, worker: str) -> None:
    """Gives it back as if it had not been begun."""
    _settle(row, worker, status=TaskResultStatus.READY, worker_ids=row.worker_ids[:-1])


def recover(*, is_alone: bool = False) -> None:
    """Puts the jobs of dead workers back; `is_alone`: no other worker can be alive."""
    lapsed = Lease.objects.all()
    if not is_alone:
        lapsed = lapsed.filter(expires_at__lt=timezone.now())
    for lease in lapsed.select_related("task"):
        _recover(lease)


def _recover(lease: Lease) -> None:
    row: Row = lease.task
    starts, job = len(row.worker_ids), _job(row)
    if starts < max(_MAX_CRASHES, job.max_attempts if job else 1):
        if _settle(row, lease.worker, lease, status=TaskResultStatus.READY):
            log.warning("job %s was cut off by a crash, it runs again", row.task_name)
        return
    reason = f"Its process died while it ran, {starts} times."
    if _settle(
        row,
        lease.worker,
        lease,
        status=TaskResultStatus.FAILED,
        finished_at=timezone.now(),
        exception_class_path="tenrec.jobs.queue.Crashed",
        traceback=f"tenrec.jobs.queue.Crashed: {reason}\n",
    ):
        log.error("job %s failed for good (%s): %s", row.task_name, row.pk, reason)


def retry_failed() -> int:
    """Gives everything that was given up its attempts anew; says how many."""
    count = DBTaskResult.objects.failed().update(
        status=TaskResultStatus.READY,
        run_after=timezone.now(),
        finished_at=None,
        worker_ids=[],
    )
    return int(count)


class Crashed(Exception):
    """What is told of a job whose process died each time."""


def _settle(row: Row, worker: str, lease: Lease | None = None, **fields: Any) -> bool:
    """Only who gives the lease back may change the row, so a late worker changes nothing."""
    held = Lease.objects.filter(task_id=row.pk, worker=worker)
    if lease is not None:
        held = held.filter(expires_at=lease.expires_at)  # renewed meanwhile: it lives
    with transaction.atomic():
        is_ours = held.delete()[0] > 0
        if is_ours:
            DBTaskResult.objects.filter(pk=row.pk).update(**fields)
    return is_ours


def _job(row: Row) -> Job[Any, Any] | None:
    """None when the function is gone: a newer version has renamed it."""
    try:
        found = row.task
    except Exception:  # whatever its import raises: the row tells its name, which is enough
        return None
    return found if isinstance(found, Job) else None


def _text(error: BaseException) -> str:
    text = "".join(format_exception(error)).replace("\x00", "\ufffd")
    return text.encode(errors="replace").decode()[-_TRACEBACK_LENGTH:]
