"""E-mails about accounts, sent in the background: no answer waits for a mail server, and none tells
by its delay whether an account exists. Links are made when they are sent: no queue holds one.
"""

from datetime import timedelta
from typing import Any

from tenrec.accounts.email_codes import address_code, login_code
from tenrec.accounts.links import address_tokens, password_tokens
from tenrec.accounts.models import User
from tenrec.activity.accounts import tell
from tenrec.jobs import job
from tenrec.rest.mail import link, send

_PAUSE = timedelta(seconds=30)


def password_link(user: User) -> str:
    """Works once, for a day."""
    return link(f"reset/{user.uuid}/{password_tokens.make_token(user)}")


@job(max_attempts=5, backoff=_PAUSE)
def mail_password_reset(email: str) -> None:
    """To whom has an account with this address; to nobody else."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        return
    send(
        user.email,
        "Reset your Tenrec password",
        f"Somebody asked to reset the password of {user.email}. If it was you, open this link:",
        password_link(user),
        "It works once, for a day. If it was not you, nothing has to be done.",
    )


@job(max_attempts=5, backoff=_PAUSE)
def mail_address_check(user_id: int) -> None:
    """To the address that waits to be verified, or to the present one."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    to = user.pending_email or user.email
    send(
        to,
        "Verify your e-mail address for Tenrec",
        f"Open this link to verify that {to} is yours:",
        link(f"verify_email/{user.uuid}/{address_tokens.make_token(user)}"),
        "It works once, for a day.",
        f"Where you are asked for a code, it is {address_code(user)} for the next half-hour.",
    )


@job(max_attempts=2, backoff=timedelta(seconds=10))
def mail_login_code(user_id: int, nonce: str) -> None:
    """To whom has shown the password; the code is of no use outside of that session."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    send(
        user.email,
        "Your code to log in to Tenrec",
        f"{login_code(user, nonce)} is the code, for ten minutes.",
        "Whoever asked for it knows your password. If it was not you, change it now:",
        link("reset"),
    )


@job(max_attempts=5, backoff=_PAUSE)
def mail_security_notice(to: str, what: str) -> None:
    """Tells the owner of an account what was changed about it."""
    send(to, "Your Tenrec account was changed", what, "If it was not you, reset your password now.")


@job(max_attempts=3, backoff=_PAUSE)
def log_failed_log_in(user_id: int, context: dict[str, Any]) -> None:
    """Tells the organizations of an account that somebody tried it in vain."""
    user = User.objects.filter(pk=user_id).first()
    if user is not None:
        tell("login_failed", user, by=None, context=context)
