"""What happens to an account is told to each organization that it opens: log-ins, changes.

An organization without such a log could not say who got in with a stolen password.
"""

from collections.abc import Sequence
from typing import Any

from tenrec.accounts.models import User
from tenrec.accounts.reach import organizations_of
from tenrec.activity.models import ActivityLog
from tenrec.activity.record import Change, detail_of

SCOPE = "User"


def tell(
    activity: str,
    account: User,
    *,
    by: User | None,
    changes: Sequence[Change] = (),
    context: dict[str, Any] | None = None,
) -> None:
    """One row an organization; `by` is None when nobody knows who it was."""
    detail = detail_of(name=account.email, changes=changes, context=context)
    ActivityLog.objects.bulk_create(
        ActivityLog(
            activity=activity,
            scope=SCOPE,
            item_id=str(account.pk),
            user=by,
            organization=home,
            detail=detail,
        )
        for home in organizations_of(account)
    )


def changed(field: str, before: Any = None, after: Any = None) -> Change:
    """A change; of secrets neither value is told."""
    return {"type": SCOPE, "action": "changed", "field": field, "before": before, "after": after}
