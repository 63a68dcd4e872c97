"""Periodic jobs: each period once, and what was missed is caught up once."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tenrec.jobs.find import find
from tenrec.jobs.models import Schedule
from tenrec.jobs.schedule import enqueue_due
from tenrec.jobs.tests.sample import hourly
from tenrec.jobs.worker import drain

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def runs() -> int:
    return DBTaskResult.objects.count()


def due_at(when: datetime) -> None:
    Schedule.objects.update(next_at=when)


def test_periodic__that_never_ran__is_due_now_and_then_after_its_period() -> None:
    before = timezone.now()
    enqueue_due([hourly])
    enqueue_due([hourly])
    assert runs() == 1
    assert before + HOUR <= Schedule.objects.get().next_at <= timezone.now() + HOUR


def test_periodic__many_periods_missed__is_caught_up_once_and_keeps_its_phase() -> None:
    enqueue_due([hourly])
    drain()
    missed = timezone.now() - timedelta(days=3, minutes=20)
    due_at(missed)
    enqueue_due([hourly])
    enqueue_due([hourly])
    assert runs() == 2
    assert Schedule.objects.get().next_at == missed + timedelta(days=3, hours=1)


def test_periodic__still_under_way__is_not_begun_twice() -> None:
    enqueue_due([hourly])
    due_at(timezone.now())
    enqueue_due([hourly])
    assert runs() == 1
    assert Schedule.objects.get().next_at > timezone.now()


def test_periodic__period_made_shorter__does_not_wait_for_the_old_one() -> None:
    enqueue_due([hourly])
    due_at(timezone.now() + timedelta(days=30))
    enqueue_due([hourly])
    assert Schedule.objects.get().next_at <= timezone.now() + HOUR


def test_enqueue_due__says_when_to_look_again() -> None:
    enqueue_due([hourly])
    soon = timezone.now() + timedelta(seconds=20)
    due_at(soon)
    assert enqueue_due([hourly]) == soon
    due_at(timezone.now() + timedelta(minutes=50))
    assert enqueue_due([hourly]) <= timezone.now() + timedelta(minutes=1)


def test_find__of_the_product__has_its_housekeeping() -> None:
    periods = {job.module_path: job.every for job in find()}
    assert periods["tenrec.jobs.jobs.clear_sessions"] == HOUR
    assert periods["tenrec.jobs.jobs.prune_jobs"] == HOUR
