"""Who may change whom: nobody themselves, nobody above them, and an owner always stays."""

from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.generics import get_object_or_404

from tenrec.accounts.models import Membership, Organization

Level = Membership.Level


def check_change(caller: Membership, member: Membership, level: int) -> None:
    """Raises unless the caller may put the member at this level."""
    if member.pk == caller.pk:
        raise PermissionDenied("You cannot change your own access level.")
    if caller.level < Level.ADMIN:
        raise PermissionDenied("Only admins may change the access level of others.")
    if member.level > caller.level:
        raise PermissionDenied("You cannot change somebody whose level is above yours.")
    if level > caller.level:
        raise PermissionDenied("You cannot give a level above yours.")


def check_removal(caller: Membership, member: Membership) -> None:
    """Raises unless the caller may remove the member; everybody may leave, but the last owner."""
    if member.pk != caller.pk:
        if caller.level < Level.ADMIN:
            raise PermissionDenied("Only admins may remove others.")
        if member.level > caller.level:
            raise PermissionDenied("You cannot remove somebody whose level is above yours.")
    if member.level == Level.OWNER and count_owners(member.organization) < 2:
        raise ValidationError(
            "The only owner cannot leave. Make somebody else owner, or delete the organization."
        )


def count_owners(organization: Organization) -> int:
    """How many own it."""
    return organization.memberships.filter(level=Level.OWNER).count()


def lock(organization: Organization) -> None:
    """One change of the members at a time: two owners must not remove each other."""
    get_object_or_404(Organization.objects.select_for_update(), pk=organization.pk)
