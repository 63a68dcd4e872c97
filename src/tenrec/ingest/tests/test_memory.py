"""Memory of a batch is bounded whatever is sent: by its values, its events, its persons."""

import gc
import tracemalloc
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tenrec.core.jsontext import dumps, loads
from tenrec.ingest import load, work
from tenrec.ingest.journal import Journal
from tenrec.ingest.load import Load
from tenrec.ingest.models import IngestState
from tenrec.ingest.worker import Worker
from tenrec.persons.models import Person
from tenrec.store.base import EventStore

from .conftest import event, rows, uuids
from .test_crash import drain_through_crashes

Send = Callable[..., None]


def ids(read: Load | None) -> list[str]:
    assert read is not None
    return [each.uuid for each in read.events]


def test_read__request_of_many_events__is_cut_and_read_again_the_same(
    journal: Journal, project_id: int, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "MAX_EVENTS", 5)
    monkeypatch.setattr(load, "UNSPLIT", 2)
    send(*[{"event": f"e{n}", "distinct_id": "u"} for n in range(12)])
    send({"event": "last", "distinct_id": "u"})
    found: list[Load] = []
    start = done = 0
    while part := load.read(journal, start, done=done):
        found.append(part)
        start, done = part.end, part.part
    assert [len(part.events) for part in found] == [5, 5, 3]
    assert [each.name for part in found for each in part.events] == [
        *(f"e{n}" for n in range(12)),
        "last",
    ]
    assert len({each for part in found for each in ids(part)}) == 13
    for part in found:
        again = load.read(journal, part.start, part.end, done=part.done, part=part.part)
        assert ids(again) == ids(part)
        assert again is not None
        assert (again.end, again.part) == (part.end, part.part)


def test_read__small_request_over_the_limit__stays_whole(
    journal: Journal, project_id: int, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "MAX_EVENTS", 5)
    for _ in range(3):
        send(*[event() for _ in range(3)])
    first = load.read(journal, 0)
    assert first is not None
    assert (len(first.events), first.part) == (6, 0)


def test_read__heavy_requests__come_alone(
    journal: Journal, project_id: int, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "MAX_WEIGHT", 100_000)
    send(event())
    send(event(properties={"a": [[]] * 5000}))
    send(event(properties={"a": [[]] * 500}))
    send(event())
    found = []
    start = 0
    while part := load.read(journal, start):
        found.append(len(part.events))
        start = part.end
    assert found == [1, 1, 2]


def test_place_of__each_number_of_events__is_where_a_batch_can_end(
    journal: Journal, project_id: int, send: Send
) -> None:
    for size in (1, 3, 2):
        send(*[event() for _ in range(size)])
    whole = load.read(journal, 0)
    for number in range(1, 6):
        assert whole is not None
        end, part = whole.place_of(number)
        first = load.read(journal, 0, end, part=part)
        rest = load.read(journal, end, done=part)
        assert ids(first) == ids(whole)[:number]
        assert ids(first) + ids(rest) == ids(whole)


@pytest.mark.parametrize("blows_at", range(0, 60, 3))
def test_drain__request_in_parts_and_a_crash__everything_exactly_once(
    journal: Journal,
    store: EventStore,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
    blows_at: int,
) -> None:
    monkeypatch.setattr(load, "MAX_EVENTS", 4)
    monkeypatch.setattr(load, "UNSPLIT", 1)
    sent = [event(properties={"$set": {"n": n}}) for n in range(11)]
    send(*sent, sent[2], {"event": "made", "distinct_id": "u1"})
    send(event("after"))
    drain_through_crashes(journal, store, [blows_at])
    found = uuids(store, project_id)
    assert len(found) == len(set(found)) == 13
    assert set(found) >= {each["uuid"] for each in sent}
    state = IngestState.objects.get()
    assert (state.position, state.done, state.batch_from) == (journal.end, 0, None)
    person = Person.objects.get(team_id=project_id, distinct_ids__distinct_id="u")
    assert loads(person.properties)["n"] == 10


def test_drain__many_tiny_values_in_small_bodies__objects_stay_bounded(
    journal: Journal,
    store: EventStore,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """40 bodies of 0.2 MB become 170 MB of objects, were they all read at once."""
    monkeypatch.setattr(load, "MAX_WEIGHT", 12_000_000)
    values: list[Any] = [[]] * 66_000
    for _ in range(40):
        send(event(properties={"a": values}))
    worker = Worker(journal, store, None)
    gc.collect()
    tracemalloc.start()
    try:
        worker.drain()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(rows(store, project_id)) == 40
    assert worker.status.batches >= 20
    assert peak < 40_000_000


def fat(name: str, size: int) -> dict[str, Any]:
    return event("$set", name, properties={"$set": {"text": "x" * size}})


def test_drain__large_persons__split_the_batch_and_lose_nothing(
    journal: Journal,
    store: EventStore,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for first in range(0, 30, 10):
        send(*[fat(f"u{n}", 40_000) for n in range(first, first + 10)])
    Worker(journal, store, None).drain()
    monkeypatch.setattr(work, "PEOPLE_BYTES", 1_000_000)
    touched = [event("touch", f"u{n}", properties={"$set": {"n": n}}) for n in range(30)]
    send(*touched[:5])
    send(*touched[5:])
    worker = Worker(journal, store, None)
    worker.drain()
    assert worker.status.batches >= 4
    found = rows(store, project_id, "event, distinct_id, person_properties")
    late = {who: loads(text) for name, who, text in found if name == "touch"}
    assert len(late) == 30
    for n in range(30):
        assert late[f"u{n}"]["n"] == n
        assert len(late[f"u{n}"]["text"]) == 40_000
    for person in Person.objects.filter(team_id=project_id):
        assert set(loads(person.properties)) >= {"n", "text"}


def test_drain__large_persons_in_the_way__the_next_batches_read_less(
    journal: Journal,
    store: EventStore,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(work, "PEOPLE_BYTES", 500_000)
    send(*[fat(f"u{n}", 100_000) for n in range(5)])
    Worker(journal, store, None).drain()
    read: list[int | None] = []
    inner = load.read

    def watched(*args: Any, **kwargs: Any) -> Load | None:
        read.append(kwargs["most"])
        return inner(*args, **kwargs)

    monkeypatch.setattr(load, "read", watched)
    send(*[event("touch", f"u{n % 5}") for n in range(20)])
    Worker(journal, store, None).drain()
    assert len(uuids(store, project_id)) == 25
    assert read[0] == load.MAX_EVENTS
    assert read[1] is not None
    assert read[1] < load.MAX_EVENTS


def test_person__large_and_untouched__is_not_read_for_nothing(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    from tenrec.persons.apply import People

    send(fat("big", 50_000), fat("small", 100))
    Worker(journal, store, None).drain()
    people = People()
    people.load([(project_id, "big"), (project_id, "small")])
    big, small = (people._ids[project_id, name].person for name in ("big", "small"))
    assert big is not None
    assert small is not None
    assert (big.kept, small.kept is None) == (None, False)
    assert big.stored_size == len(big.text) > 50_000
    assert small.stored_size == len(small.text)


def test_uuid__of_the_server__does_not_depend_on_where_a_batch_ends(
    journal: Journal, project_id: int, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(*[{"event": "e", "distinct_id": str(uuid.uuid4())} for _ in range(6)])
    whole = ids(load.read(journal, 0))
    monkeypatch.setattr(load, "UNSPLIT", 1)
    monkeypatch.setattr(load, "MAX_EVENTS", 4)
    first = load.read(journal, 0)
    assert first is not None
    assert ids(first) + ids(load.read(journal, first.end, done=first.part)) == whole
    assert dumps(whole)
