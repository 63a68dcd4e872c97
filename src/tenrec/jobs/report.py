"""What is told of the queue: how many jobs wait, run and have failed, and the last failure."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult


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
