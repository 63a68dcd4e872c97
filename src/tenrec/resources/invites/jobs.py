"""The e-mail that carries an invite."""

from datetime import timedelta

from tenrec.accounts.models import Invite
from tenrec.jobs import job
from tenrec.rest.mail import link, send


@job(max_attempts=5, backoff=timedelta(seconds=30))
def mail_invite(invite_id: str) -> None:
    """To the invited address; nothing when the invite is used, deleted or expired meanwhile."""
    found = Invite.objects.select_related("organization", "created_by").filter(pk=invite_id)
    invite = found.first()
    if invite is None or invite.is_expired:
        return
    who = "Somebody"
    if invite.created_by is not None:
        who = _line(invite.created_by.first_name) or invite.created_by.email
    home = _line(invite.organization.name)
    words = [
        f"{who} invites you to {home} on Tenrec. Open this link to join:",
        link(f"signup/{invite.id}"),
        f"It works once, for three days, for {invite.target_email} only.",
    ]
    if invite.message:
        words.insert(1, f"{who} writes: {invite.message}")
    send(invite.target_email, f"{who} invites you to {home}", *words)


def _line(text: str) -> str:
    """A name may have line breaks, a subject may not."""
    return " ".join(text.split())[:100]
