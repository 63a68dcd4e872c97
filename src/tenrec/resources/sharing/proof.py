"""The proof that somebody knew a password of a shared page: signed, and good for an hour."""

from typing import Any

from django.conf import settings
from django.core import signing
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.resources.sharing.models import SharePassword, Sharing

SECONDS = 3600
_SALT = "tenrec.shared-page"
_COOKIE = "shared_page"


def give(answer: Response, sharing: Sharing, proof: str) -> None:
    """As a cookie of this page only, which scripts cannot read."""
    answer.set_cookie(
        _COOKIE,
        proof,
        max_age=SECONDS,
        path=f"/api/shared/{sharing.access_token}",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def make(sharing: Sharing, password: SharePassword) -> str:
    """It holds for this link and while this password exists."""
    facts = [sharing.pk, sharing.access_token, password.pk]
    return signing.dumps(facts, salt=_SALT)


def is_proved(request: Request, sharing: Sharing) -> bool:
    """By the cookie, or by `Authorization: Bearer <share_token>`."""
    header = str(request.META.get("HTTP_AUTHORIZATION", ""))
    carried = [request.COOKIES.get(_COOKIE), header.removeprefix("Bearer ").strip()]
    return any(_holds(text, sharing) for text in carried if text)


def _holds(text: str, sharing: Sharing) -> bool:
    try:
        facts: Any = signing.loads(text, salt=_SALT, max_age=SECONDS)
    except signing.BadSignature:
        return False
    pk, token, password = facts
    if [pk, token] != [sharing.pk, sharing.access_token]:
        return False
    return sharing.passwords.filter(pk=password).exists()
