"""Removes what deleted projects had stored."""

from datetime import timedelta

from django.utils.timezone import now

from tenrec.accounts.models import Organization, ProjectDeletion
from tenrec.activity.record import record
from tenrec.ingest.closing import Closing, Unsettled
from tenrec.jobs import Interrupted, job, keep_going
from tenrec.store.open import current

_LOOK_AGAIN = timedelta(seconds=5)


@job(max_attempts=20, backoff=timedelta(seconds=20))
def erase_project(deletion_id: str) -> None:
    """Runs again from its beginning after a crash: what is gone already is not there twice."""
    deletion = ProjectDeletion.objects.filter(pk=deletion_id, finished_at=None).first()
    if deletion is None:
        return
    try:
        Closing(current(), deletion, keep_going).run()
    except Interrupted:
        raise
    except Unsettled:  # events of the project may still be on their way into the store
        erase_project.using(run_after=now() + _LOOK_AGAIN).enqueue(deletion_id)
        return
    except Exception as error:  # told to who asked for it, then to the job
        ProjectDeletion.objects.filter(pk=deletion.pk).update(error=str(error)[:1000])
        raise
    deletion.finished_at, deletion.error = now(), ""
    deletion.save(update_fields=["finished_at", "error"])
    _tell(deletion)


def _tell(deletion: ProjectDeletion) -> None:
    """The log of the organization, if that is still there."""
    home = Organization.objects.filter(pk=deletion.organization_id).first()
    if home is None:
        return
    record(
        "data_deleted",
        scope="Project",
        item_id=deletion.project_id,
        user=None,
        organization=home,
        name=deletion.project_name,
    )
