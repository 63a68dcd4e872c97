"""An organization that is deleted takes its projects and their data with it."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tenrec.accounts.models import Membership, Organization, Project, ProjectDeletion, User
from tenrec.accounts.tests.cast import Caller, new_user
from tenrec.jobs.worker import drain
from tenrec.store.base import EventStore
from tenrec.taxonomy.models import EventDefinition


def test_delete__owner__everything_is_gone_and_told(
    alice: User,
    garden: Organization,
    project: Project,
    second_project: Project,
    store: EventStore,
    with_session: Caller,
) -> None:
    ids = {project.id, second_project.id}
    for each in ids:
        EventDefinition.objects.create(team_id=each, name="seen")
    client = with_session(alice)
    assert client.delete(f"/api/organizations/{garden.id}/").status_code == 204
    assert not Organization.objects.filter(id=garden.id).exists()
    assert not Project.objects.filter(id__in=ids).exists()
    assert client.get("/api/organizations/").json()["results"] == []
    assert client.get(f"/api/projects/{project.id}/").status_code == 404
    ProjectDeletion.objects.update(requested_at=now() - timedelta(minutes=1))
    drain()
    rows = client.get("/api/project_deletions/").json()["results"]
    assert {row["project_id"] for row in rows if row["is_finished"]} == ids
    assert {row["organization_name"] for row in rows} == {"Garden"}
    assert not EventDefinition.objects.filter(team_id__in=ids).exists()


@pytest.mark.parametrize("level", [Membership.Level.MEMBER, Membership.Level.ADMIN])
def test_delete__below_owner__403(
    alice: User, garden: Organization, with_session: Caller, with_key: Caller, level: int
) -> None:
    ada = new_user("Ada", garden, level)
    for client in (with_session(ada), with_key(ada)):
        assert client.delete(f"/api/organizations/{garden.id}/").status_code == 403
    assert Organization.objects.filter(id=garden.id).exists()


def test_delete__stranger__403(charlie: User, garden: Organization, with_key: Caller) -> None:
    assert with_key(charlie).delete(f"/api/organizations/{garden.id}/").status_code == 403
    assert Organization.objects.filter(id=garden.id).exists()
