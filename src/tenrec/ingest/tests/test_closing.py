"""A deleted project: every table of the store and of the state is emptied, others stay."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult

from tenrec.accounts.models import Organization, Project, ProjectDeletion
from tenrec.activity.models import ActivityLog
from tenrec.ingest.jobs import erase_project
from tenrec.ingest.models import IngestionWarning, IngestState
from tenrec.jobs.worker import drain
from tenrec.persons.models import GroupType, Person, PersonDistinctId
from tenrec.store.base import Batch, EventStore
from tenrec.taxonomy.models import EventDefinition

pytestmark = pytest.mark.django_db
TABLES = ("events", "persons", "person_distinct_ids", "groups", "dead_letters")


def fill(store: EventStore, team_id: int) -> None:
    """A row in each table of the store, and people and names in the state."""
    uuid = str(uuid4())
    rows = {
        "events": (["team_id", "uuid", "event", "distinct_id"], [uuid, "seen", "mole"]),
        "persons": (["team_id", "id"], [uuid]),
        "person_distinct_ids": (["team_id", "distinct_id", "person_id"], ["mole", uuid]),
        "groups": (["team_id", "group_type_index", "group_key"], ["0", "acme"]),
        "dead_letters": (["team_id", "uuid", "event"], [uuid, "seen"]),
    }
    for table, (columns, values) in rows.items():
        line = "\t".join([str(team_id), *values]) + "\n"
        store.insert(Batch(table, columns, line.encode(), f"{table}-{uuid}"))
    person = Person.objects.create(team_id=team_id, uuid=uuid, created_at=now())
    PersonDistinctId.objects.create(team_id=team_id, distinct_id="mole", person=person)
    GroupType.objects.create(team_id=team_id, name="company", index=0)
    EventDefinition.objects.create(team_id=team_id, name="seen")
    IngestionWarning.objects.create(team_id=team_id, type="odd")


def stored(store: EventStore, team_id: int) -> dict[str, int]:
    counts = {
        table: store.select(f"SELECT count() FROM {table}", team_id=team_id).rows[0][0]
        for table in TABLES
    }
    models = (Person, PersonDistinctId, GroupType, EventDefinition, IngestionWarning)
    for model in models:
        counts[model.__name__] = model.objects.filter(team_id=team_id).count()
    return counts


@pytest.fixture
def home() -> Organization:
    return Organization.objects.create(name="Garden")


def deleted(home: Organization, team_id: int, seconds_ago: int = 60) -> ProjectDeletion:
    """A project that is gone already, with its job in the queue."""
    deletion = ProjectDeletion.objects.create(
        project_id=team_id,
        project_name="Shop",
        organization_id=home.pk,
        organization_name=home.name,
        requested_at=now() - timedelta(seconds=seconds_ago),
    )
    erase_project.enqueue(str(deletion.pk))
    return deletion


def make_due() -> None:
    DBTaskResult.objects.update(run_after=now())


def test_erase__everything_of_the_team_and_nothing_of_another(
    store: EventStore, team_id: int, home: Organization
) -> None:
    other = team_id + 700_000
    for each in (team_id, other):
        fill(store, each)
    deletion = deleted(home, team_id)
    assert set(stored(store, team_id).values()) == {1}
    drain()
    deletion.refresh_from_db()
    assert deletion.finished_at is not None
    assert (deletion.deleted_rows["events"], deletion.deleted_rows["persons"]) == (1, 1)
    assert set(stored(store, team_id).values()) == {0}
    assert set(stored(store, other).values()) == {1}
    row = ActivityLog.objects.get(organization=home)
    assert (row.activity, row.item_id, row.project_id) == ("data_deleted", str(team_id), None)


def test_erase__batch_that_still_knew_the_project__is_swept_up_after_it(
    store: EventStore, team_id: int, home: Organization
) -> None:
    state = IngestState.objects.create(position=100, batch_from=100, batch_to=200)
    deletion = deleted(home, team_id)
    drain()
    deletion.refresh_from_db()
    assert (deletion.finished_at, deletion.stored_before) == (None, 200)
    fill(store, team_id)  # the batch has come through
    state.position, state.batch_from, state.batch_to = 200, 200, 300
    state.save()
    make_due()
    drain()
    deletion.refresh_from_db()
    assert deletion.finished_at is not None
    assert set(stored(store, team_id).values()) == {0}


def test_erase__just_asked_for__looks_again_later(
    store: EventStore, team_id: int, home: Organization
) -> None:
    deletion = deleted(home, team_id, seconds_ago=0)
    drain()
    deletion.refresh_from_db()
    assert deletion.finished_at is None
    assert DBTaskResult.objects.filter(status="READY").count() == 1


def test_erase__project_that_is_still_there__fails_aloud_and_removes_nothing(
    store: EventStore, team_id: int, home: Organization
) -> None:
    Project.objects.create(id=team_id, organization=home, name="Alive")
    fill(store, team_id)
    deletion = deleted(home, team_id)
    drain()
    deletion.refresh_from_db()
    assert "not deleted" in deletion.error
    assert set(stored(store, team_id).values()) == {1}
