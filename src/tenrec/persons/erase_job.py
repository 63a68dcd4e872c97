"""The job that removes what is left of deleted persons: rows of the event store, then names."""

from datetime import timedelta

from django.utils.timezone import now

from tenrec.jobs import Interrupted, is_last_attempt, job, keep_going
from tenrec.persons.erasing import Erasing
from tenrec.persons.models import PersonDeletion
from tenrec.store.open import current

# What the operator has retried after it failed is tried again.
_UNFINISHED = (PersonDeletion.State.ERASING, PersonDeletion.State.FAILED)


@job(max_attempts=12, backoff=timedelta(seconds=20))
def erase_persons(deletion_id: str) -> None:
    """Runs again from its beginning after a crash: what is gone already is not there twice."""
    deletion = PersonDeletion.objects.filter(pk=deletion_id).first()
    if deletion is None or deletion.state not in _UNFINISHED:
        return
    try:
        Erasing(current(), deletion, keep_going).run()
    except Interrupted:
        raise
    except Exception as error:  # told to who asked for it, then to the job
        state = PersonDeletion.State.FAILED if is_last_attempt() else deletion.state
        mine = PersonDeletion.objects.filter(pk=deletion.pk)
        mine.update(error=str(error)[:1000], state=state)
        raise
    deletion.state = PersonDeletion.State.DONE
    deletion.done_at = now()
    deletion.error = ""
    deletion.distinct_ids, deletion.versions = [], {}
    deletion.save()
