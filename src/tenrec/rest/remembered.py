"""The cookie of a browser that has shown the second factor: it need not again for thirty days."""

from django.conf import settings
from django.core import signing
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.models import User

COOKIE = "remember_device"
SECONDS = 30 * 24 * 3600
_SALT = "tenrec.remember-device"


def remember(answer: Response, user: User) -> None:
    """It is bound to the user and the password of now, and cannot be read by scripts."""
    answer.set_cookie(
        COOKIE,
        signing.dumps(_facts(user), salt=_SALT),
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def is_remembered(request: Request, user: User) -> bool:
    """Whether this browser showed the second factor for this user, and nothing revoked it."""
    value = request.COOKIES.get(COOKIE, "")
    try:
        facts = signing.loads(value, salt=_SALT, max_age=SECONDS)
    except signing.BadSignature:
        return False
    return bool(facts == _facts(user))


def _facts(user: User) -> list[str]:
    """What a new password, a new second factor or a log-out everywhere changes."""
    return [str(user.uuid), user.get_session_auth_hash(), user.remembered_since.isoformat()]
