"""The way back to sensitive actions, without leaving the session."""

import time

import pytest

from tenrec.accounts.models import User
from tenrec.accounts.tests.cast import PASSWORD, Caller, csrf_token, mark_session
from tenrec.accounts.tests.codes import code_of, hold_pause, with_second_factor, wrong_code

ME = "/api/users/@me/"
AGAIN = f"{ME}reauthenticate/"


@pytest.fixture
def somebody(db: None) -> User:
    return User.objects.create_user("alice@example.com", PASSWORD)


def test_reauthenticate__right_password__fresh_under_a_new_session_id(
    somebody: User, with_session: Caller
) -> None:
    client = with_session(somebody)
    mark_session(client, proved_at=time.time() - 7201)
    assert client.delete(ME).json()["code"] == "sensitive_action_required_reauth"
    before = client.cookies["sessionid"].value
    answer = client.post(AGAIN, {"password": PASSWORD})
    assert answer.status_code == 200
    assert client.cookies["sessionid"].value != before
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    me = client.get(ME).json()
    assert me["sensitive_session_expires_at"] == answer.json()["sensitive_session_expires_at"]
    assert client.delete(ME).status_code == 204


def test_reauthenticate__wrong_password__400_and_still_stale(
    somebody: User, with_session: Caller
) -> None:
    client = with_session(somebody)
    mark_session(client, proved_at=0)
    answer = client.post(AGAIN, {"password": "wrong"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_credentials")
    assert client.delete(ME).status_code == 403


def test_reauthenticate__guessing__counts_as_a_log_in(
    somebody: User, with_session: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenrec.accounts.attempts.MOST_FAILURES", 2)
    client = with_session(somebody)
    for _ in range(2):
        client.post(AGAIN, {"password": "wrong"})
    answer = client.post(AGAIN, {"password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (403, "too_many_failed_attempts")


def test_reauthenticate__with_a_second_factor__needs_it(
    somebody: User, with_session: Caller
) -> None:
    secret, _ = with_second_factor(somebody)
    client = with_session(somebody)
    mark_session(client, proved_at=0)
    answer = client.post(AGAIN, {"password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (400, "2fa_required")
    answer = client.post(AGAIN, {"password": PASSWORD, "token": wrong_code(secret)})
    assert answer.json()["code"] == "2fa_invalid"
    hold_pause(somebody)
    answer = client.post(AGAIN, {"password": PASSWORD, "token": code_of(secret)})
    assert answer.json()["code"] == "2fa_too_many_attempts"
    assert client.delete(ME).status_code == 403


def test_session__that_was_never_proved__is_stale(somebody: User, with_session: Caller) -> None:
    client = with_session(somebody)
    session = client.session
    del session["proved_at"]
    session.save()
    assert client.get(ME).json()["sensitive_session_expires_at"] is None
    assert client.delete(ME).status_code == 403


@pytest.mark.parametrize(
    "wish", [{"email": "n@example.com"}, {"password": "x"}, {"is_staff": True}]
)
def test_sensitive_change__in_a_stale_session__403(
    somebody: User, with_session: Caller, wish: dict[str, object]
) -> None:
    client = with_session(somebody)
    mark_session(client, proved_at=time.time() - 7201)
    for method in (client.patch, client.put):
        answer = method(ME, {**wish, "first_name": "Eve"}, format="json")
        assert answer.json()["code"] == "sensitive_action_required_reauth"
    assert client.patch(ME, {"theme_mode": "dark"}, format="json").status_code == 200
    somebody.refresh_from_db()
    assert somebody.first_name == ""
