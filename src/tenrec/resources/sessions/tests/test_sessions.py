"""Where one is logged in: seen by its owner only, ended at once."""

import time

import pytest
from django.contrib.sessions.models import Session
from rest_framework.test import APIClient

from tenrec.accounts.models import LoginSession, Membership, Organization, User
from tenrec.accounts.tests.cast import PASSWORD, Caller, csrf_token, mark_session
from tenrec.activity.models import ActivityLog

ME = "/api/users/@me/"
SESSIONS = f"{ME}sessions/"


def logged_in(user: User, agent: str = "Firefox", address: str = "10.1.1.1") -> APIClient:
    """By the real log-in, from a browser of this name."""
    client = APIClient(enforce_csrf_checks=True, HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    answer = client.post("/api/login/", {"email": user.email, "password": PASSWORD})
    assert answer.status_code == 200
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    return client


@pytest.fixture
def somebody(db: None) -> User:
    return User.objects.create_user("somebody@example.com", PASSWORD)


def test_list__where_i_am_logged_in(somebody: User, alice: User, with_session: Caller) -> None:
    mine = logged_in(somebody)
    logged_in(somebody, "Chrome\x7f" * 100, "10.2.2.2")
    with_session(alice)
    found = mine.get(SESSIONS).json()
    assert len(found) == 2
    (current,) = [s for s in found if s["is_current"]]
    assert (current["ip"], current["user_agent"]) == ("10.1.1.1", "Firefox")
    assert mine.get(f"/api/users/{somebody.uuid}/sessions/").json() == found
    assert mine.get(f"/api/users/{alice.uuid}/sessions/").status_code == 403


def test_list__never_shows_what_opens_a_session(somebody: User) -> None:
    client = logged_in(somebody)
    assert client.cookies["sessionid"].value not in client.get(SESSIONS).content.decode()


def test_end__there_at_once(somebody: User) -> None:
    mine, other = logged_in(somebody), logged_in(somebody)
    (there,) = [s for s in mine.get(SESSIONS).json() if not s["is_current"]]
    assert mine.delete(f"{SESSIONS}{there['id']}/").status_code == 204
    assert other.get(ME).status_code == 401
    assert mine.get(ME).status_code == 200


def test_end__this_one__is_a_log_out(somebody: User) -> None:
    client = logged_in(somebody)
    (here,) = client.get(SESSIONS).json()
    assert client.delete(f"{SESSIONS}{here['id']}/").status_code == 204
    assert client.get(ME).status_code == 401
    assert not LoginSession.objects.exists()


def test_end__of_somebody_else__404(somebody: User, alice: User, with_session: Caller) -> None:
    victim = logged_in(somebody)
    session = LoginSession.objects.get()
    assert with_session(alice).delete(f"{SESSIONS}{session.id}/").status_code == 404
    assert victim.get(ME).status_code == 200


def test_revoke_others__everywhere_else(somebody: User) -> None:
    mine, *others = [logged_in(somebody) for _ in range(3)]
    before = somebody.remembered_since
    assert mine.post(f"{SESSIONS}revoke_others/").json() == {"revoked": 2}
    assert [client.get(ME).status_code for client in others] == [401, 401]
    assert mine.get(ME).status_code == 200
    somebody.refresh_from_db()
    assert somebody.remembered_since > before


def test_end__is_logged_with_how_many(somebody: User, garden: Organization) -> None:
    Membership.objects.create(user=somebody, organization=garden)
    mine, *_ = [logged_in(somebody) for _ in range(3)]
    other = next(s for s in mine.get(SESSIONS).json() if not s["is_current"])
    assert mine.delete(f"{SESSIONS}{other['id']}/").status_code == 204
    for _ in range(2):  # the second finds none
        mine.post(f"{SESSIONS}revoke_others/")
    rows = ActivityLog.objects.filter(scope="User", activity="logged_out").order_by("created_at")
    assert [row.detail["context"]["sessions"] for row in rows] == [1, 1]


def test_writes__in_a_stale_session_or_without_csrf_or_by_key__403(
    somebody: User, with_key: Caller
) -> None:
    client = logged_in(somebody)
    (here,) = client.get(SESSIONS).json()
    path = f"{SESSIONS}{here['id']}/"
    for stranger in (with_key(somebody), with_key(somebody, "user:write")):
        assert stranger.get(SESSIONS).status_code == 403
        assert stranger.delete(path).status_code == 403
    mark_session(client, proved_at=time.time() - 7201)
    for answer in (client.delete(path), client.post(f"{SESSIONS}revoke_others/")):
        assert answer.json()["code"] == "sensitive_action_required_reauth"
    client.credentials()
    assert client.delete(path).status_code == 403
    assert client.get(ME).status_code == 200


def test_use__moves_the_last_activity_once_an_hour(
    somebody: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = logged_in(somebody)
    first = LoginSession.objects.get().last_active_at
    client.get(ME)
    assert LoginSession.objects.get().last_active_at == first
    mark_session(client, seen_at=time.time() - 3601)
    client.get(ME, REMOTE_ADDR="10.3.3.3")
    session = LoginSession.objects.get()
    assert session.last_active_at > first
    assert session.ip == "10.3.3.3"


def test_log_in_again__leaves_one_session_behind(somebody: User) -> None:
    client = logged_in(somebody)
    client.post("/api/login/", {"email": somebody.email, "password": PASSWORD})
    assert LoginSession.objects.count() == Session.objects.count() == 1


def test_new_password__ends_all_but_this_one(somebody: User) -> None:
    mine, other = logged_in(somebody), logged_in(somebody)
    wish = {"password": "another mole entirely", "current_password": PASSWORD}
    assert mine.patch(ME, wish, format="json").status_code == 200
    assert other.get(ME).status_code == 401
    assert [s["is_current"] for s in mine.get(SESSIONS).json()] == [True]
    assert Session.objects.count() == 1
