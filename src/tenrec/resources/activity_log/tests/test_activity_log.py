"""The activity log: every filter, its pages, what is new, and nobody else's rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from tenrec.accounts.models import Organization, Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.activity.models import ActivityLog
from tenrec.activity.record import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/activity_log/"


@pytest.fixture
def rows(
    project: Project, second_project: Project, charlies_project: Project, alice: User, bob: User,
    charlie: User,
) -> None:  # fmt: skip
    """Five of the project, one of the other, one of the organization, one of a stranger."""

    def log(user: User | None, activity: str, scope: str, item: str, **more: Any) -> None:
        place: Project = more.pop("place", project)
        days = more.pop("days", 0)
        row = record(
            activity, scope=scope, item_id=item, user=user, organization=place.organization,
            project=None if more.pop("everywhere", False) else place, **more,
        )  # fmt: skip
        ActivityLog.objects.filter(pk=row.pk).update(created_at=now() - timedelta(days=days))

    log(alice, "created", "Insight", "1", name="Orders", days=9)
    log(alice, "created", "Notebook", "2", name="Plan", days=8)
    changed = [{"type": "Insight", "action": "changed", "field": "name", "before": "Orders",
                "after": "Ölpreise"}]  # fmt: skip
    log(bob, "updated", "Insight", "1", name="Ölpreise", changes=changed, days=7)
    log(bob, "created", "Action", "3", name="Bought", days=6)
    log(None, "deleted", "Cohort", "4", name="Pros", days=5)
    log(bob, "updated", "Insight", "1", name="elsewhere", place=second_project, days=4)
    log(alice, "created", "OrganizationInvite", "9", name="x@y.z", everywhere=True, days=3)
    log(charlie, "created", "Insight", "1", name="secret", place=charlies_project, days=2)


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return [row["detail"]["name"] for row in answer.json()["results"]]


@pytest.mark.usefixtures("rows")
def test_log__of_a_project__newest_first(
    home: str, alice: User, with_key: Caller,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = with_key(alice, "activity_log:read")
    client.get(home)
    with django_assert_max_num_queries(6):
        answer = client.get(home)
    assert names(answer) == ["Pros", "Bought", "Ölpreise", "Plan", "Orders"]
    row = answer.json()["results"][2]
    assert row["user"]["first_name"] == "Bob"
    assert (row["scope"], row["item_id"], row["activity"]) == ("Insight", "1", "updated")
    assert row["detail"]["changes"][0]["after"] == "Ölpreise"
    assert (row["unread"], row["is_system"]) == (True, False)
    assert answer.json()["results"][0]["is_system"] is True
    assert names(client.get("/api/activity_log/")) == names(answer)


@pytest.mark.usefixtures("rows")
def test_log__filters(home: str, alice: User, bob: User, with_key: Caller) -> None:
    client = with_key(alice)
    for asked, found in (
        ({"user": str(bob.id)}, ["Bought", "Ölpreise"]),
        ({"user": str(bob.uuid)}, ["Bought", "Ölpreise"]),
        ({"scope": "Insight"}, ["Ölpreise", "Orders"]),
        ({"scopes": "Action,Cohort"}, ["Pros", "Bought"]),
        ({"scopes": '["Notebook"]'}, ["Plan"]),
        ({"scope": "Insight", "item_id": "1"}, ["Ölpreise", "Orders"]),
        ({"item_id": "7"}, []),
        ({"ordering": "created_at"}, ["Orders", "Plan", "Ölpreise", "Bought", "Pros"]),
    ):
        assert names(client.get(home, asked)) == found, asked


@pytest.mark.usefixtures("rows")
def test_log__pages__give_each_once_while_rows_are_added(
    home: str, project: Project, alice: User, with_key: Caller
) -> None:
    client = with_key(alice)
    page = client.get(home, {"page_size": 2})
    seen = names(page)
    while page.json()["next"]:
        record("created", scope="X", item_id=1, user=alice, organization=project.organization,
               project=project, name="late")  # fmt: skip
        page = client.get(page.json()["next"])
        seen += names(page)
    assert seen == ["Pros", "Bought", "Ölpreise", "Plan", "Orders"]


@pytest.mark.usefixtures("rows")
def test_important_changes__what_others_did_to_mine(
    home: str, project: Project, alice: User, bob: User, with_key: Caller
) -> None:
    client, path = with_key(alice), f"{home}important_changes/"
    body = client.get(path).json()
    assert [row["detail"]["name"] for row in body["results"]] == ["Ölpreise"]
    assert (body["last_read"], body["results"][0]["unread"]) == (None, True)
    assert with_key(bob).get(path).json()["results"] == []
    mark = (now() - timedelta(days=1)).isoformat()
    said = {"bookmark": mark}
    assert client.post(f"{home}bookmark_activity_notification/", said).status_code == 204
    body = client.get(path).json()
    assert datetime.fromisoformat(body["last_read"]) == datetime.fromisoformat(mark)
    assert body["results"][0]["unread"] is False
    assert client.get(path, {"unread": "true"}).json()["results"] == []
    for number in range(12):
        record("updated", scope="Notebook", item_id=2, user=bob,
               organization=project.organization, project=project, name=str(number))  # fmt: skip
    newest = client.get(path, {"unread": "true"}).json()["results"]
    assert [row["detail"]["name"] for row in newest] == [str(n) for n in range(11, 1, -1)]
    assert with_key(bob).get(path).json()["last_read"] is None


@pytest.mark.parametrize("said", [{}, {"bookmark": None}, {"bookmark": "soon"}, {"bookmark": []}])
def test_bookmark__bad__400_names_it(home: str, alice: User, with_key: Caller, said: Any) -> None:
    answer = with_key(alice).post(f"{home}bookmark_activity_notification/", said)
    assert (answer.status_code, answer.json()["attr"]) == (400, "bookmark")


@pytest.mark.usefixtures("rows")
def test_organization_log__has_all_projects_and_no_stranger(
    garden: Organization, project: Project, alice: User, bob: User, charlie: User,
    with_key: Caller, django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    path = f"/api/organizations/{garden.id}/advanced_activity_logs/"
    client = with_key(alice)
    whole = ["x@y.z", "elsewhere", "Pros", "Bought", "Ölpreise", "Plan", "Orders"]
    client.get(path)
    with django_assert_max_num_queries(6):
        assert names(client.get(path)) == whole
    assert names(client.get(path, {"team_ids": f"[{project.id}]"})) == whole[2:]
    filters = client.get(f"{path}available_filters/").json()["static_filters"]
    assert [user["label"] for user in filters["users"]] == ["Alice", "Bob"]
    assert [one["value"] for one in filters["scopes"]] == [
        "Action", "Cohort", "Insight", "Notebook", "OrganizationInvite",
    ]  # fmt: skip
    assert [one["value"] for one in filters["activities"]] == ["created", "deleted", "updated"]
    for stranger in (bob, charlie):
        for asked in (path, f"{path}available_filters/"):
            assert with_key(stranger).get(asked).status_code == 403


@pytest.mark.usefixtures("rows")
def test_advanced_log__filters(project: Project, alice: User, bob: User, with_key: Caller) -> None:
    path = f"/api/projects/{project.id}/advanced_activity_logs/"
    client = with_key(bob)
    for asked, found in (
        ({}, ["Pros", "Bought", "Ölpreise", "Plan", "Orders"]),
        ({"start_date": "-7d", "end_date": "-5d"}, ["Pros", "Bought"]),
        ({"users": f'["{alice.uuid}"]'}, ["Plan", "Orders"]),
        ({"scopes": '["Insight", "Cohort"]'}, ["Pros", "Ölpreise", "Orders"]),
        ({"activities": "deleted"}, ["Pros"]),
        ({"item_ids": '["2", "3"]'}, ["Bought", "Plan"]),
        ({"search_text": "Ölp"}, ["Ölpreise"]),
        ({"search_text": "ORDERS"}, ["Ölpreise", "Orders"]),
        ({"search_text": "%"}, []),
        ({"is_system": "true"}, ["Pros"]),
        ({"is_system": "false", "scopes": "Cohort"}, []),
        ({"was_impersonated": "true"}, []),
    ):
        assert names(client.get(path, asked)) == found, asked
    filters = client.get(f"{path}available_filters/").json()["static_filters"]
    assert {user["value"] for user in filters["users"]} == {str(alice.uuid), str(bob.uuid)}
    assert "OrganizationInvite" not in str(filters)


@pytest.mark.parametrize(
    "asked",
    [{"start_date": "soon"}, {"users": "me"}, {"scopes": "[1]"}, {"is_system": "x"},
     {"team_ids": "[true]"}, {"team_ids": "x"}, {"ordering": "user"}, {"page_size": "x"}],
)  # fmt: skip
def test_organization_log__bad_filter__400_names_it(
    garden: Organization, alice: User, with_key: Caller, asked: dict[str, str]
) -> None:
    answer = with_key(alice).get(f"/api/organizations/{garden.id}/advanced_activity_logs/", asked)
    assert (answer.status_code, answer.json()["attr"]) == (400, next(iter(asked)))


def test_log__key_without_its_scope__is_refused(home: str, alice: User, with_key: Caller) -> None:
    client = with_key(alice, "activity_log:read")
    assert client.get(home).status_code == 200
    assert client.get(f"{home}important_changes/").status_code == 200
    said = {"bookmark": datetime(2026, 1, 1, tzinfo=UTC).isoformat()}
    assert client.post(f"{home}bookmark_activity_notification/", said).status_code == 403
    assert with_key(alice, "insight:read").get(home).status_code == 403
    assert client.get(home, {"user": "x"}).json()["attr"] == "user"
