"""What nobody needs any more goes; what somebody may ask about stays."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tenrec.jobs.jobs import clear_sessions, prune_jobs
from tenrec.jobs.tests.sample import write_line
from tenrec.jobs.worker import drain

pytestmark = pytest.mark.django_db


def test_clear_sessions__expired_and_live__only_the_expired_go() -> None:
    live, expired = SessionStore(), SessionStore()
    live.create()
    expired.create()
    past = timezone.now() - timedelta(days=1)
    Session.objects.filter(pk=expired.session_key).update(expire_date=past)
    clear_sessions.enqueue()
    assert drain() == 1
    assert list(Session.objects.values_list("pk", flat=True)) == [live.session_key]


@pytest.mark.parametrize(
    ("status", "days", "is_kept"),
    [
        ("SUCCESSFUL", 0, True),
        ("SUCCESSFUL", 2, False),
        ("FAILED", 29, True),
        ("FAILED", 31, False),
        ("RUNNING", 99, True),
        ("READY", 99, True),
    ],
)
def test_prune_jobs__by_status_and_age(status: str, days: int, is_kept: bool) -> None:
    task = write_line.enqueue("nowhere", "x")
    past = timezone.now() - timedelta(days=days)
    DBTaskResult.objects.filter(pk=task.id).update(status=status, finished_at=past)
    prune_jobs.func()
    assert DBTaskResult.objects.filter(pk=task.id).exists() is is_kept
