"""What is told of the queue: how many jobs wait, run and have failed, and the last failure."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tenrec.jobs import queue
from tenrec.jobs.models import Lease

_PATIENCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of the whole server."""

    waiting: int
    running: int
    failed: int
    """Kept for a month; see `tenrec.jobs.jobs`."""
    last_error: str | None
    """Job and class of the error: its text may hold what belongs to one project."""


def report() -> Report:
    """Counts the rows that are kept."""
    rows = DBTaskResult.objects.order_by().values_list("status").annotate(count=Count("pk"))
    counts = dict(rows)
    failed = counts.get(TaskResultStatus.FAILED, 0)
    return Report(
        waiting=counts.get(TaskResultStatus.READY, 0),
        running=counts.get(TaskResultStatus.RUNNING, 0),
        failed=failed,
        last_error=_last_error() if failed else None,
    )


def is_worked() -> bool:
    """Whether somebody carries jobs out: one is running, or none has been due for long."""
    moment = timezone.now()
    if Lease.objects.filter(expires_at__gt=moment).exists():
        return True
    long_ago = moment - _PATIENCE
    overdue = queue.ready().filter(enqueued_at__lt=long_ago)
    # One that had to wait until a moment ago is not late.
    return not overdue.exclude(run_after__range=(long_ago, moment)).exists()


@dataclass(frozen=True, slots=True)
class Failure:
    """For the operator: all that is known."""

    job: str
    id: str
    arguments: str
    failed_at: datetime | None
    attempts: int
    traceback: str


def failures(limit: int = 100) -> list[Failure]:
    """What was given up, the newest first."""
    rows = DBTaskResult.objects.failed().order_by("-finished_at")[:limit]
    return [
        Failure(
            job=row.task_path,
            id=str(row.pk),
            arguments=json.dumps(row.args_kwargs),
            failed_at=row.finished_at,
            attempts=len(row.worker_ids),
            traceback=row.traceback,
        )
        for row in rows
    ]


def _last_error() -> str | None:
    row = DBTaskResult.objects.failed().order_by("-finished_at").first()
    if row is None:
        return None
    return f"{row.task_name}: {row.exception_class_path.rpartition('.')[2]}"
