"""Who must hear at once that tokens, keys or project settings changed.

Capture and ingest keep them in memory. The server adds their "forget" functions to
LISTENERS; they are called after the change is committed.
"""

from collections.abc import Callable

from django.db import transaction

LISTENERS: list[Callable[[], None]] = []


def tell_of_changes() -> None:
    """Calls every listener once the current transaction is committed."""
    transaction.on_commit(_tell)


def _tell() -> None:
    for forget in LISTENERS:
        forget()
