"""Between password and second factor: a session that is nobody's, and knows who is expected."""

import time

from django.utils.crypto import constant_time_compare
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from tenrec.accounts.models import User

SECONDS = 600
_NAME = "awaits_second_factor"


def begin(request: Request, user: User, nonce: str | None = None) -> None:
    """A new session under a new id; whoever was logged in here is not any more.

    With a `nonce` a code in an e-mail is awaited, without one that of an app.
    """
    request.session.flush()
    request.session[_NAME] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "at": time.time(),
        "nonce": nonce,
    }


def user_of(request: Request) -> User:
    """Who is expected; refused when it took too long or the password is another now."""
    user, _ = _expected(request)
    if user is not None:
        return user
    words = "Login attempt has expired. Re-enter username/password."
    raise ValidationError({"non_field_errors": [ErrorDetail(words, code="2fa_expired")]})


def awaits_mail(request: Request) -> tuple[User, str] | None:
    """Who was sent a code, and what goes with it; None when nobody was, or too long ago."""
    user, nonce = _expected(request)
    return (user, nonce) if user is not None and nonce is not None else None


def _expected(request: Request) -> tuple[User | None, str | None]:
    expected = request.session.get(_NAME) or {}
    if time.time() - expected.get("at", 0) >= SECONDS:
        return None, None
    user = User.objects.filter(pk=expected["user"], is_active=True).first()
    if user is None:
        return None, None
    is_same = constant_time_compare(user.get_session_auth_hash(), expected["password"])
    return (user, expected.get("nonce")) if is_same else (None, None)
