"""Whether a flag is still needed: active, stale, archived or deleted, and why."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.timezone import now

from tenrec.flags.models import FeatureFlag
from tenrec.flags.rollout import rollout_of

STALE_AFTER = timedelta(days=30)


def status_of(flag: FeatureFlag) -> tuple[str, str]:
    """The status and the reason; when a flag was called is known of flags that were."""
    if flag.deleted:
        return "deleted", "Flag has been deleted"
    if flag.archived:
        return "archived", "Flag has been archived"
    if not flag.active:
        return "active", "Flag is disabled (not evaluated for staleness)"
    if flag.last_called_at is not None:
        return _by_calls(flag.last_called_at)
    rollout = rollout_of(flag.filters)
    if flag.created_at < now() - STALE_AFTER and rollout.is_for_everybody:
        return "stale", rollout.reason
    return "active", "Flag has no usage data yet"


def _by_calls(called_at: datetime) -> tuple[str, str]:
    days = (now() - called_at).days
    if called_at < now() - STALE_AFTER:
        return "stale", f"Flag has not been called in {days} days"
    if days == 0:
        return "active", "Flag was called today"
    return "active", f"Flag was last called {days} day{'s' if days != 1 else ''} ago"


def stale_ones() -> Q:
    """The same as a condition of the database."""
    border = now() - STALE_AFTER
    unused = Q(last_called_at=None, created_at__lt=border, is_for_everybody=True)
    return Q(active=True, archived=False) & (Q(last_called_at__lt=border) | unused)


def rollout_summary(filters: Any) -> dict[str, Any]:
    """How far a flag is rolled out, whether it is called or not."""
    rollout = rollout_of(filters)
    return {
        "effectively_full_rollout": rollout.is_for_everybody,
        "has_targeting_conditions": rollout.has_conditions,
        "max_rollout_percentage": rollout.highest,
        "is_multivariate": rollout.is_multivariate,
    }
