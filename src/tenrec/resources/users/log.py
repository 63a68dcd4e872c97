"""What users change of who they are, for the log of their organizations; not what they like."""

from typing import Any

from tenrec.accounts.models import User
from tenrec.activity.accounts import SCOPE, changed, tell
from tenrec.activity.record import changes_between

_TOLD = ("email", "pending_email", "first_name", "last_name", "role_at_organization", "is_staff")


def identity_of(user: User) -> dict[str, Any]:
    """What others know somebody by, and what they may do."""
    return {name: getattr(user, name) for name in _TOLD}


def log_changes(before: dict[str, Any], user: User, *, by: User, has_new_password: bool) -> None:
    """One row an organization, when there is anything to tell."""
    changes = changes_between(SCOPE, before, identity_of(user))
    if has_new_password:
        changes.append(changed("password"))
    if changes:
        tell("updated", user, by=by, changes=changes)
