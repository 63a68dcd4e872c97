"""The second half of a log-in: asked for, limited, remembered, never skipped."""

import time

import pytest
from django.contrib.sessions.models import Session
from rest_framework.test import APIClient

from tenrec.accounts.models import User
from tenrec.accounts.tests.cast import PASSWORD, csrf_token
from tenrec.accounts.tests.codes import (
    code_of,
    forget_throttling,
    hold_pause,
    with_second_factor,
    wrong_code,
)
from tenrec.resources.login import pending

ME = "/api/users/@me/"


@pytest.fixture
def somebody(db: None) -> User:
    return User.objects.create_user("alice@example.com", PASSWORD)


@pytest.fixture
def secret(somebody: User) -> bytes:
    return with_second_factor(somebody)[0]


def new_browser() -> APIClient:
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    return client


def log_in(client: APIClient, password: str = PASSWORD) -> object:
    answer = client.post("/api/login/", {"email": "alice@example.com", "password": password})
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    return answer


def show(client: APIClient, code: str) -> object:
    answer = client.post("/api/login/token/", {"token": code})
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    return answer


def test_login__with_a_second_factor__401_until_the_code_is_shown(secret: bytes) -> None:
    client = new_browser()
    first = log_in(client)
    assert first.status_code == 401
    assert (first.json()["code"], first.json()["type"]) == ("2fa_required", "authentication_error")
    assert client.get(ME).status_code == 401
    assert show(client, code_of(secret)).json() == {"success": True}
    assert client.get(ME).status_code == 200


def test_login__wrong_password__does_not_tell_of_the_second_factor(secret: bytes) -> None:
    assert log_in(new_browser(), "wrong").json()["code"] == "invalid_credentials"


def test_token__session_id__is_new_after_each_half(secret: bytes) -> None:
    client = new_browser()
    log_in(client)
    between = client.cookies["sessionid"].value
    show(client, code_of(secret))
    assert client.cookies["sessionid"].value != between
    assert not Session.objects.filter(session_key=between).exists()


def test_token__wrong_then_too_soon_then_right(secret: bytes, somebody: User) -> None:
    client = new_browser()
    log_in(client)
    assert show(client, wrong_code(secret)).json()["code"] == "2fa_invalid"
    hold_pause(somebody)
    answer = show(client, code_of(secret))
    assert (answer.status_code, answer.json()["code"]) == (400, "2fa_too_many_attempts")
    assert client.get(ME).status_code == 401
    forget_throttling(somebody)
    assert show(client, code_of(secret)).status_code == 200


def test_token__pause__holds_for_every_session_at_once(secret: bytes, somebody: User) -> None:
    one, other = new_browser(), new_browser()
    log_in(one)
    log_in(other)
    show(one, wrong_code(secret))
    hold_pause(somebody)
    assert show(other, code_of(secret)).json()["code"] == "2fa_too_many_attempts"


def test_token__replayed_in_another_session__is_refused(secret: bytes) -> None:
    one, other = new_browser(), new_browser()
    log_in(one)
    log_in(other)
    code = code_of(secret)
    assert show(one, code).status_code == 200
    assert show(other, code).json()["code"] == "2fa_invalid"


def test_token__backup_code__once(somebody: User) -> None:
    _, codes = with_second_factor(somebody)
    for expected in (200, 400):
        client = new_browser()
        log_in(client)
        assert show(client, codes[0]).status_code == expected


def test_token__without_a_password_before__2fa_expired(secret: bytes) -> None:
    answer = show(new_browser(), code_of(secret))
    assert (answer.status_code, answer.json()["code"]) == (400, "2fa_expired")


@pytest.mark.parametrize("what", ["time", "password", "deactivated"])
def test_token__when_the_first_half_is_void__2fa_expired(
    secret: bytes, somebody: User, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    client = new_browser()
    log_in(client)
    if what == "time":
        moment = time.time() + pending.SECONDS + 1
        monkeypatch.setattr("tenrec.resources.login.pending.time.time", lambda: moment)
    elif what == "password":
        somebody.set_password("another mole entirely")
        somebody.save()
    else:
        User.objects.update(is_active=False)
    assert show(client, code_of(secret)).json()["code"] == "2fa_expired"


def test_login__half__ends_the_session_that_was_open_here(secret: bytes) -> None:
    bob = User.objects.create_user("bob@example.com", PASSWORD)
    client = new_browser()
    client.force_login(bob)
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    log_in(client)
    assert client.get(ME).status_code == 401


def test_token__shown_once__is_remembered_for_thirty_days_in_this_browser(secret: bytes) -> None:
    client = new_browser()
    log_in(client)
    cookie = show(client, code_of(secret)).cookies["remember_device"]
    assert cookie["max-age"] == 30 * 24 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    client.post("/api/logout/")
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    assert log_in(client).status_code == 200
    assert log_in(new_browser()).status_code == 401


def test_token__not_to_be_remembered__asks_again_in_this_browser(secret: bytes) -> None:
    client = new_browser()
    log_in(client)
    answer = client.post("/api/login/token/", {"token": code_of(secret), "remember": False})
    assert answer.status_code == 200
    assert "remember_device" not in answer.cookies
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    client.post("/api/logout/")
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    assert log_in(client).status_code == 401


@pytest.mark.parametrize("what", ["password", "other user", "forged", "everywhere"])
def test_remembered__void_when(secret: bytes, somebody: User, what: str) -> None:
    client = new_browser()
    log_in(client)
    value = show(client, code_of(secret)).cookies["remember_device"].value
    stranger, password = new_browser(), PASSWORD
    if what == "password":
        password = "another mole entirely"
        somebody.set_password(password)
    elif what == "everywhere":
        from django.utils.timezone import now

        somebody.remembered_since = now()
    elif what == "other user":
        somebody.email = "gone@example.com"
        second = User.objects.create_user("second@example.com", PASSWORD)
        with_second_factor(second)
    else:
        value = value[:-1] + ("a" if value[-1] != "a" else "b")
    somebody.save()
    if what == "other user":
        User.objects.filter(pk=second.pk).update(email="alice@example.com")
    stranger.cookies["remember_device"] = value
    assert log_in(stranger, password).status_code == 401


@pytest.mark.parametrize("value", [None, 17, [], {}, "", "a\x00", "1" * 33])
def test_token__bad_type__400_names_it(secret: bytes, value: object) -> None:
    client = new_browser()
    log_in(client)
    answer = client.post("/api/login/token/", {"token": value}, format="json")
    assert answer.status_code == 400
    assert answer.json()["attr"] == "token"


def test_precheck__says_the_same_of_everybody_and_is_limited(somebody: User) -> None:
    client = new_browser()
    for email in ("alice@example.com", "nobody@example.com"):
        answer = client.post("/api/login/precheck/", {"email": email})
        assert answer.json() == {"sso_enforcement": None, "saml_available": False}
    for _ in range(28):
        client.post("/api/login/precheck/", {"email": "x@example.com"})
    answer = client.post("/api/login/precheck/", {"email": "x@example.com"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    other = client.post("/api/login/precheck/", {"email": "x"}, REMOTE_ADDR="10.0.0.9")
    assert other.status_code == 200


def test_login__one_password_on_many_accounts__stops_the_address(
    somebody: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenrec.accounts.attempts.MOST_FAILURES_OF_AN_ADDRESS", 3)
    client = new_browser()
    for number in range(3):
        wish = {"email": f"user{number}@example.com", "password": "Spring2026!"}
        assert client.post("/api/login/", wish).status_code == 400
    assert log_in(client).json()["code"] == "too_many_failed_attempts"
