"""Two people edit flags: one waits for the other, and who would undo what they did is told so."""

from collections.abc import Iterable, Mapping
from typing import Any

from tenrec.accounts.models import Project
from tenrec.core.errors import Conflict
from tenrec.flags.models import FeatureFlag


def wait_for_others(project_ids: Iterable[int]) -> None:
    """Until the transaction ends nobody else changes flags of these projects.

    Of all, not of one flag: circles and keys are about several. New persons and events do not wait.
    """
    found = Project.objects.select_for_update(no_key=True).filter(pk__in=project_ids)
    list(found.order_by("pk").values_list("pk"))


def check_version(
    current: FeatureFlag,
    shown: Mapping[str, Any],
    sent: Mapping[str, Any],
    original: Mapping[str, Any],
) -> None:
    """409 for a field that is sent and that somebody else changed since it was read.

    All three are as the API shows them: what is now, what is asked for, what was read.
    """
    for name in sent:
        if name not in original or name not in shown:
            continue
        now, wanted, read = (_plain(one[name]) for one in (shown, sent, original))
        if wanted != read and now not in (read, wanted):
            user = current.last_modified_by
            raise Conflict(
                f"The feature flag was updated by {user.email if user else 'another user'} since "
                "you started editing it. Please refresh and try again."
            )


def _plain(value: Any) -> Any:
    """Without the names of cohorts, which are told anew by every answer."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if key != "cohort_name"}
    return [_plain(one) for one in value] if isinstance(value, list) else value
