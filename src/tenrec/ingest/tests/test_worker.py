"""From the journal into the store: everything once, whatever arrives."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from tenrec.core.event import DropReason
from tenrec.core.received import Received
from tenrec.ingest import work
from tenrec.ingest.journal import Journal
from tenrec.ingest.models import Dropped, IngestionWarning, IngestState, WarningCount
from tenrec.ingest.steps import leave_out_large_person
from tenrec.ingest.worker import Worker
from tenrec.store.base import EventStore
from tenrec.taxonomy.models import EventDefinition, PropertyDefinition

from .conftest import event, rows, uuids

Send = Callable[..., None]


def test_drain__a_batch__is_stored_with_its_person_and_counted(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    from tenrec.accounts.models import Project

    given = event("sign up", "alice", properties={"$set": {"plan": "pro"}, "n": 2**70})
    send(given, event("sign up", "bob"))
    worker = Worker(journal, store, None)
    worker.drain()
    columns = "distinct_id, properties, person_properties, person_mode"
    by_id = {row[0]: row[1:] for row in rows(store, project_id, columns)}
    assert orjson.loads(by_id["alice"][0])["$ip"] == "203.0.113.7"
    assert f'"n":{2**70}' in by_id["alice"][0]
    assert orjson.loads(by_id["alice"][1])["plan"] == "pro"
    assert by_id["alice"][2] == "full"
    assert (worker.status.stored, worker.status.dead_letters) == (2, 0)
    assert worker.status.position == journal.end
    assert Project.objects.get(id=project_id).ingested_event
    persons = store.select("SELECT count() FROM persons", team_id=project_id)
    assert persons.rows == [[2]]


def test_drain__the_same_uuid_again__counts_once_at_once(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    given = event(timestamp="2026-05-01T23:59:59Z")
    send(given, given)
    Worker(journal, store, None).drain()
    send({**given, "timestamp": "2026-05-02T00:00:01Z"}, {**given, "event": "other"})
    send(given)
    worker = Worker(journal, store, None)
    worker.drain()
    assert sorted(rows(store, project_id)) == ["e", "other"]
    assert worker.status.dropped == {"duplicate": 3}
    dropped = Dropped.objects.get(team_id=project_id)
    assert (dropped.reason, dropped.count) == ("duplicate", 3)


@pytest.mark.parametrize(
    "day", ["0001-01-01", "1500-02-03", "1899-12-31", "1900-01-01", "1969-12-31", "2026-01-01"]
)
def test_drain__a_retry_of_an_old_event__counts_once_in_any_range_of_time(
    journal: Journal, store: EventStore, project_id: int, send: Send, day: str
) -> None:
    given = event(timestamp=f"{day}T23:59:59Z")
    send(given)
    Worker(journal, store, None).drain()
    send(given)
    Worker(journal, store, None).drain()
    assert uuids(store, project_id) == [given["uuid"]]
    ranges = f"""
        SELECT countIf(timestamp < '2030-01-01 00:00:00'), countIf(timestamp > '{day} 00:00:00')
        FROM events WHERE event = 'e' AND timestamp < '2030-01-01 00:00:00'
            AND timestamp >= '0001-01-01 00:00:00'
    """
    assert store.select(ranges, team_id=project_id).rows == [[1, 1]]


def test_drain__v1_said_no_person__makes_none(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    at, same = "2026-05-01T12:00:00Z", {"properties": {"$set": {"a": 1}, "$anon_distinct_id": "x"}}
    ids = [("$identify", "null"), ("e", "Anonymous"), ("e", "alice")]
    batch = [event(name, distinct_id, timestamp=at, **same) for name, distinct_id in ids]
    send(kind="v1", body=orjson.dumps({"created_at": at, "batch": batch}))
    Worker(journal, store, None).drain()
    modes = dict(rows(store, project_id, "distinct_id, person_mode"))
    assert modes == {"null": "propertyless", "Anonymous": "propertyless", "alice": "full"}
    held = "SELECT distinct_id FROM person_distinct_ids"
    assert store.select(held, team_id=project_id).rows == [["alice"]]


def test_drain__a_huge_person_with_many_events__does_not_fill_the_rows(
    journal: Journal,
    store: EventStore,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leave_out_large_person, "ALL_LARGE", 1_000_000)
    big = event("$set", "fat", properties={"$set": {"k": "x" * 300_000}})
    send(big, *(event("e", "fat", properties={"n": n}) for n in range(10)), event("e", "thin"))
    Worker(journal, store, None).drain()
    sizes = rows(store, project_id, "distinct_id, length(person_properties) > 300000")
    assert sizes.count(["fat", 1]) == 3
    assert len(sizes) == 12
    kept = "SELECT length(properties) > 300000 FROM persons ORDER BY 1"
    assert store.select(kept, team_id=project_id).rows == [[0], [1]]
    counted = WarningCount.objects.get(type="person_properties_left_out")
    assert (counted.team_id, counted.count) == (project_id, 8)


def test_drain__a_batch_from_a_thousand_months__makes_few_parts(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    months = [f"{1900 + n // 12}-{n % 12 + 1:02}-15T00:00:00Z" for n in range(1000)]
    send(*(event(timestamp=month) for month in months))
    Worker(journal, store, None).drain()
    assert len(uuids(store, project_id)) == 1000
    parts = "SELECT uniq(_partition_id) FROM events"
    assert store.select(parts, team_id=project_id).rows == [[1]]


def test_drain__the_same_uuid_days_apart__are_two_events(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    given = event(timestamp="1950-05-01T12:00:00Z")
    send(given, {**given, "timestamp": "2026-05-01T12:00:00Z"})
    Worker(journal, store, None).drain()
    send(given)
    Worker(journal, store, None).drain()
    assert len(rows(store, project_id)) == 2


def test_drain__two_projects__the_same_uuid_is_no_duplicate(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    from tenrec.accounts.models import Organization, Project

    other = Project.objects.create(
        id=project_id + 1, organization=Organization.objects.create(name="B")
    )
    given = event()
    send(given)
    Worker(journal, store, None).drain()
    send(given, team_id=other.id)
    Worker(journal, store, None).drain()
    assert uuids(store, project_id) == uuids(store, other.id) == [given["uuid"]]


def test_drain__a_project_that_is_gone__drops_and_counts(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    send(event(), team_id=project_id + 5)
    worker = Worker(journal, store, None)
    worker.drain()
    assert worker.status.dropped == {DropReason.UNKNOWN_TEAM.value: 1}


def test_drain__recordings__are_kept_as_they_came(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    import base64

    send(kind="replay", body=b"\x1f\x8b\x00\t\n\\", is_gzip=True)
    send(event())
    Worker(journal, store, None).drain()
    ((record,),) = store.select("SELECT record FROM replay_records", team_id=project_id).rows
    assert Received.unpack(base64.b64decode(record)).body == b"\x1f\x8b\x00\t\n\\"
    assert len(rows(store, project_id)) == 1


def test_drain__team_settings__are_obeyed(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    from tenrec.accounts.models import Project

    Project.objects.filter(id=project_id).update(
        anonymize_ips=True, drop_events_older_than_seconds=3600
    )
    old = datetime.now(UTC) - timedelta(hours=2)
    send(event("new"), event("old", timestamp=old.isoformat()))
    Worker(journal, store, None).drain()
    ((name, properties),) = rows(store, project_id, "event, properties")
    assert name == "new"
    assert "$ip" not in orjson.loads(properties)
    assert IngestionWarning.objects.get(team_id=project_id).type == "event_dropped_too_old"


def test_drain__many_warnings__are_counted_and_sampled(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    name = "$$client_ingestion_warning"
    message = {"$$client_ingestion_warning_message": "slow\0down"}
    for _ in range(2):
        send(*(event(name, properties=message) for _ in range(30)))
        Worker(journal, store, None).drain()
    assert rows(store, project_id) == []
    assert IngestionWarning.objects.filter(team_id=project_id).count() == 10
    assert WarningCount.objects.get(team_id=project_id).count == 60


def test_drain__definitions__follow_the_stored_events(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    group = {"$group_type": "company", "$group_key": "acme", "$group_set": {"seats": 40}}
    send(
        event("buy", properties={"price": 3, "$set": {"plan": "pro"}}),
        event("$groupidentify", properties=group),
    )
    Worker(journal, store, None).drain()
    assert EventDefinition.objects.filter(team_id=project_id, name="buy").exists()
    found = PropertyDefinition.objects.filter(team_id=project_id)
    by_name = {row.name: (row.type, row.group_type_index, row.property_type) for row in found}
    assert by_name["price"] == (1, -1, "Numeric")
    assert by_name["plan"] == (2, -1, "String")
    assert by_name["seats"] == (3, 0, "Numeric")
    assert "$set" not in by_name


def test_drain__several_chunks_and_batches__keep_every_event(
    journal: Journal,
    store: EventStore,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tenrec.ingest import load, worker

    monkeypatch.setattr(work, "CHUNK_EVENTS", 7)
    monkeypatch.setattr(load, "MAX_EVENTS", 40)
    monkeypatch.setattr(worker, "BUSY_BYTES", 0)
    given = [event() for _ in range(300)]
    for start in range(0, 300, 10):
        send(*given[start : start + 10])
    running = Worker(journal, store, None)
    running.drain()
    assert uuids(store, project_id) == sorted(e["uuid"] for e in given)
    assert running.status.batches == 8


def test_worker__journal_lost_but_state_kept__new_events_are_stored(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    IngestState.objects.create(id=IngestState.ONLY, position=10_000_000)
    worker = Worker(journal, store, None)
    worker.drain()
    send(event())
    Worker(journal, store, None).drain()
    assert len(rows(store, project_id)) == 1


@pytest.mark.django_db(transaction=True)
def test_worker__started__stores_what_comes_and_stops_when_told(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    worker = Worker(journal, store, None)
    worker.start()
    for _ in range(3):
        send(event())
    worker.stop(20)
    assert len(rows(store, project_id)) == 3
    assert not worker.status.is_running
    assert worker.status.lag_seconds == 0
