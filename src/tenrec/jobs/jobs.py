"""The jobs of the house: what nobody needs any more leaves the state database."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tenrec.jobs.job import job

KEEP_SUCCESSFUL = timedelta(days=1)
KEEP_FAILED = timedelta(days=30)


@job(every=timedelta(hours=1), max_attempts=3)
def clear_sessions() -> None:
    """Expired log-in sessions."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@job(every=timedelta(hours=1), max_attempts=3)
def prune_jobs() -> None:
    """Finished jobs: those that failed are kept a month, for whoever asks why."""
    now = timezone.now()
    DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEEP_SUCCESSFUL)
        | Q(status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_FAILED)
    ).delete()
