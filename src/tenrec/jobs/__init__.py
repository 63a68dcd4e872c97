"""Background work: kept in the state database, survives a crash, says when it fails.

A job is a function at the top of `<folder>/jobs.py`:

    from tenrec.jobs import job, keep_going

    @job(max_attempts=5, backoff=timedelta(seconds=30))
    def calculate_cohort(cohort_id: int) -> None:
        for page in pages_of(cohort_id):
            keep_going()      # between pieces of long work: raises when the server stops,
                              # and steps aside for capture
            ...

and is enqueued inside the transaction that needs it: `calculate_cohort.enqueue(cohort.pk)`. It
runs once that transaction is committed, and never when it is rolled back; `.using(run_after=...)`,
`.using(priority=...)` before `.enqueue` say when and how soon.

What a job must keep to:
- Arguments are JSON: ids, not objects. It looks the objects up when it runs; they may be gone.
- It is idempotent: after a crash it runs again from its beginning, at least once in all.
- It raises when it failed. It is tried `max_attempts` times, `backoff` apart and doubling; then it
  is kept as failed, with its traceback, and counted where the operator looks. `is_last_attempt()`
  tells a job when to write a failure down for whoever waits for it.

`@job(every=timedelta(hours=1))` runs a function without arguments once an hour, by one worker,
however many there are; what was missed while nothing ran is caught up once.

In tests nothing runs by itself: `tenrec.jobs.worker.drain()` runs what is due, in the calling
thread.
"""

from tenrec.jobs.current import Interrupted, is_last_attempt, keep_going
from tenrec.jobs.job import Job, job

__all__ = ["Interrupted", "Job", "is_last_attempt", "job", "keep_going"]
