"""Users as a key sees them that is limited to projects or organizations."""

import pytest

from tenrec.accounts.models import Membership, Organization, Project, User
from tenrec.accounts.tests.cast import Caller

ME = "/api/users/@me/"


@pytest.fixture
def shop(alice: User) -> Project:
    """A project of a second organization of hers, where she was last."""
    home = Organization.objects.create(name="Shop")
    Membership.objects.create(organization=home, user=alice, level=Membership.Level.OWNER)
    made = Project.objects.create(organization=home, name="Till")
    User.objects.filter(pk=alice.pk).update(current_project=made)
    return made


@pytest.mark.parametrize("kind", ["scoped_teams", "scoped_organizations"])
def test_me__limited_key__is_told_of_its_own_places_only(
    alice: User, project: Project, shop: Project, with_key: Caller, kind: str
) -> None:
    limits = {
        "scoped_teams": [project.id],
        "scoped_organizations": [str(project.organization_id)],
    }
    client = with_key(alice, "user:read", **{kind: limits[kind]})
    me = client.get(ME).json()
    assert me["team"]["id"] == project.id
    assert me["organization"]["id"] == str(project.organization_id)
    assert [home["id"] for home in me["organizations"]] == [str(project.organization_id)]
    old = client.get("/api/user/").json()
    assert old["team"]["id"] == project.id
    assert [team["id"] for team in old["teams"]] == [project.id]
    assert [home["id"] for home in old["organizations"]] == [str(project.organization_id)]
    assert [team["id"] for team in old["organization"]["teams"]] == [project.id]


def test_me__unlimited_key__is_told_of_all(alice: User, shop: Project, with_key: Caller) -> None:
    me = with_key(alice, "user:read").get(ME).json()
    assert me["team"]["id"] == shop.id
    assert len(me["organizations"]) == 2


def test_set_current_team__out_of_the_limits__does_not_exist(
    alice: User, project: Project, shop: Project, with_key: Caller
) -> None:
    client = with_key(alice, "user:write", "user:read", scoped_teams=[project.id])
    answer = client.patch(ME, {"set_current_team": shop.id}, format="json")
    assert answer.json()["code"] == "does_not_exist"
    answer = client.patch(ME, {"set_current_team": project.id}, format="json")
    assert answer.json()["team"]["id"] == project.id


def test_staff__limited_key__sees_nobody_else(
    alice: User, bob: User, project: Project, with_key: Caller
) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    client = with_key(alice, scoped_teams=[project.id])
    assert [u["email"] for u in client.get("/api/users/").json()["results"]] == [alice.email]
    assert client.get(f"/api/users/{bob.uuid}/").status_code == 403
    assert with_key(alice).get(f"/api/users/{bob.uuid}/").status_code == 200


def test_staff__any_key__makes_nobody_staff(alice: User, bob: User, with_key: Caller) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    answer = with_key(alice).patch(f"/api/users/{bob.uuid}/", {"is_staff": True}, format="json")
    assert answer.status_code == 403
    bob.refresh_from_db()
    assert bob.is_staff is False


@pytest.mark.parametrize("kind", ["scoped_teams", "scoped_organizations"])
def test_my_organization__limited_key__names_no_project_beyond(
    alice: User, project: Project, second_project: Project, with_key: Caller, kind: str
) -> None:
    """The whole organization is told, but of its projects only those that the key opens."""
    limits = {"scoped_teams": [project.id], "scoped_organizations": [str(project.organization_id)]}
    told = with_key(alice, "user:read", **{kind: limits[kind]}).get(ME)
    reached = [project.id] if kind == "scoped_teams" else [project.id, second_project.id]
    home = told.json()["organization"]
    assert [team["id"] for team in home["teams"]] == reached
    assert [team["id"] for team in home["projects"]] == reached
    assert (second_project.api_token.encode() in told.content) is (kind == "scoped_organizations")


def test_my_organization__key_limited_to_another__is_null(
    alice: User, desert: Organization, with_key: Caller
) -> None:
    told = with_key(alice, "user:read", scoped_organizations=[str(desert.id)]).get(ME).json()
    assert told["organization"] is None
    assert told["team"] is None
    assert told["organizations"] == []


def test_my_organization__allows_no_keys_of_members__names_no_project(
    bob: User, project: Project, with_key: Caller, with_session: Caller
) -> None:
    Organization.objects.update(members_can_use_personal_api_keys=False)
    told = with_key(bob, "user:read").get(ME)
    assert told.json()["team"] is None
    assert told.json()["organization"]["teams"] == []
    assert told.json()["organization"]["projects"] == []
    assert project.api_token.encode() not in told.content
    mine = with_session(bob).get(ME).json()["organization"]
    assert [team["id"] for team in mine["teams"]] == [project.id]


def test_my_organization__second_factor_is_missing__names_no_project_of_it(
    bob: User, project: Project, second_project: Project, with_session: Caller
) -> None:
    Organization.objects.update(enforce_2fa=True)
    told = with_session(bob).get(ME)
    assert told.json()["team"]["id"] == project.id  # the web app asks it what is missing
    assert told.json()["organization"]["teams"] == []
    assert second_project.api_token.encode() not in told.content
