"""Where Django's Tasks keeps our jobs: the state database; this process hears of each at once."""

from threading import Event
from typing import Any

from django.db import transaction
from django_tasks_db import DatabaseBackend

from tenrec.jobs.job import Job

WAKE = Event()
"""Set when a job may have become due; the worker of this process clears it."""


class Backend(DatabaseBackend):
    """The kept backend, plus waking the worker when the enqueuing transaction is committed."""

    task_class: Any = Job

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        """Part of the current transaction."""
        result: Any = super().enqueue(task, args, kwargs)
        transaction.on_commit(WAKE.set)
        return result
