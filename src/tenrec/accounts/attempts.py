"""Counts failed log-ins per account and address, so that nobody can guess for long."""

import hashlib

from django.core.cache import cache

MOST_FAILURES = 30
COOL_OFF_SECONDS = 600


def is_blocked(email: str, address: str) -> bool:
    """Whether this account may not be tried from this address now."""
    return int(cache.get(_name(email, address), 0)) >= MOST_FAILURES


def count_failure(email: str, address: str) -> None:
    """One more failure; the cool-off begins again with each."""
    name = _name(email, address)
    if cache.add(name, 1, COOL_OFF_SECONDS):
        return
    try:
        cache.incr(name)
        cache.touch(name, COOL_OFF_SECONDS)
    except ValueError:  # it ran out between the two calls
        cache.set(name, 1, COOL_OFF_SECONDS)


def forget_failures(email: str, address: str) -> None:
    """A log-in that worked wipes the slate."""
    cache.delete(_name(email, address))


def _name(email: str, address: str) -> str:
    text = f"{email.strip().lower()}\n{address}"
    return "login-failures:" + hashlib.sha256(text.encode(errors="replace")).hexdigest()
