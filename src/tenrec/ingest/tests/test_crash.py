"""Wherever the worker breaks off, the next one makes everything whole: each event exactly once."""

import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenrec.ingest import load, work
from tenrec.ingest.journal import Journal
from tenrec.ingest.ledger import Ledger
from tenrec.ingest.models import IngestState
from tenrec.ingest.worker import Worker
from tenrec.store.base import Batch, EventStore
from tenrec.store.engines.chdb import ChdbStore

from .conftest import received, write

Send = Callable[..., None]
BIG = 1_000_000_000


class Crash(BaseException):
    """The process is gone; nobody may catch this."""


class Fuse:
    """Counts the places where a crash would hurt, and blows at one of them."""

    def __init__(self, blows_at: int | None) -> None:
        self.left = blows_at

    def pass_by(self) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            self.left = None
            raise Crash


_PLACES: list[tuple[type, str]] = [
    (Ledger, "begin"),
    (Ledger, "refuse"),
    (Ledger, "finish"),
    (Ledger, "settle"),
    (ChdbStore, "insert"),
    (Journal, "forget"),
    (work.People, "save"),
]


@contextmanager
def fused(fuse: Fuse) -> Iterator[None]:
    """Before and after every step of the protocol stands the fuse."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in _PLACES:
            patch.setattr(owner, name, _guarded(getattr(owner, name), fuse))
        yield


def _guarded(inner: Callable[..., Any], fuse: Fuse) -> Callable[..., Any]:
    def guarded(*args: Any, **kwargs: Any) -> Any:
        fuse.pass_by()
        result = inner(*args, **kwargs)
        fuse.pass_by()
        return result

    return guarded


def drain_through_crashes(journal: Journal, store: EventStore, blows: list[int]) -> int:
    """New workers until one comes through; how many crashed."""
    crashes = 0
    for blows_at in [*blows, None]:
        worker = Worker(journal, store, None)
        try:
            with fused(Fuse(blows_at)):
                worker.drain()
        except Crash:
            crashes += 1
        finally:
            worker.stop(0)
    return crashes


def event(name: str = "e", distinct_id: str = "u", **fields: Any) -> dict[str, Any]:
    return {"event": name, "distinct_id": distinct_id, "uuid": str(uuid.uuid4()), **fields}


def stored(store: EventStore, team_id: int) -> Counter[tuple[str, str]]:
    answer = store.select("SELECT toString(uuid), event FROM events", team_id=team_id)
    return Counter((row[0], row[1]) for row in answer.rows)


@pytest.mark.parametrize("blows_at", range(50))
def test_drain__a_crash_at_each_point__everything_exactly_once(
    journal: Journal,
    store: EventStore,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
    blows_at: int,
) -> None:
    from tenrec.persons.models import Person

    monkeypatch.setattr(work, "CHUNK_EVENTS", 4)
    monkeypatch.setattr(load, "MAX_EVENTS", 9)
    sent = [event(distinct_id=f"u{n % 5}", properties={"$set": {"n": n}}) for n in range(18)]
    sent[3] |= {"event": "$identify", "properties": {"$anon_distinct_id": "u4"}}
    for start in range(0, 18, 3):
        send(*sent[start : start + 3])
    send(sent[7])
    without_uuid = {"event": "made", "distinct_id": "u1"}
    send(without_uuid, without_uuid)
    assert drain_through_crashes(journal, store, [blows_at]) == 1
    found = stored(store, project_id)
    assert set(found.values()) == {1}
    assert {key[0] for key in found} >= {each["uuid"] for each in sent}
    assert len(found) == 20
    state = IngestState.objects.get()
    assert (state.position, state.batch_from, state.stored) == (journal.end, None, 20)
    people = store.select("SELECT id, max(version) FROM persons GROUP BY id", team_id=project_id)
    ours = {str(p.uuid): p.version for p in Person.objects.filter(team_id=project_id)}
    assert {str(row[0]): row[1] for row in people.rows} | ours == {
        str(row[0]): row[1] for row in people.rows
    }


@pytest.mark.parametrize("blows_at", range(34))
def test_drain__a_crash_while_poison_is_searched__everything_exactly_once(
    journal: Journal,
    store: EventStore,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
    blows_at: int,
) -> None:
    """A person id that is none makes the real store refuse the row."""

    def poison(each: Any, context: Any) -> None:
        if each.name == "poison":
            each.person_id = "not a uuid"

    monkeypatch.setattr(work.pipeline.run, "__defaults__", ((*work.pipeline.STEPS, poison),))
    sent = [event("poison" if n == 2 else "fine") for n in range(7)]
    send(*sent)
    assert drain_through_crashes(journal, store, [blows_at]) == 1
    assert stored(store, project_id) == {
        (e["uuid"], "fine"): 1 for e in sent if e["event"] == "fine"
    }
    letters = store.select("SELECT uuid, step FROM dead_letters", team_id=project_id)
    assert letters.rows == [[sent[2]["uuid"], "store:events"]]


_PICK = st.integers(0, 14)
_REQUESTS = st.lists(st.lists(_PICK, min_size=1, max_size=6), min_size=1, max_size=6)
_ROUNDS = st.lists(st.tuples(_REQUESTS, st.lists(st.integers(0, 16), max_size=2)), max_size=3)


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rounds=_ROUNDS)
def test_drain__any_duplicates_and_any_crashes__have_set_semantics(
    store: EventStore, tmp_path: Path, rounds: list[tuple[list[list[int]], list[int]]]
) -> None:
    from tenrec.accounts.models import Organization, Project

    team_id = int(uuid.uuid4()) >> 80
    Project.objects.create(id=team_id, organization=Organization.objects.create(name="Acme"))
    IngestState.objects.all().delete()
    journal = Journal(tmp_path / str(team_id), max_bytes=BIG)
    pool = [event(f"e{n % 2}", timestamp="2026-05-01T12:00:00Z") for n in range(15)]
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(work, "CHUNK_EVENTS", 3)
            patch.setattr(load, "MAX_EVENTS", 5)
            for requests, crashes in rounds:
                for picks in requests:
                    put(journal, team_id, [pool[pick] for pick in picks])
                drain_through_crashes(journal, store, crashes)
    finally:
        journal.close()
    wanted = {pick for requests, _ in rounds for picks in requests for pick in picks}
    expected = {(pool[pick]["uuid"], pool[pick]["event"]): 1 for pick in wanted}
    assert stored(store, team_id) == expected


def put(journal: Journal, team_id: int, events: list[dict[str, Any]]) -> None:
    import asyncio

    from tenrec.core.received import Received

    body = json.dumps({"api_key": "phc_x", "batch": events}).encode()
    record = Received(team_id, 1_777_000_000_000_000, "", "", "v0", None, False, body).pack()
    asyncio.run(journal.append(record))


@contextmanager
def power_cut(fuse: Fuse) -> Iterator[None]:
    """Rows survive, the notes of their tokens do not: the next insert of them looks new."""
    insert = ChdbStore.insert

    def without_a_trace(self: ChdbStore, batch: Batch) -> None:
        insert(self, replace(batch, token=f"lost-{uuid.uuid4()}"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ChdbStore, "insert", without_a_trace)
        with fused(fuse):
            yield


@pytest.mark.parametrize("blows_at", range(2, 16))
def test_drain__power_cut_loses_the_tokens__everything_exactly_once(
    journal: Journal,
    store: EventStore,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
    blows_at: int,
) -> None:
    monkeypatch.setattr(work, "CHUNK_EVENTS", 4)
    months = [f"2026-0{1 + n % 3}-15T12:00:00Z" for n in range(12)]
    odd = [
        event("tab\tname\\n", "id\n\0 ünï", timestamp="1812-06-24T00:00:00Z"),
        event(timestamp="2026-05-01T12:00:00.123456Z"),
    ]
    sent = [event(f"e{n}", timestamp=month) for n, month in enumerate(months)] + odd
    send(*sent)
    without_uuid = {"event": "made", "distinct_id": "u1"}
    send(without_uuid, without_uuid)
    write(journal, received(project_id, kind="replay", root={"n": 1}).pack())
    write(journal, received(project_id, kind="v0", body=b"no json").pack())
    worker = Worker(journal, store, None)
    with pytest.raises(Crash), power_cut(Fuse(blows_at)):
        worker.drain()
    worker.stop()
    drain_through_crashes(journal, store, [])
    assert set(stored(store, project_id).values()) == {1}
    assert len(stored(store, project_id)) == 16
    for table, count in (("replay_records", 1), ("dead_letters", 1)):
        answer = store.select(f"SELECT count() FROM {table}", team_id=project_id)
        assert answer.rows == [[count]]


def test_drain__power_cut_between_two_months__the_missing_month_is_stored(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    """An insert is whole or nothing only within a month."""
    sent = [event(timestamp=f"2026-0{month}-15T12:00:00Z") for month in (1, 2, 1, 2)]
    send(*sent)
    insert = ChdbStore.insert

    def half(self: ChdbStore, batch: Batch) -> None:
        rows = batch.data.splitlines(keepends=True)
        january = [row for row in rows if row.split(b"\t")[3].startswith(b"2026-01")]
        insert(self, replace(batch, data=b"".join(january), token="lost"))
        raise Crash

    worker = Worker(journal, store, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ChdbStore, "insert", half)
        with pytest.raises(Crash):
            worker.drain()
    worker.stop()
    assert len(stored(store, project_id)) == 2
    drain_through_crashes(journal, store, [])
    assert stored(store, project_id) == {(each["uuid"], "e"): 1 for each in sent}
