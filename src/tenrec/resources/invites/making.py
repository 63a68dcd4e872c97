"""Making invites: what comes before replaces, what limits, what is told."""

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import PermissionDenied, Throttled

from tenrec.accounts.models import Invite, Membership, Organization, User
from tenrec.activity.record import record
from tenrec.resources.invites.jobs import mail_invite
from tenrec.rest.mail import has_mail_server
from tenrec.rest.throttles import Window, wait_for

LIMITS = (Window(3600, 50), Window(86_400, 200))


def make_invite(
    caller: Membership, wish: Mapping[str, Any], *, send_email: bool, combine: bool
) -> Invite:
    """Replaces the invites to the same address that the caller could have made."""
    home = caller.organization
    given = dict(wish)
    given.setdefault("level", Membership.Level.MEMBER)
    if given["level"] > caller.level:
        raise PermissionDenied("You cannot invite to a level above yours.")
    _count(home)
    # Above the caller's level others decide: to combine with those would raise the caller's own.
    earlier = home.invites.filter(
        target_email__iexact=given["target_email"], level__lte=caller.level
    )
    if combine:
        given["level"] = max([given["level"], *earlier.values_list("level", flat=True)])
        given["private_project_access"] = _combined(
            [*earlier.values_list("private_project_access", flat=True)],
            given.get("private_project_access"),
        )
    earlier.delete()
    invite = Invite.objects.create(
        organization=home,
        created_by=caller.user,
        emailing_attempt_made=send_email and has_mail_server(),
        **given,
    )
    if send_email:
        mail_invite.enqueue(str(invite.pk))
    log_invite("created", invite, caller.user)
    return invite


def log_invite(activity: str, invite: Invite, user: User) -> None:
    """By address: the id opens the organization, and more people read the log than may invite."""
    record(
        activity,
        scope="OrganizationInvite",
        item_id=None,
        user=user,
        organization=invite.organization,
        name=invite.target_email,
    )


def _combined(earlier: list[Any], given: Any) -> Any:
    """The highest level of each project."""
    levels: dict[int, int] = {}
    for item in [item for some in [*earlier, given] for item in some or []]:
        levels[item["id"]] = max(item["level"], levels.get(item["id"], 0))
    return [{"id": project, "level": level} for project, level in levels.items()] or None


def _count(organization: Organization) -> None:
    """E-mails in the name of an organization, whoever sends them."""
    wait = wait_for(f"invites:{organization.pk}", LIMITS)
    if wait > 0:
        raise Throttled(wait=wait)
