"""What a server holds open: store, journal, tokens, the ingest worker, Django."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp

from tenrec.core.config import Config
from tenrec.edge.tokens import Tokens
from tenrec.ingest.journal import Journal
from tenrec.server import state
from tenrec.server.control import start_django
from tenrec.store.base import EventStore
from tenrec.store.open import open_store

Say = Callable[[str], None]
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Parts:
    """Opened in this order, closed in the other."""

    django: ASGIApp
    store: EventStore
    setup_link: str | None
    journal: Journal
    tokens: Tokens
    worker: "Worker"

    def close(self, drain_seconds: float) -> None:
        """Stores what the journal holds, as long as it takes at most, then closes everything."""
        self.worker.stop(drain_seconds)
        self.journal.close()
        self.store.close()
