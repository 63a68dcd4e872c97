"""What an invite's page may say, to whom it is of use, and the account that it makes."""

from typing import Any

from django.db import IntegrityError, transaction

from tenrec.accounts.joining import find_invite, use_invite
from tenrec.accounts.models import Invite, Membership, Project, User
from tenrec.core.errors import BadRequest


def open_invite(invite_id: str, user: User | None) -> Invite:
    """The invite of a link; refused when it is none, too old, or not for who is logged in."""
    invite = find_invite(invite_id)
    if invite is None:
        raise BadRequest("The provided invite ID is not valid.")
    if user is not None and user.email.lower() != invite.target_email.lower():
        raise BadRequest(
            f"This invite is intended for another email address: {mask(invite.target_email)}",
            code="invalid_recipient",
        )
    if invite.is_expired:
        raise BadRequest(
            "This invite has expired. Please ask your admin for a new one.", code="expired"
        )
    home = invite.organization_id
    if user is not None and Membership.objects.filter(user=user, organization_id=home).exists():
        raise BadRequest("You already are a member of this organization.", code="already_member")
    return invite


def sign_up_by_invite(invite: Invite, *, password: str, **names: Any) -> User:
    """A new user, who is a member now; nobody, when there is an account with this address."""
    email = invite.target_email.lower()
    with transaction.atomic():
        if User.objects.filter(email=email).exists():
            raise _account_exists()
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, password, **names)
        except IntegrityError:  # the same person, twice at the same moment
            raise _account_exists() from None
        accept(invite, user)
    return user


def accept(invite: Invite, user: User) -> None:
    """Uses the invite up; the new member looks at the first project of the organization."""
    with transaction.atomic():
        use_invite(invite, user)
        first = Project.objects.filter(organization_id=invite.organization_id).order_by("id")
        user.current_project = first.first() or user.current_project
        user.save(update_fields=["current_project"])


def mask(email: str) -> str:
    """`alice@example.com` as `a***e@example.com`: known to its owner only."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}***{name[-1:]}@{domain}" if len(name) > 2 else f"***@{domain}"


def _account_exists() -> BadRequest:
    return BadRequest(
        "There is an account with this email address. Log in and open the link again.",
        code="account_exists",
    )
