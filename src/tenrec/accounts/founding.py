"""A further organization of somebody who has an account."""

from typing import Any

from django.db import transaction

from tenrec.accounts.models import Membership, Organization, Project, User


def found_organization(user: User, *, name: str, **settings: Any) -> Organization:
    """The user owns it, and is in its first project from now on; all or nothing."""
    with transaction.atomic():
        home = Organization.objects.create(name=name, **settings)
        Membership.objects.create(organization=home, user=user, level=Membership.Level.OWNER)
        user.current_project = Project.objects.create(organization=home)
        user.save(update_fields=["current_project"])
    return home
