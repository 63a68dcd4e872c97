"""Where a user is, in full; invites that wait for them; as many queries for one as for many."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tenrec.accounts.models import Invite, Membership, Organization, Project, User
from tenrec.accounts.tests.cast import Caller, new_user

ME = "/api/users/@me/"


def test_organization__is_the_one_of_its_own_route(
    alice: User, bob: User, second_project: Project, with_session: Caller
) -> None:
    client = with_session(alice)
    mine = client.get(ME).json()["organization"]
    assert mine == client.get("/api/organizations/@current/").json()
    assert mine["member_count"] == 2
    assert len(mine["teams"]) == 2


def test_organizations__stay_brief(alice: User, with_session: Caller) -> None:
    (home,) = with_session(alice).get(ME).json()["organizations"]
    assert "teams" not in home
    assert home["membership_level"] == 15


def test_list__staff__as_many_queries_for_ten_as_for_two(
    alice: User,
    garden: Organization,
    with_session: Caller,
    django_assert_max_num_queries: object,
) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    client = with_session(alice)
    for number in range(10):
        new_user(f"guest{number}", garden, 1)
    with django_assert_max_num_queries(14):
        assert client.get("/api/users/").json()["count"] == 11


@pytest.fixture
def invite(charlie: User, desert: Organization, bob: User) -> Invite:
    return Invite.objects.create(
        organization=desert, target_email="Bob@example.com", created_by=charlie
    )


def test_pending_invites__verified_address__are_told(
    bob: User, invite: Invite, with_session: Caller
) -> None:
    User.objects.filter(pk=bob.pk).update(is_email_verified=True)
    client = with_session(bob)
    (told,) = client.get(ME).json()["pending_invites"]
    assert told["id"] == str(invite.id)
    assert told["organization_name"] == "Desert"
    assert client.post(f"/api/signup/{told['id']}/").status_code == 201
    assert client.get(ME).json()["pending_invites"] == []


@pytest.mark.parametrize("verified", [None, False])
def test_pending_invites__address_not_proved__none(
    bob: User, invite: Invite, with_session: Caller, verified: bool | None
) -> None:
    """Whoever takes the address of another must not learn what opens their invites."""
    User.objects.filter(pk=bob.pk).update(is_email_verified=verified)
    told = with_session(bob).get(ME)
    assert told.json()["pending_invites"] == []
    assert str(invite.id).encode() not in told.content


def test_pending_invites__key_or_staff_or_expired__none(
    alice: User, bob: User, invite: Invite, with_session: Caller, with_key: Caller
) -> None:
    User.objects.update(is_email_verified=True)
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    assert with_key(bob).get(ME).json()["pending_invites"] == []
    assert with_session(alice).get(f"/api/users/{bob.uuid}/").json()["pending_invites"] == []
    Invite.objects.update(created_at=now() - timedelta(days=4))
    assert with_session(bob).get(ME).json()["pending_invites"] == []


def test_me__what_there_is_not__is_said_to_be_not(alice: User, with_session: Caller) -> None:
    me = with_session(alice).get(ME).json()
    assert me["is_impersonated_read_only"] is False
    assert me["is_impersonated_reason"] is None
    assert me["allow_impersonation"] is False
    assert me["passkeys_enabled_for_2fa"] is False
    assert me["notification_locks"] == []
    assert me["fresh_reauth_expires_at"] == me["sensitive_session_expires_at"]
    assert me["fresh_reauth_expires_at"] is not None
    assert Membership.objects.count() == 1
