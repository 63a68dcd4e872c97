"""Becoming a member by an invite: once, in time, and only whom it is for."""

from uuid import UUID

from django.db import transaction

from tenrec.accounts.models import Invite, Membership, User
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
        membership = Membership.objects.create(organization=home, user=user, level=here.level)
        Invite.objects.filter(organization=home, target_email__iexact=here.target_email).delete()
    return membership
