"""What a change of a user does beyond its columns: mails that verify and warn."""

from typing import Any

from tenrec.accounts.models import User
from tenrec.rest.jobs import mail_address_check, mail_security_notice
from tenrec.rest.mail import has_mail_server


def apply_changes(user: User, changes: dict[str, Any]) -> dict[str, Any]:
    """The columns that change; the password and the address are not columns like others."""
    columns = dict(changes)
    password, email = columns.pop("password", None), columns.pop("email", None)
    if password is not None:
        user.set_password(password)
        mail_security_notice.enqueue(user.email, "Your password was changed.")
    if email is not None:
        columns |= _new_address(user, email)
    return columns


def _new_address(user: User, email: str) -> dict[str, Any]:
    """It waits until it is verified; without a mail server nobody could verify it."""
    if email == user.email:
        return {"pending_email": None}
    mail_security_notice.enqueue(user.email, f"Its e-mail address is to become {email}.")
    if not has_mail_server():
        return {"email": email, "pending_email": None, "is_email_verified": False}
    mail_address_check.enqueue(user.pk)
    return {"pending_email": email}
