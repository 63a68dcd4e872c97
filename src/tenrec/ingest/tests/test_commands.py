"""Deleting and splitting persons in their turn among the events, and removing what was theirs."""

from typing import Any

import pytest
from django.db import connection

from tenrec.ingest.journal import Journal
from tenrec.ingest.models import IngestionWarning
from tenrec.ingest.outbox import Outbox
from tenrec.ingest.status import Status
from tenrec.ingest.worker import Worker
from tenrec.jobs.worker import drain as run_jobs
from tenrec.persons.models import (
    Person,
    PersonDeletion,
    PersonDistinctId,
    PersonlessDistinctId,
    PersonTombstone,
)
from tenrec.store.base import EventStore

from .conftest import Send, event, rows

RESOLVED = """
    SELECT e.event, e.distinct_id, toString(if(o.is_set = 1, o.person_id, e.person_id))
    FROM events AS e LEFT JOIN (
        SELECT distinct_id, argMax(person_id, version) AS person_id, 1 AS is_set
        FROM person_distinct_id_overrides
        GROUP BY distinct_id HAVING argMax(is_deleted, version) = 0
    ) AS o ON e.distinct_id = o.distinct_id ORDER BY e.timestamp
"""
TABLES = ("persons", "person_distinct_ids", "person_distinct_id_overrides", "dead_letters")


@pytest.fixture
def outbox(journal: Journal) -> Outbox:
    return Outbox(journal, Status())


@pytest.fixture
def drain(journal: Journal, store: EventStore) -> Any:
    return lambda: Worker(journal, store, None).drain()


def holder(team_id: int, distinct_id: str) -> Person:
    found = PersonDistinctId.objects.get(team_id=team_id, distinct_id=distinct_id).person
    assert found is not None
    return found


def ask(outbox: Outbox, person: Person, **fields: Any) -> PersonDeletion:
    deletion = PersonDeletion.objects.create(
        team_id=person.team_id, persons=[str(person.uuid)], **fields
    )
    outbox.command(person.team_id, "remove_persons", deletion=str(deletion.pk))
    return deletion


def stored(store: EventStore, team_id: int, table: str) -> int:
    count: int = store.select(f"SELECT count() FROM {table}", team_id=team_id).rows[0][0]
    return count


def test_remove__with_events__leaves_nothing_of_the_person(
    outbox: Outbox, drain: Any, store: EventStore, project_id: int, send: Send
) -> None:
    send(event("before", "anon", properties={"$process_person_profile": False}))
    send(event("$identify", "zoe", properties={"$anon_distinct_id": "anon"}))
    send(event("bought", "zoe"), event("kept", "bob"))
    drain()
    other = project_id + 1
    deletion = ask(outbox, holder(project_id, "zoe"), deletes_events=True)
    send(event("after", "zoe"))
    drain()
    assert run_jobs() == 1
    deletion.refresh_from_db()
    assert (deletion.state, deletion.error) == ("done", "")
    assert deletion.done_at is not None
    assert deletion.distinct_ids == []
    told = {"persons": 1, "distinct_ids": 2, "events": 3, "dead_letters": 0}
    assert deletion.counts == told
    assert sorted(rows(store, project_id)) == ["after", "kept"]
    zoe = holder(project_id, "zoe")
    assert sorted(rows(store, project_id, "event, toString(person_id)")) == [
        ["after", str(zoe.uuid)],
        ["kept", str(holder(project_id, "bob").uuid)],
    ]
    persons = "SELECT toString(id) FROM persons FINAL WHERE NOT is_deleted"
    assert [str(zoe.uuid)] in store.select(persons, team_id=project_id).rows
    assert stored(store, project_id, "persons") == 2
    assert not PersonDistinctId.objects.filter(team_id=project_id, distinct_id="anon").exists()
    assert not PersonlessDistinctId.objects.filter(team_id=project_id).exists()
    assert not PersonTombstone.objects.filter(team_id=project_id).exists()
    assert store.select("SELECT count() FROM erasures").rows == [[0]]
    assert stored(store, other, "events") == 0


def test_remove__events_in_flight_before_the_request__go_too(
    outbox: Outbox, drain: Any, store: EventStore, project_id: int, send: Send
) -> None:
    send(event("first", "zoe"))
    drain()
    zoe = holder(project_id, "zoe")
    # Neither these nor the merge are stored when the request is made.
    send(
        event("second", "zoe"), event("$identify", "zoe2", properties={"$anon_distinct_id": "zoe"})
    )
    send(event("third", "zoe2"))
    ask(outbox, zoe, deletes_events=True)
    drain()
    run_jobs()
    assert rows(store, project_id) == []
    assert not Person.objects.filter(team_id=project_id).exists()
    assert {table: stored(store, project_id, table) for table in TABLES} == dict.fromkeys(TABLES, 0)


def test_remove__without_events__they_stay_and_go_to_who_comes_next(
    outbox: Outbox, drain: Any, store: EventStore, project_id: int, send: Send
) -> None:
    send(event("$identify", "zoe", properties={"$anon_distinct_id": "anon"}), event("x", "zoe"))
    drain()
    first = holder(project_id, "zoe")
    ask(outbox, first)
    drain()
    run_jobs()
    assert len(rows(store, project_id)) == 2
    assert not Person.objects.filter(team_id=project_id).exists()
    assert stored(store, project_id, "persons") == 0
    send(event("again", "zoe", properties={"$set": {"a": 1}}))
    drain()
    again = holder(project_id, "zoe")
    assert {row[2] for row in store.select(RESOLVED, team_id=project_id).rows} == {str(again.uuid)}
    shown = "SELECT properties FROM persons FINAL WHERE NOT is_deleted"
    assert '"a":1' in store.select(shown, team_id=project_id).rows[0][0]


def test_remove__only_events__keeps_the_person(
    outbox: Outbox, drain: Any, store: EventStore, project_id: int, send: Send
) -> None:
    send(event("x", "zoe"))
    drain()
    zoe = holder(project_id, "zoe")
    ask(outbox, zoe, deletes_person=False, deletes_events=True)
    drain()
    run_jobs()
    assert rows(store, project_id) == []
    assert holder(project_id, "zoe") == zoe
    assert stored(store, project_id, "persons") == 1


def test_remove__recordings_and_warnings__go_with_the_person_alone(
    outbox: Outbox, drain: Any, store: EventStore, project_id: int, send: Send
) -> None:
    send(event("x", "zoe"), event("x", "bob"))
    for name in ("zoe", "bob"):
        send(event("$snapshot", name), kind="replay")
    drain()
    for name in ("zoe", "bob"):
        IngestionWarning.objects.create(team_id=project_id, type="t", details={"distinctId": name})
    ask(outbox, holder(project_id, "zoe"), deletes_recordings=True)
    drain()
    run_jobs()
    assert stored(store, project_id, "replay_records") == 1
    kept = IngestionWarning.objects.filter(team_id=project_id)
    assert [row.details["distinctId"] for row in kept] == ["bob"]


def test_remove__same_names_in_another_project__untouched(
    outbox: Outbox, drain: Any, store: EventStore, project_id: int, send: Send
) -> None:
    from tenrec.accounts.models import Organization, Project

    other = Project.objects.create(
        id=project_id + 1, organization=Organization.objects.create(name="Other")
    ).id
    send(event("x", "zoe"))
    send(event("x", "zoe"), team_id=other)
    drain()
    theirs = holder(other, "zoe")
    # A request that names the person of another project finds nobody.
    deletion = PersonDeletion.objects.create(
        team_id=project_id, persons=[str(theirs.uuid)], deletes_events=True
    )
    outbox.command(project_id, "remove_persons", deletion=str(deletion.pk))
    ask(outbox, holder(project_id, "zoe"), deletes_events=True)
    drain()
    run_jobs()
    assert (stored(store, project_id, "events"), stored(store, other, "events")) == (0, 1)
    assert holder(other, "zoe") == theirs


def test_command__cut_short_before_its_state__is_carried_out_once(
    outbox: Outbox,
    drain: Any,
    store: EventStore,
    project_id: int,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tenrec.persons import removal

    send(event("x", "zoe"))
    drain()
    deletion = ask(outbox, holder(project_id, "zoe"), deletes_events=True)
    save, tries = removal.Removal.save, []

    def failing(self: removal.Removal) -> None:
        save(self)
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("the power went out")

    monkeypatch.setattr(removal.Removal, "save", failing)
    with pytest.raises(RuntimeError):
        drain()
    deletion.refresh_from_db()
    assert deletion.state == "waiting"
    drain()
    drain()
    assert len(tries) == 2
    assert run_jobs() == 1
    assert rows(store, project_id) == []


def test_split__every_other_id__gets_a_person_and_its_own_events(
    outbox: Outbox, drain: Any, store: EventStore, project_id: int, send: Send
) -> None:
    send(event("a", "one"), event("b", "two"))
    send(event("$merge_dangerously", "one", properties={"alias": "two"}))
    send(event("$create_alias", "one", properties={"alias": "three"}))
    send(event("c", "three"))
    drain()
    whole = holder(project_id, "one")
    outbox.command(project_id, "split_person", person=str(whole.uuid), main="two")
    send(event("d", "three"))
    drain()
    people = {name: str(holder(project_id, name).uuid) for name in ("one", "two", "three")}
    assert len(set(people.values())) == 3
    assert people["two"] == str(whole.uuid)
    for name, distinct_id, uuid in store.select(RESOLVED, team_id=project_id).rows:
        assert uuid == people[distinct_id], name
    alive = "SELECT count() FROM persons FINAL WHERE NOT is_deleted"
    assert store.select(alive, team_id=project_id).rows == [[3]]


def test_split__without_a_main_id__keeps_no_properties(
    outbox: Outbox, drain: Any, store: EventStore, project_id: int, send: Send
) -> None:
    send(event("a", "one", properties={"$set": {"email": "x@example.com"}}))
    send(event("$create_alias", "one", properties={"alias": "two"}))
    drain()
    whole = holder(project_id, "one")
    outbox.command(project_id, "split_person", person=str(whole.uuid))
    drain()
    assert {p.properties for p in Person.objects.filter(team_id=project_id)} == {"{}"}
    assert holder(project_id, "one") != holder(project_id, "two")
    # They can be brought together again.
    send(event("$merge_dangerously", "one", properties={"alias": "two"}))
    drain()
    assert holder(project_id, "one") == holder(project_id, "two")


def test_command__unknown_or_broken__is_left_out(
    outbox: Outbox, drain: Any, store: EventStore, project_id: int, send: Send
) -> None:
    outbox.command(project_id, "no_such_command")
    outbox.command(project_id, "split_person", person="00000000-0000-0000-0000-000000000000")
    send(event("x", "zoe"))
    drain()
    assert rows(store, project_id) == ["x"]
    assert connection.vendor


def test_event__of_our_own__takes_the_path_of_every_event(
    outbox: Outbox, drain: Any, project_id: int, send: Send
) -> None:
    send(event("x", "zoe", properties={"$set": {"a": 1, "b": 2}}))
    outbox.event(project_id, "$set", "zoe", {"$set": {"a": 5}, "$unset": ["b"]})
    drain()
    text = holder(project_id, "zoe").properties
    assert '"a":5' in text
    assert '"b"' not in text


def test_resume__requests_that_never_reached_the_journal__are_carried_out_once(
    outbox: Outbox, drain: Any, store: EventStore, project_id: int, send: Send
) -> None:
    send(event("x", "zoe"))
    drain()
    deletion = PersonDeletion.objects.create(
        team_id=project_id, persons=[str(holder(project_id, "zoe").uuid)], deletes_events=True
    )
    outbox.resume()
    outbox.resume()
    drain()
    assert run_jobs() == 1
    deletion.refresh_from_db()
    assert deletion.state == "done"
    assert rows(store, project_id) == []
