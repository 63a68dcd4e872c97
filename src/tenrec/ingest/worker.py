"""The thread that carries the journal into the event store, batch by batch, each exactly once."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import maxminddb
from django.db import connections

from tenrec.ingest import load as loading
from tenrec.ingest import notes
from tenrec.ingest.courtesy import Courtesy
from tenrec.ingest.journal import Journal
from tenrec.ingest.ledger import Ledger
from tenrec.ingest.load import Load
from tenrec.ingest.memory import collect_rarely, give_back
from tenrec.ingest.models import Dropped
from tenrec.ingest.patience import GivenUp, Patience
from tenrec.ingest.status import Status
from tenrec.ingest.work import Outcome, Work
from tenrec.store.base import EventStore

log = logging.getLogger(__name__)

# Small batches cost the engine more than the wait costs the reader.
PACE_SECONDS = 0.3
# With more than this behind it, the worker neither waits nor lets the next batch be read late.
BUSY_BYTES = 500_000
_IDLE_SECONDS = 0.5
_PRUNE_SECONDS = 3600.0
_RUSH_EVENTS = 5_000
_FEWEST_EVENTS = 100
_EVENT_BYTES = 1_000
_CALM_SECONDS = 3.0


class Worker:
    """`start` once, `stop` once; `status` tells how it goes."""

    def __init__(
        self,
        journal: Journal,
        store: EventStore,
        geoip_database: Path | None,
        is_capture_busy: Callable[[], bool] = lambda: False,
    ) -> None:
        self.status = Status()
        self._courtesy = Courtesy(is_capture_busy)
        self._journal = journal
        self._store = store
        self._geoip = None if geoip_database is None else maxminddb.open_database(geoip_database)
        self._patience = Patience(self.status)
        self._stopping = threading.Event()
        self._ahead: Future[Load | None] | None = None
        self._inserts = ThreadPoolExecutor(1, thread_name_prefix="ingest-insert")
        self._reads = ThreadPoolExecutor(1, thread_name_prefix="ingest-read")
        self._thread = threading.Thread(target=self._live, name="ingest", daemon=True)
        self._pruned_at = float("-inf")
        self._worked_at = time.monotonic()
        self._rush = 0
        self._failures = 0
        self._most = loading.MAX_EVENTS

    def start(self) -> None:
        """Begins where the state database says."""
        collect_rarely()
        self.status.is_running = True
        self._thread.start()

    def stop(self, drain_seconds: float = 20.0) -> None:
        """Stores what the journal holds, as long as it takes at most; the rest stays for later."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(drain_seconds)
        self._patience.give_up.set()
        if self._thread.is_alive():
            self._thread.join()
        self._inserts.shutdown()
        self._reads.shutdown()
        if self._geoip is not None:
            self._geoip.close()

    def drain(self) -> None:
        """Stores what the journal holds, in the calling thread and instead of `start`."""
        self._stopping.set()
        self._run()

    # The thread

    def _live(self) -> None:
        try:
            self._insist(self._run)
        except GivenUp:
            log.warning("ingest stops with a backlog; it goes on there at the next start")
        finally:
            self.status.is_running = False
            connections.close_all()

    def _insist(self, run: Callable[[], None]) -> None:
        """Whatever happens, the journal is tried again: what is in it was promised."""
        while True:
            try:
                return run()
            except GivenUp:
                raise
            except Exception as error:  # see docs/decisions/0150: never left out, always told
                log.exception("ingest: the batch failed, trying it again")
                connections.close_all()
                self._patience.wait(error, self._failures)
                self._failures += 1

    def _run(self) -> None:
        ledger = Ledger()
        work = Work(self._store, ledger, self._patience, self._courtesy, self._inserts, self._geoip)
        self._discard_ahead()
        self._show(ledger)
        self._journal.skip_to(ledger.flight.end if ledger.flight else ledger.position)
        while not self._patience.give_up.is_set():
            began = time.monotonic()
            load = self._next(ledger)
            if load is None:
                if self._stopping.is_set():
                    return
                self._rest(ledger)
                continue
            self._store_load(load, ledger, work)
            self._pace(began, ledger)

    def _next(self, ledger: Ledger) -> Load | None:
        flight = ledger.flight
        if flight is not None:  # a crash or a failure lies behind us
            return self._read(flight.start, flight.done, flight.end, flight.part)
        ahead, self._ahead = self._ahead, None
        load = None if ahead is None else ahead.result()
        if load is not None:
            return load
        if self._journal.start > ledger.position:  # what was there is lost
            return self._read(self._journal.start, 0)
        return self._read(ledger.position, ledger.done)

    def _read(self, start: int, done: int, end: int | None = None, part: int = 0) -> Load | None:
        return loading.read(
            self._journal, start, end, self._courtesy, done=done, part=part, most=self._most
        )

    def _fitting(self, load: Load, work: Work) -> Load:
        """The load, or its beginning when its persons are too large for one batch."""
        count = work.room_for(load)
        if count == len(load.events):
            self._most = min(self._most * 2, loading.MAX_EVENTS)
            return load
        self._most = max(count * 2, _FEWEST_EVENTS)
        end, part = load.place_of(count)
        return self._read(load.start, load.done, end, part) or load

    def _store_load(self, load: Load, ledger: Ledger, work: Work) -> None:
        self.status.pending_since = load.received_at / 1e6 if load.received_at else time.time()
        self._courtesy.renew(self.status.pending_since)
        flight = ledger.flight
        if flight is None:
            load = self._fitting(load, work)
            flight = ledger.begin(load.start, load.end, load.done, load.part)
        try:
            outcome = work.do(load, flight, lambda: self._read_ahead(load))
        except BaseException:  # GivenUp, too: the next attempt begins with nothing in memory
            work.reset()
            raise
        self._worked_at = time.monotonic()
        self._rush += max(len(load.events), load.size // _EVENT_BYTES)
        self._journal.forget(ledger.position)
        self._count(outcome, ledger)

    def _read_ahead(self, load: Load) -> None:
        """While the store is busy with this batch, Python reads the next, if there is room."""
        is_busy = self._journal.end - load.end > BUSY_BYTES and load.weight < loading.MAX_WEIGHT
        if is_busy and not self._patience.give_up.is_set():
            self._ahead = self._reads.submit(self._read, load.end, load.part)

    def _discard_ahead(self) -> None:
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            ahead.cancel()

    def _count(self, outcome: Outcome, ledger: Ledger) -> None:
        status = self.status
        status.batches += 1
        status.stored = ledger.stored
        status.dead_letters = ledger.dead_letters
        status.position = ledger.position
        for (_, reason), count in outcome.dropped.items():
            status.dropped[reason.value] += count
        status.last_stored_at = datetime.now(UTC)
        self._failures = 0
        status.succeed()
        if self._journal.end <= ledger.position:
            status.pending_since = None

    def _show(self, ledger: Ledger) -> None:
        """What is known from before the start."""
        self.status.position = ledger.position
        self.status.stored = ledger.stored
        self.status.dead_letters = ledger.dead_letters
        counted = Dropped.objects.values_list("reason", "count")
        self.status.dropped.clear()
        for reason, count in counted:
            self.status.dropped[reason] += count

    def _pace(self, began: float, ledger: Ledger) -> None:
        if self._ahead is None and self._journal.end - ledger.position < BUSY_BYTES:
            self._stopping.wait(max(0.0, began + PACE_SECONDS - time.monotonic()))

    def _rest(self, ledger: Ledger) -> None:
        """Nothing to do: old warnings and unused memory go, then the journal wakes us."""
        self.status.pending_since = None
        self._courtesy.renew()
        if time.monotonic() - self._pruned_at > _PRUNE_SECONDS:
            self._pruned_at = time.monotonic()
            notes.prune(datetime.now(UTC))
        if self._rush >= _RUSH_EVENTS and time.monotonic() - self._worked_at > _CALM_SECONDS:
            self._rush = 0
            give_back()
        self._journal.wait(ledger.position, _IDLE_SECONDS)
