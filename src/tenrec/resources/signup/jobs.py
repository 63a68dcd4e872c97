"""Tells the members of an organization that somebody has joined, where it wants them to hear."""

from datetime import timedelta

from tenrec.accounts.models import Membership, User
from tenrec.accounts.notifications import wants_newcomers
from tenrec.jobs import job
from tenrec.rest.mail import link, send


@job(max_attempts=3, backoff=timedelta(seconds=60))
def mail_new_member(organization_id: str, user_id: int) -> None:
    """One e-mail for each admin and owner but the new one, and but who wants none."""
    joined = Membership.objects.filter(organization_id=organization_id, user_id=user_id)
    membership = joined.select_related("organization", "user").first()
    if membership is None or not membership.organization.is_member_join_email_enabled:
        return
    home, new = membership.organization, membership.user
    admins = User.objects.filter(
        memberships__organization=home,
        memberships__level__gte=Membership.Level.ADMIN,
        is_active=True,
    ).exclude(pk=new.pk)
    for admin in admins:
        if not wants_newcomers(admin, home.pk):
            continue
        send(
            admin.email,
            f"{new.first_name or new.email} joined {home.name} on Tenrec",
            f"{new.email} is a member of {home.name} now. Members are shown here:",
            link("settings/organization-members"),
        )
