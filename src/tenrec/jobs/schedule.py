"""Periodic jobs: enqueued when they are due, each period once, whoever looks."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tenrec.jobs.job import Job
from tenrec.jobs.models import Schedule

Periodic = Collection[Job[Any, Any]]
# Another worker may move a schedule; to look once a minute is enough to hear of it.
_LOOK_AGAIN = timedelta(minutes=1)


def enqueue_due(jobs: Periodic) -> datetime:
    """Enqueues what is due and says when to look again."""
    now = timezone.now()
    known = dict(Schedule.objects.values_list("name", "next_at"))
    soonest = now + _LOOK_AGAIN
    for job in jobs:
        assert job.every is not None
        next_at = known.get(job.module_path)
        if next_at is None or next_at <= now or next_at > now + job.every:
            next_at = _take(job, job.every, now)
        soonest = min(soonest, next_at)
    return soonest


def _take(job: Job[Any, Any], every: timedelta, now: datetime) -> datetime:
    with transaction.atomic():
        Schedule.objects.get_or_create(name=job.module_path, defaults={"next_at": now})
        row = Schedule.objects.select_for_update().get(name=job.module_path)
        is_due = row.next_at <= now
        if is_due:
            missed = (now - row.next_at) // every
            row.next_at += (missed + 1) * every
        else:  # a newer version may have made the period shorter
            row.next_at = min(row.next_at, now + every)
        row.save(update_fields=["next_at"])
        if is_due and not _is_under_way(job):
            job.enqueue()
    return row.next_at


def _is_under_way(job: Job[Any, Any]) -> bool:
    unfinished = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
    rows = DBTaskResult.objects.filter(task_path=job.module_path, status__in=unfinished)
    return rows.exists()
