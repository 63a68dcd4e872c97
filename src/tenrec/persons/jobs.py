"""Jobs about persons: cohorts are calculated when they change, and every day."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils.timezone import now

from tenrec.jobs import job, keep_going
from tenrec.persons.cohorts import graph
from tenrec.persons.cohorts.calculate import calculate, clear_deleted
from tenrec.persons.cohorts.models import Cohort
from tenrec.persons.cohorts.tree import NOT_CALCULATED
from tenrec.persons.erase_job import erase_persons  # noqa: F401  jobs are found here

FRESH = timedelta(hours=24)
_LOST = timedelta(hours=1)
_MOST_ERRORS = 20


@job(max_attempts=5, backoff=timedelta(seconds=30))
def calculate_cohort(cohort_id: int) -> None:
    """Then the cohorts that are made of it."""
    if not calculate(cohort_id):
        return
    cohort = Cohort.objects.get(id=cohort_id)
    if cohort.last_error_message is None or NOT_CALCULATED in cohort.last_error_message:
        ask_for(graph.dependents(cohort.project_id, cohort_id))


@job(every=timedelta(hours=1), max_attempts=3)
def recalculate_cohorts() -> None:
    """Those that are a day old, and those whose calculation was lost."""
    at = now()
    alive = Cohort.objects.filter(deleted=False)
    lost = alive.filter(is_queued=True, queued_at__lt=at - _LOST)
    lost.update(is_queued=False)
    failed = Q(errors_calculating__gt=0, errors_calculating__lt=_MOST_ERRORS)
    old = Q(is_static=False, errors_calculating=0) & (
        Q(last_calculation__lt=at - FRESH) | Q(last_calculation=None)
    )
    due = alive.filter(failed | old | Q(is_calculating=True, queued_at__lt=at - _LOST))
    can = due.filter(is_queued=False).exclude(last_error_message__contains=NOT_CALCULATED)
    for cohort_id in list(can.order_by("id").values_list("id", flat=True)):
        keep_going()
        ask_for([cohort_id])
    clear_deleted()


def ask_for(cohort_ids: Iterable[int]) -> None:
    """A calculation, in the background, after the current transaction; one that waits is enough."""
    for cohort_id in cohort_ids:
        waiting = Cohort.objects.filter(id=cohort_id, deleted=False, is_queued=False)
        if waiting.update(is_queued=True, is_calculating=True, queued_at=now()):
            calculate_cohort.enqueue(cohort_id)
