"""/api/user/ as the seeds and the clients of 2020 and 2021 use it."""

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.keys import create_key
from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import PASSWORD, Caller
from tenrec.activity.models import ActivityLog
from tenrec.taxonomy.models import EventDefinition, PropertyDefinition

USER = "/api/user/"


@pytest.fixture
def names(project: Project, charlies_project: Project) -> None:
    for name in ("sign up", "buy"):
        EventDefinition.objects.create(team_id=project.id, name=name)
    EventDefinition.objects.create(team_id=charlies_project.id, name="secret")
    for name, is_number in (("plan", False), ("price", True)):
        PropertyDefinition.objects.create(team_id=project.id, name=name, is_numerical=is_number)


def test_get__by_the_key_in_the_address__tells_the_names(
    alice: User, project: Project, names: None
) -> None:
    _, value = create_key(alice, "Old", scopes=["*"])
    body = APIClient().get(USER, {"personal_api_key": value}).json()
    assert body["email"] == alice.email
    assert body["team"]["event_names"] == ["buy", "sign up"]
    assert body["team"]["event_names_with_usage"][0] == {
        "event": "buy",
        "volume": None,
        "usage_count": None,
    }
    assert body["team"]["event_properties"] == ["plan", "price"]
    assert body["team"]["event_properties_numerical"] == ["price"]
    assert body["team"]["api_token"] == project.api_token
    assert (
        body["organization"]["teams"] == body["teams"] == [{"name": "Vegetables", "id": project.id}]
    )
    assert body["has_password"] is False


def test_get__without_the_slash_and_without_a_project(charlie: User, with_key: Caller) -> None:
    charlie.memberships.all().delete()
    body = with_key(charlie).get("/api/user").json()
    assert (body["team"], body["organization"], body["teams"]) == (None, None, [])


def test_get__names__only_for_a_key_that_may_read_them_here(
    alice: User, project: Project, second_project: Project, names: None, with_key: Caller
) -> None:
    blind = with_key(alice, "user:read").get(USER).json()
    assert blind["team"]["event_names"] == blind["team"]["event_properties"] == []
    elsewhere = with_key(alice, scoped_teams=[second_project.id]).get(USER).json()
    assert elsewhere["team"]["event_names"] == []


def test_patch__user_and_team(
    alice: User, project: Project, second_project: Project, with_session: Caller
) -> None:
    client = with_session(alice)
    wish = {
        "user": {"email_opt_in": True, "toolbar_mode": "disabled"},
        "team": {"app_urls": ["https://example.com"], "anonymize_ips": True},
    }
    body = client.patch(USER, wish, format="json").json()
    assert (body["email_opt_in"], body["toolbar_mode"]) == (True, "disabled")
    assert body["team"]["app_urls"] == ["https://example.com"]
    project.refresh_from_db()
    assert project.anonymize_ips is True
    row = ActivityLog.objects.get(scope="Team", activity="updated")
    assert (row.user, row.project_id, row.item_id) == (alice, project.id, str(project.id))
    assert {change["field"] for change in row.detail["changes"]} == {"app_urls", "anonymize_ips"}
    body = client.patch(USER, {"user": {"current_team_id": second_project.id}}, format="json")
    assert body.json()["team"]["id"] == second_project.id


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ({"current_team_id": "x"}, 400),
        ({"current_team_id": 999_999}, 404),
        ({"current_organization_id": "x"}, 400),
        ({"current_organization_id": "0190aa00-1111-7222-8333-444455556666"}, 404),
        ({"email_opt_in": "perhaps"}, 400),
        ({"toolbar_mode": ["x"]}, 400),
        ([1], 400),
        ("x", 400),
    ],
)
def test_patch__bad_user_part(alice: User, with_session: Caller, part: object, status: int) -> None:
    assert with_session(alice).patch(USER, {"user": part}, format="json").status_code == status


@pytest.mark.parametrize(
    "part",
    [
        {"app_urls": "x"},
        {"app_urls": [{}]},
        {"anonymize_ips": 17},
        "x",
        [1],
        {"slack_incoming_webhook": "file:///etc/passwd"},
        {"slack_incoming_webhook": "javascript:x"},
    ],
)
def test_patch__bad_team_part__400(alice: User, with_session: Caller, part: object) -> None:
    assert with_session(alice).patch(USER, {"team": part}, format="json").status_code == 400


def test_patch__foreign_project__404(
    alice: User, charlies_project: Project, with_session: Caller
) -> None:
    wish = {"user": {"current_team_id": charlies_project.id}}
    assert with_session(alice).patch(USER, wish, format="json").status_code == 404


def test_patch__team_by_key__needs_project_write_here(
    alice: User, second_project: Project, with_key: Caller
) -> None:
    wish = {"team": {"anonymize_ips": True}}
    assert with_key(alice, "user:write").patch(USER, wish, format="json").status_code == 403
    elsewhere = with_key(alice, scoped_teams=[second_project.id])
    assert elsewhere.patch(USER, wish, format="json").status_code == 403
    right = with_key(alice, "user:write", "project:write")
    assert right.patch(USER, wish, format="json").status_code == 200


def test_change_password__by_the_old_one_only(alice: User, with_session: Caller) -> None:
    alice.set_password(PASSWORD)
    alice.save()
    client, other = with_session(alice), with_session(alice)
    path, new = "/api/user/change_password/", "another mole entirely"
    wrong = client.patch(path, {"currentPassword": "x", "newPassword": new}, format="json")
    assert wrong.json()["code"] == "incorrect_password"
    assert client.patch(path, {"newPassword": new}, format="json").status_code == 400
    weak = client.patch(path, {"currentPassword": PASSWORD, "newPassword": "x"}, format="json")
    assert weak.status_code == 400
    right = {"currentPassword": PASSWORD, "newPassword": new}
    assert client.patch(path, right, format="json").json() == {}
    assert client.get(USER).status_code == 200
    assert other.get(USER).status_code == 401
