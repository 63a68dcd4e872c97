"""Sessions: begun after every proof, listed for their owner, stale for what is sensitive.

What a session knows: when its owner last proved who they are (`proved_at`), and when the list of
open sessions last heard of it (`seen_at`, written at most once an hour).
"""

import time
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user, login, logout
from django.contrib.sessions.models import Session
from django.db import OperationalError, transaction
from django.http import HttpRequest
from django.utils.timezone import now
from rest_framework.request import Request

from tenrec.accounts.models import LoginSession, User
from tenrec.activity.accounts import tell
from tenrec.core.errors import Forbidden
from tenrec.rest.address import caller_address

FRESH_SECONDS = 2 * 3600
PROVED = "proved_at"
SEEN = "seen_at"
_SEEN_EVERY = 3600


def begin_session(
    request: Request, user: User, method: str | None = None, *, is_again: bool = False
) -> None:
    """The session of somebody who has proved who they are: a new id, and fresh.

    With a `method` it is a log-in, or one more proof, which the organizations are told of.
    """
    request.session.flush()  # Django keeps the id when the same user logs in again
    login(request, user)
    request.session[PROVED] = time.time()
    request.session.save()  # the list points at its row
    _list(request, user)
    if method is not None:
        context = {"login_method": method, **whence(request), "reauth": is_again}
        tell("logged_in", user, by=user, context=context)


def end_session(request: Request) -> None:
    """Logs out, if somebody is logged in."""
    user = get_user(request._request)
    if isinstance(user, User):
        tell("logged_out", user, by=user, context=whence(request))
    logout(request)


def whence(request: HttpRequest) -> dict[str, str]:
    """Where a request comes from, as the log of an account tells it."""
    agent = request.META.get("HTTP_USER_AGENT", "").replace("\x00", "")
    return {"ip_address": caller_address(request)[:64], "user_agent": agent[:400]}


def keep_session(request: Request, user: User) -> None:
    """After a change of the password: this session goes on under a new id, all others end."""
    end_sessions(user)
    begin_session(request, user)


def end_sessions(user: User, *, but: str | None = None) -> int:
    """Logs the user out everywhere, but in the session with this key; how many ended."""
    found = Session.objects.filter(login__user=user).exclude(session_key=but)
    count = found.count()
    found.delete()
    return count


def log_out_everywhere(user: User, *, but: str | None = None) -> int:
    """The same, and browsers that were remembered have to show the second factor again."""
    user.remembered_since = now()
    user.save(update_fields=["remembered_since"])
    return end_sessions(user, but=but)


def note_session(request: Request, user: User) -> None:
    """Keeps the list of open sessions true, to the hour."""
    if time.time() - _moment(request, SEEN) < _SEEN_EVERY:
        return
    try:
        with transaction.atomic():
            _list(request, user)
    except OperationalError:
        return  # a busy database must not refuse a read for the sake of this note


def fresh_until(request: HttpRequest | Request) -> datetime | None:
    """Until when sensitive actions need no new proof; None without a proof in this session."""
    proved = _moment(request, PROVED)
    return datetime.fromtimestamp(proved + FRESH_SECONDS, UTC) if proved else None


def check_fresh(request: HttpRequest | Request) -> None:
    """Raises when the last proof is too long ago for a sensitive action."""
    until = fresh_until(request)
    if until is None or until <= now():
        raise Forbidden(
            "This action needs a log-in of the last two hours. Please log in again.",
            code="sensitive_action_required_reauth",
        )


def _moment(request: HttpRequest | Request, name: str) -> float:
    session: Any = getattr(request, "session", {})
    moment = session.get(name)
    return float(moment) if isinstance(moment, int | float) else 0.0


def _list(request: Request, user: User) -> None:
    """One row for the session, made or renewed."""
    LoginSession.objects.update_or_create(
        session_id=request.session.session_key,
        defaults={
            "user": user,
            "last_active_at": now(),
            "ip": caller_address(request)[:64],
            "user_agent": request.META.get("HTTP_USER_AGENT", "").replace("\x00", "")[:400],
        },
    )
    request.session[SEEN] = time.time()
