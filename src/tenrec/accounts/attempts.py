"""Counts failed log-ins per account and address, so that nobody can guess for long.

An address alone may fail more often, since an office shares one, but not without end: who tries one
password on every account is stopped, too.
"""

import hashlib

from django.core.cache import cache

MOST_FAILURES = 30
MOST_FAILURES_OF_AN_ADDRESS = 200
COOL_OFF_SECONDS = 600


def is_blocked(email: str, address: str) -> bool:
    """Whether this account may not be tried from this address now."""
    if int(cache.get(_name(email, address), 0)) >= MOST_FAILURES:
        return True
    return int(cache.get(_name("", address), 0)) >= MOST_FAILURES_OF_AN_ADDRESS


def count_failure(email: str, address: str) -> None:
    """One more failure; the cool-off begins again with each."""
    for name in (_name(email, address), _name("", address)):
        _count(name)


def forget_failures(email: str, address: str) -> None:
    """A log-in that worked wipes the slate of the account, not the one of the address."""
    cache.delete(_name(email, address))


def _count(name: str) -> None:
    if cache.add(name, 1, COOL_OFF_SECONDS):
        return
    try:
        cache.incr(name)
        cache.touch(name, COOL_OFF_SECONDS)
    except ValueError:  # it ran out between the two calls
        cache.set(name, 1, COOL_OFF_SECONDS)


def _name(email: str, address: str) -> str:
    text = f"{email.strip().lower()}\n{address}"
    return "login-failures:" + hashlib.sha256(text.encode(errors="replace")).hexdigest()
