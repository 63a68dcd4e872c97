"""E-mails to who is named in a comment."""

from datetime import timedelta

from tenrec.accounts.models import Membership, User
from tenrec.accounts.notifications import wants_mentions
from tenrec.jobs import job
from tenrec.resources.comments.models import Comment
from tenrec.rest.mail import link, send

_LONGEST = 2_000


@job(max_attempts=5, backoff=timedelta(seconds=30))
def mail_mention(comment_id: str, user_id: int) -> None:
    """Only who is still a member, and wants it, when it is sent; no comment that is gone."""
    comment = (
        Comment.objects.select_related("project", "created_by")
        .filter(pk=comment_id, deleted=False)
        .first()
    )
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if comment is None or user is None or not wants_mentions(user):
        return
    place = {"organization_id": comment.project.organization_id, "user": user}
    if not Membership.objects.filter(**place).exists():
        return
    author = comment.created_by.first_name if comment.created_by else "Somebody"
    send(
        user.email,
        f"{author or 'Somebody'} named you in a comment",
        (comment.content or "")[:_LONGEST] or "(The comment has no plain text.)",
        link(f"project/{comment.project_id}"),
    )
