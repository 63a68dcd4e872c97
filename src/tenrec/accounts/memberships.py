"""Leaving an organization: what goes with a membership."""

from tenrec.accounts.changes import tell_of_changes
from tenrec.accounts.models import Membership


def leave(membership: Membership) -> None:
    """From now on neither sessions nor keys of the user open anything here.

    Keys stay the user's own: they open what else the user may reach. Invites that the user made
    go, since their links are a way back in.
    """
    user, home = membership.user, membership.organization
    home.invites.filter(created_by=user).delete()
    membership.delete()
    if user.current_project is not None and user.current_project.organization_id == home.pk:
        user.current_project = None
        user.save(update_fields=["current_project"])
    tell_of_changes()
