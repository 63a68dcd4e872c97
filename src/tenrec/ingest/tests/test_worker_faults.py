"""What the worker does when rows, steps or the store are at fault."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from tenrec.core.errors import QueryRefused, StoreDown
from tenrec.ingest import patience, work
from tenrec.ingest.journal import Journal
from tenrec.ingest.models import IngestionWarning
from tenrec.ingest.pipeline import STEPS
from tenrec.ingest.worker import Worker
from tenrec.store.base import Batch, EventStore

from .conftest import event, letters, rows

Send = Callable[..., None]


class Faulty:
    """The real store, with a fault before some inserts."""

    name = "faulty"

    def __init__(self, store: EventStore, fault: Callable[[Batch], None]) -> None:
        self._store = store
        self._fault = fault
        self.select = store.select
        self.execute = store.execute

    def insert(self, batch: Batch) -> None:
        self._fault(batch)
        self._store.insert(batch)

    def close(self) -> None: ...


def test_drain__a_step_that_raises__makes_one_dead_letter(
    journal: Journal,
    store: EventStore,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bad, good = event("bad"), event("good")

    def refuse(each: Any, context: Any) -> None:
        if each.name == "bad":
            raise ValueError("cannot digest")

    monkeypatch.setattr(work.pipeline.run, "__defaults__", ((refuse, *STEPS),))
    send(bad, good)
    worker = Worker(journal, store, None)
    worker.drain()
    assert rows(store, project_id) == ["good"]
    ((letter_uuid, step, reason, payload),) = letters(store, project_id)
    assert (letter_uuid, step, reason) == (bad["uuid"], "refuse", "ValueError: cannot digest")
    assert orjson.loads(payload)["event"] == "bad"
    assert worker.status.dead_letters == 1


def test_drain__warnings_that_cannot_be_saved__hold_up_no_event(
    journal: Journal,
    store: EventStore,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(warnings: Any, at: Any) -> None:
        IngestionWarning.objects.create(team_id=None)

    monkeypatch.setattr(work.notes, "save_warnings", refuse)
    send(event())
    worker = Worker(journal, store, None)
    worker.drain()
    assert (rows(store, project_id), worker.status.stored) == (["e"], 1)


def test_drain__rows_that_the_store_refuses__are_found_and_the_rest_is_stored(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    events = [event("poison" if n in (3, 77) else "fine") for n in range(100)]

    def fault(batch: Batch) -> None:
        if batch.table == "events" and b"poison" in batch.data:
            raise QueryRefused("Cannot parse this.", code="incorrect_data")

    send(*events)
    worker = Worker(journal, Faulty(store, fault), None)
    worker.drain()
    assert rows(store, project_id) == ["fine"] * 98
    assert [row[:3] for row in letters(store, project_id)] == sorted(
        [e["uuid"], "store:events", "Cannot parse this."] for e in events if e["event"] == "poison"
    )
    assert (worker.status.stored, worker.status.dead_letters) == (98, 2)


def test_drain__a_record_that_is_no_request__is_kept_as_a_dead_letter(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    send(event(), body=b'{"half":')
    send(event())
    worker = Worker(journal, store, None)
    worker.drain()
    assert rows(store, project_id) == ["e"]
    ((_, step, _, payload),) = letters(store, project_id)
    assert step == "parse"
    assert payload
    assert worker.status.dead_letters == 1


def test_drain__store_is_down__waits_says_so_and_loses_nothing(
    journal: Journal,
    store: EventStore,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience, "FIRST_SECONDS", 0.001)
    failures = iter(range(5))

    def fault(batch: Batch) -> None:
        if next(failures, None) is not None:
            raise StoreDown("No answer.")

    send(event(), event())
    worker = Worker(journal, Faulty(store, fault), None)
    worker.drain()
    assert len(rows(store, project_id)) == 2
    assert worker.status.last_error == "StoreDown: No answer."
    assert not worker.status.is_failing


def test_drain__schema_trouble__is_no_fault_of_the_rows(
    journal: Journal,
    store: EventStore,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience, "FIRST_SECONDS", 0.001)
    failures = iter(range(3))

    def fault(batch: Batch) -> None:
        if next(failures, None) is not None:
            raise QueryRefused("No such table.", code="unknown_table")

    send(event())
    Worker(journal, Faulty(store, fault), None).drain()
    assert len(rows(store, project_id)) == 1
    assert letters(store, project_id) == []


@pytest.mark.django_db(transaction=True)
def test_worker__stopped_while_the_store_is_down__keeps_the_backlog(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    def down(batch: Batch) -> None:
        raise StoreDown("No answer.")

    worker = Worker(journal, Faulty(store, down), None)
    worker.start()
    send(event())
    while not worker.status.is_failing:
        pass
    worker.stop(0.1)
    assert worker.status.lag_seconds > 0
    Worker(journal, store, None).drain()
    assert len(rows(store, project_id)) == 1
