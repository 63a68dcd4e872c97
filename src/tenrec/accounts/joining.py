"""Becoming a member by an invite, and leaving: what comes with a membership, and what goes."""

from uuid import UUID

from django.db import transaction

from tenrec.accounts.changes import tell_of_changes
from tenrec.accounts.models import Invite, Membership, Organization, Project, RoleMembership, User
from tenrec.core.errors import BadRequest


def find_invite(invite_id: str) -> Invite | None:
    """The invite that a link names, expired or not; None for what is no invite."""
    try:
        known = UUID(invite_id)
    except ValueError:
        return None
    return Invite.objects.select_related("organization").filter(id=known).first()


def use_invite(invite: Invite, user: User) -> Membership:
    """Makes the user a member and uses the invite up; all others to this address go with it.

    Raises BadRequest for one that is used, expired, or meant for somebody else.
    """
    with transaction.atomic():
        here = Invite.objects.select_for_update().filter(id=invite.id).first()
        if here is None or here.is_expired:
            raise BadRequest("This invite has expired.", code="expired")
        if here.target_email.lower() != user.email.lower():
            raise BadRequest("This invite is for another address.", code="invalid_recipient")
        home = invite.organization
        if Membership.objects.filter(organization=home, user=user).exists():
            raise BadRequest("You are a member of this organization.", code="already_member")
        membership = join(home, user, here.level)
        Invite.objects.filter(organization=home, target_email__iexact=here.target_email).delete()
    return membership


def join(organization: Organization, user: User, level: int) -> Membership:
    """A membership, with the role that newcomers get; the newcomer starts in its first project."""
    membership = Membership.objects.create(organization=organization, user=user, level=level)
    if organization.default_role_id is not None:
        RoleMembership.objects.create(role_id=organization.default_role_id, membership=membership)
    if user.current_project_id is None:
        user.current_project = Project.objects.filter(organization=organization).first()
        user.save(update_fields=["current_project"])
    return membership


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
