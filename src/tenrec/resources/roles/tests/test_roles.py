"""Roles and who has them."""

from typing import Any

import pytest

from tenrec.accounts.models import Membership, Organization, Role, RoleMembership, User
from tenrec.accounts.tests.cast import Caller, new_user
from tenrec.activity.models import ActivityLog


@pytest.fixture
def home(garden: Organization) -> str:
    return f"/api/organizations/{garden.id}/roles"


def test_role__made_renamed_given_taken_deleted__logged(
    home: str, alice: User, bob: User, garden: Organization, with_key: Caller
) -> None:
    client = with_key(alice, "organization:write", "activity_log:read")
    made = client.post(f"{home}/", {"name": "Support"})
    assert made.status_code == 201, made.json()
    one = f"{home}/{made.json()['id']}"
    assert made.json()["created_by"]["email"] == alice.email
    given = client.post(f"{one}/role_memberships/", {"user_uuid": str(bob.uuid)})
    assert given.status_code == 201, given.json()
    assert client.get(f"{one}/").json()["members"] == [given.json()]
    assert client.get(f"{one}/role_memberships/").json()["results"] == [given.json()]
    assert client.patch(f"{one}/", {"name": "Care"}).json()["name"] == "Care"
    taken = client.delete(f"{one}/role_memberships/{given.json()['id']}/")
    assert taken.status_code == 204
    assert client.get(f"{home}/").json()["results"][0]["members"] == []
    assert client.delete(f"{one}/").status_code == 204
    assert not Role.objects.exists()
    rows = ActivityLog.objects.filter(scope="Role", organization=garden).order_by("created_at")
    fields = [[change["field"] for change in row.detail["changes"]] for row in rows]
    assert fields == [[], ["members"], ["name"], ["members"], []]


def test_default_role__newcomers_get_it__deleted_it_is_none(
    home: str, alice: User, garden: Organization, with_session: Caller
) -> None:
    client = with_session(alice)
    made = client.post(f"{home}/", {"name": "Newcomers"}).json()
    assert made["is_default"] is False
    path = f"/api/organizations/{garden.id}/"
    assert client.patch(path, {"default_role_id": made["id"]}).status_code == 200
    new_user("Dora", garden, Membership.Level.MEMBER)
    row = client.get(f"{home}/{made['id']}/").json()
    assert row["is_default"] is True
    assert [held["user"]["first_name"] for held in row["members"]] == ["Dora"]
    assert client.delete(f"{home}/{made['id']}/").status_code == 204
    assert client.get(path).json()["default_role_id"] is None


def test_member_leaves__role_is_free(
    home: str, alice: User, bob: User, garden: Organization, with_key: Caller
) -> None:
    role = Role.objects.create(organization=garden, name="Support")
    membership = Membership.objects.get(user=bob)
    RoleMembership.objects.create(role=role, membership=membership)
    path = f"/api/organizations/{garden.id}/members/{bob.uuid}/"
    assert with_key(alice).delete(path).status_code == 204
    assert not RoleMembership.objects.exists()


@pytest.mark.parametrize("name", ["", " ", None, "x" * 201, "Support", ["x"], "a\x00"])
def test_create__bad_name__400(
    home: str, alice: User, garden: Organization, with_key: Caller, name: object
) -> None:
    Role.objects.create(organization=garden, name="Support")
    answer = with_key(alice).post(f"{home}/", {"name": name})
    assert (answer.status_code, answer.json()["attr"]) == (400, "name")
    assert Role.objects.count() == 1


def test_rename__to_its_own_name__fine(
    home: str, alice: User, garden: Organization, with_key: Caller
) -> None:
    role = Role.objects.create(organization=garden, name="Support")
    assert with_key(alice).patch(f"{home}/{role.id}/", {"name": "Support"}).status_code == 200


def test_give__stranger_twice_or_nonsense__400(
    home: str, alice: User, bob: User, charlie: User, garden: Organization, with_key: Caller
) -> None:
    role = Role.objects.create(organization=garden, name="Support")
    client, path = with_key(alice), f"{home}/{role.id}/role_memberships/"
    assert client.post(path, {"user_uuid": str(bob.uuid)}).status_code == 201
    for wrong in (charlie.uuid, bob.uuid, "x", None, 7):
        given = str(wrong) if not isinstance(wrong, int | None) else wrong
        answer = client.post(path, {"user_uuid": given})
        assert (answer.status_code, answer.json()["attr"]) == (400, "user_uuid")
    assert RoleMembership.objects.count() == 1


def test_write__below_admin__403_reading_is_free(
    home: str, bob: User, garden: Organization, with_key: Caller, with_session: Caller
) -> None:
    role = Role.objects.create(organization=garden, name="Support")
    one = f"{home}/{role.id}"
    for client in (with_key(bob), with_session(bob)):
        assert client.get(f"{home}/").status_code == 200
        assert client.post(f"{home}/", {"name": "Mine"}).status_code == 403
        assert client.patch(f"{one}/", {"name": "Mine"}).status_code == 403
        assert client.delete(f"{one}/").status_code == 403
        wish = {"user_uuid": str(bob.uuid)}
        assert client.post(f"{one}/role_memberships/", wish).status_code == 403


def test_stranger_and_foreign_roles(
    home: str, alice: User, charlie: User, desert: Organization, with_key: Caller
) -> None:
    assert with_key(charlie).get(f"{home}/").status_code == 403
    foreign = Role.objects.create(organization=desert, name="Camels")
    client = with_key(alice)
    for pk in (foreign.id, "x"):
        assert client.get(f"{home}/{pk}/").status_code == 404
        assert client.patch(f"{home}/{pk}/", {"name": "Mine"}).status_code == 404
        assert client.get(f"{home}/{pk}/role_memberships/").status_code == 404
        wish = {"user_uuid": str(alice.uuid)}
        assert client.post(f"{home}/{pk}/role_memberships/", wish).status_code == 404
    assert client.get(f"{home}/").json()["results"] == []


def test_list__more_roles__no_more_queries(
    home: str,
    alice: User,
    bob: User,
    garden: Organization,
    with_key: Caller,
    django_assert_max_num_queries: Any,
) -> None:
    client = with_key(alice)
    client.get(f"{home}/")
    for number in range(20):
        role = Role.objects.create(organization=garden, name=f"Role {number}", created_by=alice)
        for membership in Membership.objects.all():
            RoleMembership.objects.create(role=role, membership=membership)
    with django_assert_max_num_queries(7):
        assert len(client.get(f"{home}/").json()["results"][3]["members"]) == 2
