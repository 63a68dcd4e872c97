"""Whether a pattern of a user is one that the engine can read: only the engine knows."""

from tenrec.core.errors import QueryRefused
from tenrec.store import open as stores
from tenrec.store.base import Limits

_LONGEST = 2_000
_LIMITS = Limits(seconds=5, rows=1)


def check_regex(pattern: str) -> None:
    """QueryRefused if it cannot be used with match()."""
    if len(pattern) > _LONGEST:
        raise QueryRefused(f"A regular expression has at most {_LONGEST:,} characters.")
    try:
        stores.current().select(
            "SELECT match('', {pattern:String})", {"pattern": pattern}, limits=_LIMITS
        )
    except QueryRefused:
        raise QueryRefused("This is not a regular expression (RE2).") from None
