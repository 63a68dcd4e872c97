"""Members: seen, raised, lowered, removed; and all that nobody may do."""

from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.utils.timezone import now

from tenrec.accounts.changes import LISTENERS
from tenrec.accounts.models import Invite, Membership, Organization, PersonalAPIKey, Project, User
from tenrec.accounts.second_factor import Authenticator
from tenrec.accounts.tests.cast import Caller, key_of, mark_session, new_user

Level = Membership.Level


@pytest.fixture
def home(garden: Organization) -> str:
    return f"/api/organizations/{garden.id}/members"


@pytest.fixture
def ada(garden: Organization) -> User:
    """Admin of the garden."""
    return new_user("Ada", garden, Level.ADMIN)


def level_of(user: User, organization: Organization) -> int | None:
    found = Membership.objects.filter(user=user, organization=organization)
    return found.values_list("level", flat=True).first()


def test_list__fields_newest_first_and_only_of_this_organization(
    home: str, alice: User, bob: User, charlie: User, with_key: Caller
) -> None:
    Authenticator.objects.create(user=bob, name="app", confirmed=True)
    body = with_key(alice, "organization_member:read").get(f"{home}/").json()
    assert [row["user"]["email"] for row in body["results"]] == [bob.email, alice.email]
    first = body["results"][0]
    assert (first["level"], first["is_2fa_enabled"], first["has_social_auth"]) == (1, True, False)
    assert first["last_login"] is None
    assert body["results"][1]["is_2fa_enabled"] is False


def test_list__inactive__hidden(home: str, alice: User, bob: User, with_key: Caller) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    client = with_key(alice)
    assert client.get(f"{home}/").json()["count"] == 1
    assert client.delete(f"{home}/{bob.uuid}/").status_code == 404


def test_list__filters_and_order(
    home: str, alice: User, bob: User, ada: User, with_key: Caller
) -> None:
    client = with_key(alice)

    def names(query: str) -> list[str]:
        rows = client.get(f"{home}/?{query}").json()["results"]
        return [row["user"]["first_name"] for row in rows]

    assert names("email=BOB@example.com") == ["Bob"]
    assert names("email=nobody@example.com") == []
    assert names("order=-level") == ["Alice", "Ada", "Bob"]
    assert names("order=email") == ["Ada", "Alice", "Bob"]
    Membership.objects.filter(user=bob).update(updated_at=now() - timedelta(days=9))
    assert set(names("updated_after=-7d")) == {"Alice", "Ada"}
    for wrong in ("order=password", "updated_after=soon"):
        answer = client.get(f"{home}/?{wrong}")
        assert (answer.status_code, answer.json()["attr"]) == (400, wrong.split("=")[0])


def test_list__more_members__no_more_queries(
    home: str,
    alice: User,
    garden: Organization,
    with_key: Caller,
    django_assert_max_num_queries: object,
) -> None:
    client = with_key(alice)
    client.get(f"{home}/")
    for number in range(30):
        new_user(f"Gnome{number}", garden, Level.MEMBER)
    with django_assert_max_num_queries(6):
        assert client.get(f"{home}/").json()["count"] == 31


def test_change__owner_raises_and_logs(
    home: str, alice: User, bob: User, garden: Organization, with_session: Caller
) -> None:
    client = with_session(alice)
    for level in (Level.ADMIN, Level.OWNER, Level.MEMBER):
        answer = client.patch(f"{home}/{bob.uuid}/", {"level": level})
        assert (answer.status_code, answer.json()["level"]) == (200, level)
    log = client.get(f"{home}/activity/").json()["results"]
    assert [row["detail"]["changes"][0]["after"] for row in log] == [1, 15, 8]
    assert log[0]["detail"]["name"] == bob.email


def test_change__admin_raises_to_admin__and_no_higher(
    home: str, ada: User, bob: User, alice: User, garden: Organization, with_session: Caller
) -> None:
    client = with_session(ada)
    assert client.patch(f"{home}/{bob.uuid}/", {"level": 15}).status_code == 403
    assert client.patch(f"{home}/{alice.uuid}/", {"level": 1}).status_code == 403
    assert client.patch(f"{home}/{bob.uuid}/", {"level": 8}).status_code == 200
    assert (level_of(bob, garden), level_of(alice, garden)) == (8, 15)


def test_change__oneself__403_for_everybody(
    home: str, alice: User, ada: User, bob: User, garden: Organization, with_key: Caller
) -> None:
    for user, level in ((bob, 15), (bob, 8), (ada, 15), (alice, 1), (alice, 15)):
        before = level_of(user, garden)
        assert with_key(user).patch(f"{home}/@me/", {"level": level}).status_code == 403
        assert level_of(user, garden) == before


def test_change__member__403(
    home: str, alice: User, bob: User, garden: Organization, with_session: Caller
) -> None:
    carol = new_user("Carol", garden, Level.MEMBER)
    client = with_session(bob)
    for user in (carol, alice):
        assert client.patch(f"{home}/{user.uuid}/", {"level": 1}).status_code == 403
        assert client.delete(f"{home}/{user.uuid}/").status_code == 403
    assert level_of(carol, garden) == 1


@pytest.mark.parametrize("level", [0, 2, 16, "owner", None, -1, [15], {"level": 15}])
def test_change__no_level__400(
    home: str, alice: User, bob: User, with_key: Caller, level: object
) -> None:
    answer = with_key(alice).patch(f"{home}/{bob.uuid}/", {"level": level})
    assert (answer.status_code, answer.json()["attr"]) == (400, "level")


def test_lowered__is_told_to_those_who_remember_keys(
    home: str, alice: User, ada: User, with_key: Caller, django_capture_on_commit_callbacks: Any
) -> None:
    heard = Mock()
    LISTENERS.append(heard)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert with_key(alice).patch(f"{home}/{ada.uuid}/", {"level": 1}).status_code == 200
    finally:
        LISTENERS.remove(heard)
    heard.assert_called_once_with()


def test_lowered__invites_above_the_new_level_are_gone(
    home: str, alice: User, ada: User, garden: Organization, with_key: Caller
) -> None:
    for level in (1, 8):
        Invite.objects.create(
            organization=garden, target_email=f"{level}@x.com", level=level, created_by=ada
        )
    assert with_key(alice).patch(f"{home}/{ada.uuid}/", {"level": 1}).status_code == 200
    assert [invite.level for invite in Invite.objects.all()] == [1]


def test_remove__member__key_and_session_open_nothing_at_once(
    home: str,
    alice: User,
    bob: User,
    garden: Organization,
    project: Project,
    with_key: Caller,
    with_session: Caller,
) -> None:
    key, session = with_key(bob), with_session(bob)
    paths = (f"/api/projects/{project.id}/", f"/api/organizations/{garden.id}/", f"{home}/")
    assert [key.get(path).status_code for path in paths] == [200] * 3
    assert with_session(alice).delete(f"{home}/{bob.uuid}/").status_code == 204
    for client in (key, session):
        assert [client.get(path).status_code for path in paths] == [403] * 3
        assert client.get("/api/organizations/").json()["results"] == []
        assert client.get("/api/projects/").json()["results"] == []
    assert key_of(key).user == bob
    assert key.get(f"/api/projects/?token={project.api_token}").json()["results"] == []


def test_leave__member__204(
    home: str, alice: User, bob: User, garden: Organization, with_session: Caller
) -> None:
    assert with_session(bob).delete(f"{home}/@me/").status_code == 204
    assert level_of(bob, garden) is None


def test_leave__only_owner__400_until_there_is_another(
    home: str, alice: User, bob: User, garden: Organization, with_session: Caller
) -> None:
    client = with_session(alice)
    answer = client.delete(f"{home}/@me/")
    assert (answer.status_code, answer.json()["type"]) == (400, "validation_error")
    assert client.patch(f"{home}/{bob.uuid}/", {"level": 15}).status_code == 200
    assert client.delete(f"{home}/@me/").status_code == 204
    assert level_of(bob, garden) == 15


def test_remove__owner_by_admin__403(
    home: str, alice: User, ada: User, garden: Organization, with_key: Caller
) -> None:
    new_user("Olga", garden, Level.OWNER)
    assert with_key(ada).delete(f"{home}/{alice.uuid}/").status_code == 403
    assert level_of(alice, garden) == 15


def test_stranger__sees_and_changes_nothing(
    home: str, alice: User, charlie: User, garden: Organization, with_key: Caller
) -> None:
    client = with_key(charlie)
    assert client.get(f"{home}/").status_code == 403
    for path in (f"{home}/{alice.uuid}/", f"{home}/@me/"):
        assert client.patch(path, {"level": 15}).status_code == 403
        assert client.delete(path).status_code == 403
    assert client.get(f"{home}/{alice.uuid}/scoped_api_keys/").status_code == 403


def test_member_of_another_organization__404(
    home: str, alice: User, charlie: User, desert: Organization, with_key: Caller
) -> None:
    client = with_key(alice)
    for uuid in (charlie.uuid, "x", "7"):
        assert client.patch(f"{home}/{uuid}/", {"level": 1}).status_code == 404
        assert client.delete(f"{home}/{uuid}/").status_code == 404
    assert level_of(charlie, desert) == 15


def test_change__stale_session__asked_to_log_in_again(
    home: str, alice: User, bob: User, garden: Organization, with_session: Caller
) -> None:
    client = with_session(alice)
    mark_session(client, proved_at=1)
    for answer in (
        client.patch(f"{home}/{bob.uuid}/", {"level": 8}),
        client.delete(f"{home}/{bob.uuid}/"),
    ):
        assert answer.json()["code"] == "sensitive_action_required_reauth"
    assert client.get(f"{home}/").status_code == 200
    assert level_of(bob, garden) == 1


def test_scoped_api_keys__those_that_open_something_here(
    home: str,
    alice: User,
    bob: User,
    garden: Organization,
    desert: Organization,
    project: Project,
    charlies_project: Project,
    with_key: Caller,
) -> None:
    client = with_key(alice)
    empty = client.get(f"{home}/{bob.uuid}/scoped_api_keys/").json()
    assert empty == {"has_keys": False, "has_keys_active_last_week": False, "keys": []}
    limits = {
        "everywhere": {},
        "here": {"scoped_organizations": [str(garden.id)]},
        "project": {"scoped_teams": [project.id]},
        "elsewhere": {"scoped_organizations": [str(desert.id)]},
        "other project": {"scoped_teams": [charlies_project.id]},
    }
    for name, limit in limits.items():
        PersonalAPIKey.objects.create(user=bob, label=name, secure_value=name, **limit)
    PersonalAPIKey.objects.filter(label="here").update(last_used_at=now() - timedelta(days=8))
    body = client.get(f"{home}/{bob.uuid}/scoped_api_keys/").json()
    assert {key["name"] for key in body["keys"]} == {"everywhere", "here", "project"}
    assert body["has_keys_active_last_week"] is False
    PersonalAPIKey.objects.filter(label="project").update(last_used_at=now())
    body = client.get(f"{home}/{bob.uuid}/scoped_api_keys/").json()
    assert body["has_keys_active_last_week"] is True
