"""Who must hear at once that tokens, keys, project settings or feature flags changed.

Capture, flags and ingest keep them in memory. The server adds their "forget" functions to
LISTENERS and FLAG_LISTENERS; they are called after the change is committed.
"""

from collections.abc import Callable
from functools import partial

from django.db import transaction

LISTENERS: list[Callable[[], None]] = []
FLAG_LISTENERS: list[Callable[[int], None]] = []
"""They are told the project."""


def tell_of_changes() -> None:
    """Calls every listener once the current transaction is committed."""
    transaction.on_commit(_tell)


def tell_of_flags(team_id: int) -> None:
    """The flags of a project changed, or something that they ask: a cohort, a group type."""
    transaction.on_commit(partial(_tell_of_flags, team_id))


def _tell() -> None:
    for forget in LISTENERS:
        forget()


def _tell_of_flags(team_id: int) -> None:
    for forget in FLAG_LISTENERS:
        forget(team_id)
