"""Between password and second factor: a session that is nobody's, and knows who is expected."""

import time

from django.utils.crypto import constant_time_compare
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from tenrec.accounts.models import User

SECONDS = 600
_NAME = "awaits_second_factor"


def begin(request: Request, user: User) -> None:
    """A new session under a new id; whoever was logged in here is not any more."""
    request.session.flush()
    request.session[_NAME] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "at": time.time(),
    }


def user_of(request: Request) -> User:
    """Who is expected; refused when it took too long or the password is another now."""
    expected = request.session.get(_NAME) or {}
    if time.time() - expected.get("at", 0) < SECONDS:
        user = User.objects.filter(pk=expected["user"], is_active=True).first()
        if user and constant_time_compare(user.get_session_auth_hash(), expected["password"]):
            return user
    words = "Login attempt has expired. Re-enter username/password."
    raise ValidationError({"non_field_errors": [ErrorDetail(words, code="2fa_expired")]})
