"""Projects made, moved, begun and deleted; under every address that they have."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.utils.timezone import now

from tenrec.accounts.changes import LISTENERS
from tenrec.accounts.keys import resolve_token
from tenrec.accounts.models import Membership, Organization, Project, ProjectDeletion, User
from tenrec.accounts.tests.cast import Caller, mark_session, new_user
from tenrec.activity.models import ActivityLog
from tenrec.jobs.worker import drain
from tenrec.store.base import Batch, EventStore

Level = Membership.Level


@pytest.fixture
def ada(garden: Organization) -> User:
    """Admin of the garden."""
    return new_user("Ada", garden, Level.ADMIN)


def test_create__admin__in_the_current_organization_and_current(
    alice: User, garden: Organization, with_session: Caller
) -> None:
    client = with_session(alice)
    answer = client.post("/api/projects/", {"name": "Herbs", "timezone": "Europe/Berlin"})
    assert answer.status_code == 201, answer.json()
    body = answer.json()
    assert (body["organization"], body["timezone"]) == (str(garden.id), "Europe/Berlin")
    assert body["api_token"].startswith("phc_")
    assert client.get("/api/projects/@current/").json()["id"] == body["id"]
    assert ActivityLog.objects.get(activity="created").project_id == body["id"]


def test_create__in_a_given_organization(
    alice: User, garden: Organization, desert: Organization, with_key: Caller
) -> None:
    client, wish = with_key(alice), {"name": "Herbs"}
    answer = client.post(f"/api/organizations/{garden.id}/projects/", wish)
    assert answer.status_code == 201
    assert client.post(f"/api/organizations/{desert.id}/projects/", wish).status_code == 403
    assert client.post("/api/environments/", wish).status_code == 201
    given = {**wish, "organization": str(desert.id)}
    assert client.post("/api/projects/", given).json()["organization"] == str(garden.id)
    assert not desert.projects.exists()


def test_create__member__403(bob: User, garden: Organization, with_key: Caller) -> None:
    for path in ("/api/projects/", f"/api/organizations/{garden.id}/projects/"):
        assert with_key(bob).post(path, {"name": "Herbs"}).status_code == 403
    assert garden.projects.count() == 1


def test_create__limited_key__only_where_it_may(
    alice: User, garden: Organization, desert: Organization, project: Project, with_key: Caller
) -> None:
    Membership.objects.create(organization=desert, user=alice, level=Level.OWNER)
    wish = {"name": "Herbs"}
    elsewhere = with_key(alice, scoped_organizations=[str(desert.id)])
    assert elsewhere.post("/api/projects/", wish).status_code == 403
    assert (
        with_key(alice, scoped_teams=[project.id]).post("/api/projects/", wish).status_code == 403
    )
    path = f"/api/organizations/{desert.id}/projects/"
    assert elsewhere.post(path, wish).status_code == 201


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x", "timezone": "Mars"}, [], "x"])
def test_create__bad__400(alice: User, garden: Organization, with_key: Caller, body: Any) -> None:
    assert with_key(alice).post("/api/projects/", body).status_code == 400
    assert garden.projects.count() == 1


def test_addresses__all_mean_the_same_project(
    alice: User, garden: Organization, project: Project, second_project: Project, with_key: Caller
) -> None:
    client = with_key(alice)
    body = client.get(f"/api/projects/{project.id}/").json()
    for path in (
        f"/api/environments/{project.id}/",
        f"/api/organizations/{garden.id}/projects/{project.id}/",
        "/api/organizations/@current/projects/@current/",
        f"/api/projects/{project.id}/environments/{project.id}/",
        f"/api/environments/{project.id}/environments/@current/",
    ):
        assert client.get(path).json() == body
    rows = client.get(f"/api/projects/{project.id}/environments/").json()["results"]
    assert [row["id"] for row in rows] == [project.id]
    other = f"/api/projects/{project.id}/environments/{second_project.id}/"
    for call in (client.get, client.delete, client.patch):
        assert call(other).status_code == 404
    assert client.post(f"/api/projects/{project.id}/environments/").status_code == 405


def test_organization_projects__only_its_own(
    alice: User,
    charlie: User,
    garden: Organization,
    desert: Organization,
    project: Project,
    charlies_project: Project,
    with_key: Caller,
) -> None:
    client = with_key(alice)
    home = f"/api/organizations/{garden.id}/projects"
    assert [row["id"] for row in client.get(f"{home}/").json()["results"]] == [project.id]
    assert client.get(f"{home}/{charlies_project.id}/").status_code == 404
    assert client.get(f"/api/organizations/{desert.id}/projects/").status_code == 403
    assert with_key(charlie).get(f"{home}/").status_code == 403
    assert with_key(charlie).delete(f"{home}/{project.id}/").status_code == 403
    Membership.objects.create(organization=desert, user=alice)
    assert client.delete(f"{home}/{charlies_project.id}/").status_code == 404
    path = f"/api/organizations/{desert.id}/projects/{project.id}/"
    assert client.patch(path, {"name": "x"}).status_code == 404


@pytest.fixture
def listener() -> Iterator[Mock]:
    heard = Mock()
    LISTENERS.append(heard)
    yield heard
    LISTENERS.remove(heard)


def test_delete__admin__unknown_at_once_and_empty_soon(
    ada: User,
    alice: User,
    project: Project,
    store: EventStore,
    listener: Mock,
    with_session: Caller,
    with_key: Caller,
    django_capture_on_commit_callbacks: Any,
) -> None:
    line = f"{project.id}\t0190aa00-1111-7222-8333-444455556666\tseen\tmole\n"
    columns = ["team_id", "uuid", "event", "distinct_id"]
    store.insert(Batch("events", columns, line.encode(), f"life-{project.id}"))
    client = with_session(ada)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(f"/api/projects/{project.id}/").status_code == 204
    assert listener.called
    assert resolve_token(project.api_token) is None
    assert client.get(f"/api/projects/{project.id}/").status_code == 404
    assert with_key(alice).get(f"/api/projects/{project.id}/events/").status_code == 404
    (row,) = client.get("/api/project_deletions/").json()["results"]
    assert (row["project_id"], row["is_finished"]) == (project.id, False)
    assert row["requested_by"]["email"] == ada.email
    ProjectDeletion.objects.update(requested_at=now() - timedelta(minutes=1))
    drain()
    row = client.get(f"/api/project_deletions/{row['id']}/").json()
    assert (row["is_finished"], row["deleted_rows"]["events"]) == (True, 1)
    assert row["finished_at"] is not None
    counted = store.select("SELECT count() FROM events", team_id=project.id)
    assert counted.rows == [[0]]
    log = ActivityLog.objects.filter(scope="Project").order_by("created_at")
    assert [each.activity for each in log] == ["deleted", "data_deleted"]


def test_delete__member_stranger_or_stale__403(
    alice: User,
    bob: User,
    charlie: User,
    project: Project,
    with_key: Caller,
    with_session: Caller,
) -> None:
    stale = with_session(alice)
    mark_session(stale, proved_at=1)
    for client in (with_key(bob), with_session(bob), with_key(charlie), stale):
        for path in ("projects", "environments"):
            assert client.delete(f"/api/{path}/{project.id}/").status_code == 403
    assert Project.objects.filter(id=project.id).exists()
    assert not ProjectDeletion.objects.exists()


def test_deletions__seen_by_admins_and_who_asked(
    alice: User,
    bob: User,
    charlie: User,
    garden: Organization,
    desert: Organization,
    with_key: Caller,
) -> None:
    deletion = ProjectDeletion.objects.create(
        project_id=1,
        project_name="Gone",
        organization_id=garden.id,
        organization_name="Garden",
        requested_by=None,
    )
    for user, count in ((alice, 1), (bob, 0), (charlie, 0)):
        client = with_key(user, "project:read")
        assert client.get("/api/project_deletions/").json()["count"] == count
        status = 200 if count else 404
        assert client.get(f"/api/project_deletions/{deletion.id}/").status_code == status
    elsewhere = with_key(alice, scoped_organizations=[str(desert.id)])
    assert elsewhere.get("/api/project_deletions/").json()["count"] == 0


def test_change_organization__admin_of_both__moves_with_its_log(
    alice: User,
    bob: User,
    charlie: User,
    desert: Organization,
    project: Project,
    with_session: Caller,
    with_key: Caller,
) -> None:
    client, path = with_session(alice), f"/api/projects/{project.id}"
    client.patch(f"{path}/", {"name": "Herbs"})
    wish = {"organization_id": str(desert.id)}
    answer = client.post(f"{path}/change_organization/", wish)
    assert (answer.status_code, answer.json()["code"]) == (400, "does_not_exist")
    membership = Membership.objects.create(organization=desert, user=alice, level=Level.MEMBER)
    assert client.post(f"{path}/change_organization/", wish).status_code == 400
    membership.level = Level.ADMIN
    membership.save()
    answer = client.post(f"{path}/change_organization/", wish)
    assert (answer.status_code, answer.json()["organization"]) == (200, str(desert.id))
    assert with_key(bob).get(f"{path}/").status_code == 403
    assert with_key(charlie).get(f"{path}/").status_code == 200
    assert len(client.get(f"{path}/activity/").json()["results"]) == 2


def test_change_organization__member_or_foreign_project__403(
    bob: User, charlie: User, desert: Organization, project: Project, with_key: Caller
) -> None:
    wish = {"organization_id": str(desert.id)}
    path = f"/api/projects/{project.id}/change_organization/"
    for user in (bob, charlie):
        assert with_key(user).post(path, wish).status_code == 403
    project.refresh_from_db()
    assert project.organization_id != desert.id


@pytest.mark.parametrize("given", [None, "x", 7, {}, ""])
def test_change_organization__no_id__400(
    alice: User, project: Project, with_key: Caller, given: Any
) -> None:
    path = f"/api/projects/{project.id}/change_organization/"
    answer = with_key(alice).post(path, {"organization_id": given})
    assert (answer.status_code, answer.json()["attr"]) == (400, "organization_id")


def test_intents__noted_once_and_completed(bob: User, project: Project, with_key: Caller) -> None:
    client, path = with_key(bob, "project:read"), f"/api/projects/{project.id}"
    for _ in range(2):
        wish = {"product_type": "feature_flags", "intent_context": "x", "metadata": {"a": 1}}
        answer = client.patch(f"{path}/add_product_intent/", wish)
        assert answer.status_code == 201, answer.json()
    (intent,) = answer.json()["product_intents"]
    assert (intent["product_type"], intent["onboarding_completed_at"]) == ("feature_flags", None)
    done = client.patch(f"{path}/complete_product_onboarding/", wish)
    assert done.status_code == 200
    assert done.json()["product_intents"][0]["onboarding_completed_at"] is not None
    assert done.json()["has_completed_onboarding_for"] == {"feature_flags": True}
    for wrong in ("", None, "a b", "x" * 101, ["x"]):
        answer = client.patch(f"{path}/add_product_intent/", {"product_type": wrong})
        assert (answer.status_code, answer.json()["attr"]) == (400, "product_type")


def test_demo__nobody_makes_events_up(
    bob: User, charlie: User, project: Project, with_key: Caller
) -> None:
    path = f"/api/projects/{project.id}/is_generating_demo_data/"
    assert with_key(bob).get(path).json() == {"is_generating_demo_data": False}
    assert with_key(charlie).get(path).status_code == 403


def test_restrictions__none__and_no_managed_views(
    bob: User, charlie: User, project: Project, with_key: Caller
) -> None:
    path = f"/api/projects/{project.id}/"
    asked = f"{path}event_ingestion_restrictions/"
    assert with_key(bob, "project:read").get(asked).json() == []
    assert with_key(bob, "query:read").get(asked).status_code == 403
    assert with_key(charlie).get(asked).status_code == 403
    assert with_key(bob).get("/api/environments/@current/event_ingestion_restrictions").json() == []
    client = with_key(bob)
    before = client.get(path).json()
    assert before["managed_viewsets"] == {"revenue_analytics": False}
    changed = client.patch(path, {"managed_viewsets": {"revenue_analytics": True}}, format="json")
    assert changed.json()["managed_viewsets"] == before["managed_viewsets"]


def test_list__more_projects__no_more_queries(
    alice: User, garden: Organization, with_key: Caller, django_assert_max_num_queries: Any
) -> None:
    client = with_key(alice)
    client.get("/api/projects/")
    for number in range(20):
        Project.objects.create(organization=garden, name=f"Bed {number}")
    for path in ("/api/projects/", f"/api/organizations/{garden.id}/projects/"):
        with django_assert_max_num_queries(6):
            assert client.get(path).json()["count"] == 21
