"""What flags keep of a person follows a merge, and goes with a deletion."""

from uuid import UUID

import pytest

from tenrec.flags.continuity import keep_keys, stored_keys
from tenrec.flags.models import HashKeyOverride
from tenrec.ingest.journal import Journal
from tenrec.ingest.outbox import Outbox
from tenrec.ingest.status import Status
from tenrec.ingest.worker import Worker
from tenrec.persons.models import PersonDeletion, PersonDistinctId
from tenrec.store.base import EventStore

from .conftest import Send, event

FLAGS = frozenset({"beta", "gamma"})


def uuid_of(team_id: int, distinct_id: str) -> UUID:
    person = PersonDistinctId.objects.get(team_id=team_id, distinct_id=distinct_id).person
    assert person is not None
    return person.uuid


def test_merge__keys_of_who_is_gone__go_over_and_those_of_who_stays_win(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    send(event(distinct_id="anon"), event(distinct_id="zoe"), event(distinct_id="other"))
    Worker(journal, store, None).drain()
    anon, zoe = uuid_of(project_id, "anon"), uuid_of(project_id, "zoe")
    keep_keys(project_id, [(anon, "beta"), (anon, "gamma")], "anon")
    keep_keys(project_id, [(zoe, "gamma")], "older")
    keep_keys(project_id, [(uuid_of(project_id, "other"), "beta")], "other")
    send(event("$identify", "zoe", properties={"$anon_distinct_id": "anon"}))
    Worker(journal, store, None).drain()
    assert stored_keys(project_id, [anon, zoe], FLAGS) == {
        anon: {},
        zoe: {"beta": "anon", "gamma": "older"},
    }
    assert HashKeyOverride.objects.filter(project_id=project_id).count() == 3


@pytest.mark.parametrize(("deletes_person", "left"), [(True, 1), (False, 2)])
def test_remove__person__takes_the_keys_along(
    journal: Journal,
    store: EventStore,
    project_id: int,
    send: Send,
    deletes_person: bool,
    left: int,
) -> None:
    send(event(distinct_id="zoe"), event(distinct_id="bob"))
    Worker(journal, store, None).drain()
    zoe, bob = uuid_of(project_id, "zoe"), uuid_of(project_id, "bob")
    keep_keys(project_id, [(zoe, "beta"), (bob, "beta")], "anon")
    deletion = PersonDeletion.objects.create(
        team_id=project_id, persons=[str(zoe)], deletes_person=deletes_person, deletes_events=True
    )
    outbox = Outbox(journal, Status())
    outbox.command(project_id, "remove_persons", deletion=str(deletion.pk))
    Worker(journal, store, None).drain()
    assert HashKeyOverride.objects.filter(project_id=project_id).count() == left
    keep_keys(project_id, [(zoe, "beta")], "anon")  # of somebody who is gone nothing is kept
    assert HashKeyOverride.objects.filter(project_id=project_id).count() == left


def test_keep__twice_and_for_another_project__keeps_the_first(
    journal: Journal, store: EventStore, project_id: int, send: Send
) -> None:
    send(event(distinct_id="zoe"))
    Worker(journal, store, None).drain()
    zoe = uuid_of(project_id, "zoe")
    keep_keys(project_id, [(zoe, "beta")], "first")
    keep_keys(project_id, [(zoe, "beta")], "second")
    keep_keys(project_id + 1, [(zoe, "beta")], "stranger")
    assert list(HashKeyOverride.objects.values_list("project_id", "hash_key")) == [
        (project_id, "first")
    ]
