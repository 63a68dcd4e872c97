"""Rate limits of personal API keys, shared by a whole project or organization.

Two windows, each a sliding count: this window's requests plus the part of the last
window's that still lies within its length. Counted in Django's cache, so one process or
many (Redis) count together.
"""

import logging
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from tenrec.rest.address import caller_address
from tenrec.rest.project_secret import ProjectMachine
from tenrec.rest.shared_cache import is_cache_failure

if TYPE_CHECKING:  # views name this throttle, so it cannot import them
    from tenrec.rest.views import ApiView


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` requests in any `seconds`."""

    seconds: int
    most: int


LIMITS = {
    "crud": (Window(60, 480), Window(3600, 4800)),
    "analytics": (Window(60, 240), Window(3600, 1200)),
    "local_evaluation": (Window(60, 600),),
    "remote_config": (Window(60, 600),),
}


class SharedLimit(BaseThrottle):
    """Only requests with a key count, of a person or of a project; one over a window waits."""

    def __init__(self) -> None:
        self._wait = 0.0

    def allow_request(self, request: Request, view: "ApiView") -> bool:  # type: ignore[override]  # all our views
        is_counted = view.key is not None or isinstance(request.auth, ProjectMachine)
        if not settings.RATE_LIMITS or not is_counted:
            return True
        bucket = f"rate:{view.throttle_kind}:{_shared_by(view)}"
        try:
            self._wait = max(_take(f"{bucket}:{w.seconds}", w) for w in LIMITS[view.throttle_kind])
        except Exception as error:  # nobody can count: better answer than refuse everybody
            if not is_cache_failure(error):
                raise
            log.warning("rate limits are off while the shared cache does not answer: %s", error)
            return True
        return self._wait <= 0

    def wait(self) -> float:
        return self._wait


class AddressLimit(BaseThrottle):
    """For views that nobody is logged in for: the writes of one address count, keys or not.

    The view says `address_limit`: the name of the counter, and its windows.
    """

    def __init__(self) -> None:
        self._wait = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return True
        name, windows = view.address_limit
        self._wait = wait_for(f"{name}:{caller_address(request)}", windows)
        return self._wait <= 0

    def wait(self) -> float:
        return self._wait


def wait_for(name: str, windows: Iterable[Window]) -> float:
    """Counts one try; the seconds to wait when it is one too many."""
    return max(_take(f"limit:{name}:{window.seconds}", window) for window in windows)


def _shared_by(view: "ApiView") -> str:
    project, organization = view.place()
    if project is not None:
        return f"project:{project.id}"
    if organization is not None:
        return f"organization:{organization.id}"
    return f"user:{view.user.id}"


def _take(name: str, window: Window) -> float:
    """Counts one request; the seconds to wait when it is one too many (it is then not counted)."""
    index, into = divmod(time.time(), window.seconds)
    current, last = f"{name}:{int(index)}", f"{name}:{int(index) - 1}"
    cache.add(current, 0, window.seconds * 2)
    try:
        used = int(cache.incr(current))
    except ValueError:  # evicted between the two calls
        cache.set(current, 1, window.seconds * 2)
        used = 1
    before = int(cache.get(last, 0))
    if used + before * (1 - into / window.seconds) <= window.most:
        return 0
    cache.decr(current)
    return _seconds_to_wait(window, into, used, before)


def _seconds_to_wait(window: Window, into: float, used: int, before: int) -> float:
    """When the sliding count will have room for one more."""
    if used <= window.most:  # room comes while the last window fades
        return math.ceil(window.seconds * (1 - (window.most - used) / before) - into) or 1
    rest = window.seconds - into
    return math.ceil(rest + window.seconds * (1 - (window.most - 1) / (used - 1))) or 1
