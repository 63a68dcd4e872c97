"""What a server holds open: Django, store, journal, worker, tokens, flags; and looking at them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from tenrec.core.config import Config
from tenrec.core.errors import SettingRefused, StoreDown, Unavailable
from tenrec.core.metrics import CaptureMetrics
from tenrec.edge.flags.source import FlagSource
from tenrec.edge.tokens import Tokens
from tenrec.ingest.journal import Journal
from tenrec.server import outside
from tenrec.server.control import start_django
from tenrec.server.lock import data_folder
from tenrec.store.base import EventStore
from tenrec.store.migrate import migrate
from tenrec.store.open import open_store

if TYPE_CHECKING:
    from tenrec.ingest.worker import Worker
    from tenrec.jobs.worker import Worker as Jobs

# So many requests under way at once mean that capture waits for the processor.
_BUSY = 4
_STOP_JOBS_SECONDS = 10.0
Say = Callable[[str], None]


@dataclass(slots=True)
class Parts:
    """Opened in the order of the fields, closed in the other. Jobs begin when `jobs.start` says."""

    django: ASGIApp
    store: EventStore
    setup_link: str | None
    journal: Journal
    worker: "Worker"
    tokens: Tokens
    flags: FlagSource
    counts: CaptureMetrics
    jobs: "Jobs"

    def close(self, drain_seconds: float) -> None:
        """Stores what the journal holds, as long as it takes at most, then closes everything."""
        self.jobs.stop(_STOP_JOBS_SECONDS)
        self.worker.stop(drain_seconds)
        self.journal.close()
        self.store.close()


def open_parts(config: Config, say: Say) -> Parts:
    """Opens everything; raises TenrecError with the reason, and then nothing stays open."""
    outside.check(config)
    django = start_django()
    store = _store(config, say)
    try:
        return _around(config, django, store)
    except BaseException:  # KeyboardInterrupt, too: the next start needs the folder
        store.close()
        raise


def _around(config: Config, django: ASGIApp, store: EventStore) -> Parts:
    # Only after Django is set up: their modules hold models.
    from tenrec.accounts.bootstrap import bootstrap
    from tenrec.accounts.changes import FLAG_LISTENERS, LISTENERS
    from tenrec.accounts.keys import resolve_token
    from tenrec.ingest import outbox
    from tenrec.ingest.worker import Worker
    from tenrec.jobs.worker import Worker as Jobs
    from tenrec.resources.pipeline import source
    from tenrec.server.flag_facts import open_source

    counts = CaptureMetrics()

    def is_capture_busy() -> bool:
        return counts.in_flight >= _BUSY

    # Without a ClickHouse server the event store is in this process, and so are all jobs.
    jobs = Jobs(is_alone=config.clickhouse_url is None, is_capture_busy=is_capture_busy)
    setup_link = bootstrap(config)
    journal = Journal(config.data_dir / "journal", max_bytes=config.journal_max_bytes)
    worker = Worker(journal, store, config.geoip_database, is_capture_busy)
    worker.start()
    outbox.use(outbox.Outbox(journal, worker.status))
    outbox.current().resume()
    tokens = Tokens(_with_own_connection(resolve_token))
    flags = open_source(config.geoip_database)
    LISTENERS.extend([tokens.forget, flags.forget_all])
    FLAG_LISTENERS.append(flags.forget)
    source.use(source.Source(worker.status, journal, lambda: counts.acknowledged_events))
    return Parts(django, store, setup_link, journal, worker, tokens, flags, counts, jobs)


def migrate_all(config: Config, say: Say) -> None:
    """Brings both schemas up to date; refused while a server runs on the folder."""
    with data_folder(config.data_dir):
        start_django()
        # Somebody who calls this has looked at what failed: it is tried again.
        _store(config, say, retry_failed=True).close()


def look(config: Config) -> str:
    """Opens state and store as a start would and says what is there, changing nothing."""
    with data_folder(config.data_dir):
        outside.check(config)
        start_django()
        from tenrec.server import state  # only after Django is set up

        state.reach()
        pending = state.pending()
        if pending:
            raise Unavailable(f"schema changes wait for the next start: {', '.join(pending)}")
        store = open_engine(config)
        try:
            count = store.select("SELECT count() FROM events").rows[0][0]
        finally:
            store.close()
    return f"state is up to date, {count:,} events are stored"


def _store(config: Config, say: Say, *, retry_failed: bool = False) -> EventStore:
    from tenrec.server import state  # only after Django is set up

    state.prepare(say)
    store = open_engine(config)
    try:
        count = migrate(store, say, retry_failed=retry_failed)
    except BaseException:  # KeyboardInterrupt, too: the next start needs the folder
        store.close()
        raise
    say(f"event store  {store.name}, " + (f"{count} changes applied" if count else "up to date"))
    return store


def open_engine(config: Config) -> EventStore:
    """The event store, without touching its schema."""
    try:
        return open_store(config)
    except StoreDown as error:
        if config.clickhouse_url is None:
            raise
        raise SettingRefused(
            f"TENREC_CLICKHOUSE_URL: {error.detail}", attr="TENREC_CLICKHOUSE_URL"
        ) from error


def _with_own_connection(resolve: Callable[[str], int | None]) -> Callable[[str], int | None]:
    """For a thread of the data plane: no database connection outlives the look-up."""
    from django.db import connections

    def resolved(token: str) -> int | None:
        try:
            return resolve(token)
        finally:
            connections.close_all()

    return resolved
