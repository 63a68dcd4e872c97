"""A further organization of somebody who has an account."""

from typing import Any

from django.db import transaction

from tenrec.accounts.models import Membership, Organization, Project, User
from tenrec.core.errors import Forbidden

MOST_OWNED = 50
"""So many organizations one person may own before making another: a stolen key, or a script that
runs wild, must not fill the server. To own one made by somebody else is never refused."""


def may_found(user: User) -> bool:
    """Whether the user may make another."""
    owned = Membership.objects.filter(user=user, level=Membership.Level.OWNER)
    return owned.count() < MOST_OWNED


def found_organization(user: User, *, name: str, **settings: Any) -> Organization:
    """The user owns it, and is in its first project from now on; all or nothing."""
    with transaction.atomic():
        # One at a time, or two requests would both see room for the last one.
        User.objects.select_for_update().get(pk=user.pk)
        if not may_found(user):
            raise Forbidden(f"You own {MOST_OWNED} organizations; nobody can make more than that.")
        home = Organization.objects.create(name=name, **settings)
        Membership.objects.create(organization=home, user=user, level=Membership.Level.OWNER)
        user.current_project = Project.objects.create(organization=home)
        user.save(update_fields=["current_project"])
    return home
