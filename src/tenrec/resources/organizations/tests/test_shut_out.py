"""What tells of several organizations leaves those out whose rules refuse the caller."""

from typing import Any

import pytest

from tenrec.accounts.models import Membership, Organization, Project, User
from tenrec.accounts.tests.cast import Caller


def names(client: Any, path: str) -> list[str]:
    return [row["name"] for row in client.get(path).json()["results"]]


@pytest.fixture
def rooms(alice: User, project: Project) -> Membership:
    """Her membership in an organization that refuses keys of members; she has another one."""
    Project.objects.filter(pk=project.pk).update(slack_incoming_webhook="https://hooks.test/x")
    home = Organization.objects.create(name="Rooms", members_can_use_personal_api_keys=False)
    Project.objects.create(organization=home, name="Rents")
    return Membership.objects.create(organization=home, user=alice)


@pytest.mark.parametrize(("level", "is_shown"), [(1, False), (8, True), (15, True)])
def test_lists__organization_refuses_keys_of_members__only_admins_see_it(
    alice: User, rooms: Membership, with_key: Caller, level: int, is_shown: bool
) -> None:
    Membership.objects.filter(pk=rooms.pk).update(level=level)
    client = with_key(alice)
    assert ("Rents" in names(client, "/api/projects/")) is is_shown
    assert ("Rooms" in names(client, "/api/organizations/")) is is_shown
    teams = [team["name"] for team in client.get("/api/user/").json()["teams"]]
    assert ("Rents" in teams) is is_shown
    assert "Vegetables" in names(client, "/api/projects/")


def test_lists__session__is_not_asked_about_keys(
    alice: User, rooms: Membership, with_session: Caller
) -> None:
    client = with_session(alice)
    assert "Rents" in names(client, "/api/projects/")
    assert "Rooms" in names(client, "/api/organizations/")


def test_old_user__second_factor_is_missing__nothing_of_the_project(
    alice: User, garden: Organization, rooms: Membership, with_session: Caller
) -> None:
    Organization.objects.filter(pk=garden.pk).update(enforce_2fa=True)
    body = with_session(alice).get("/api/user/").json()
    assert body["team"]["name"] == "Rents"
    assert [team["name"] for team in body["teams"]] == ["Rents"]
    Organization.objects.filter(pk=rooms.organization_id).update(enforce_2fa=True)
    body = with_session(alice).get("/api/user/").json()
    assert (body["team"], body["teams"]) == (None, [])


@pytest.mark.parametrize(
    ("scopes", "shown"),
    [(["user:read"], None), (["user:read", "project:read"], "https://hooks.test/x")],
)
def test_old_user__webhook__only_for_a_key_that_reads_projects(
    alice: User, rooms: Membership, with_key: Caller, scopes: list[str], shown: str | None
) -> None:
    team = with_key(alice, *scopes).get("/api/user/").json()["team"]
    assert team["slack_incoming_webhook"] == shown
