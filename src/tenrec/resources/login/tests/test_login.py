"""Sessions: begun, ended, guarded."""

import hashlib

import pytest
from django.test import override_settings
from rest_framework.test import APIClient

from tenrec.accounts.attempts import MOST_FAILURES
from tenrec.accounts.models import User
from tenrec.accounts.tests.cast import PASSWORD, csrf_token
from tenrec.core.config import Config


@pytest.fixture
def somebody(db: None) -> User:
    return User.objects.create_user("alice@example.com", PASSWORD)


@pytest.fixture
def browser(db: None) -> APIClient:
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    return client


def log_in(client: APIClient, password: str = PASSWORD, **more: str) -> object:
    wish = {"email": "Alice@example.com", "password": password}
    return client.post("/api/login/", wish, format="json", **more)


def test_login__right__a_session_of_14_days(somebody: User, browser: APIClient) -> None:
    answer = log_in(browser)
    assert answer.json() == {"success": True}
    cookie = answer.cookies["sessionid"]
    assert cookie["max-age"] == 14 * 24 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert browser.get("/api/users/@me/").json()["email"] == "alice@example.com"


def test_login__session_id_from_before__is_replaced(somebody: User, browser: APIClient) -> None:
    browser.cookies["sessionid"] = "chosenbyanattacker"
    log_in(browser)
    assert browser.cookies["sessionid"].value != "chosenbyanattacker"


def test_login__without_csrf_token__403(somebody: User) -> None:
    assert log_in(APIClient(enforce_csrf_checks=True)).status_code == 403


def test_login__wrong_password_or_nobody__the_same_400(somebody: User, browser: APIClient) -> None:
    wrong = log_in(browser, "wrong")
    body = {"email": "nobody@example.com", "password": "wrong"}
    unknown = browser.post("/api/login/", body, format="json")
    assert wrong.status_code == unknown.status_code == 400
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "invalid_credentials"


def test_login__inactive_user__400(somebody: User, browser: APIClient) -> None:
    User.objects.update(is_active=False)
    assert log_in(browser).json()["code"] == "invalid_credentials"


def test_login__too_many_failures__403_for_this_account_and_address_only(
    somebody: User, browser: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_FAILURES == 30
    monkeypatch.setattr("tenrec.accounts.attempts.MOST_FAILURES", 3)
    for _ in range(3):
        assert log_in(browser, "wrong").status_code == 400
    answer = log_in(browser)
    assert answer.status_code == 403
    assert answer.json()["code"] == "too_many_failed_attempts"
    assert answer.json()["type"] == "authentication_error"
    assert log_in(browser, REMOTE_ADDR="10.1.1.1").status_code == 200


def test_login__forwarded_address__believed_from_trusted_proxies_only(
    somebody: User, browser: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenrec.accounts.attempts.MOST_FAILURES", 1)
    log_in(browser, "wrong", HTTP_X_FORWARDED_FOR="1.1.1.1")
    assert log_in(browser, HTTP_X_FORWARDED_FOR="2.2.2.2").status_code == 403
    trusting = Config.from_env({"TENREC_TRUSTED_PROXIES": "127.0.0.0/8"})
    with override_settings(CONFIG=trusting):
        assert log_in(browser, HTTP_X_FORWARDED_FOR="2.2.2.2").status_code == 200


@pytest.mark.parametrize("path", ["/logout/", "/logout", "/api/logout/", "/api/logout"])
def test_logout__ends_the_session(somebody: User, browser: APIClient, path: str) -> None:
    log_in(browser)
    browser.credentials(HTTP_X_CSRFTOKEN=csrf_token(browser))
    assert browser.post(path).status_code == 204
    assert browser.get("/api/users/@me/").status_code == 401


def test_logout__without_csrf_token__403_and_the_session_stays(
    somebody: User, browser: APIClient
) -> None:
    log_in(browser)
    browser.credentials()
    assert browser.post("/api/logout/").status_code == 403
    assert browser.get("/api/users/@me/").status_code == 200


@pytest.mark.parametrize("value", [None, 17, [], {}, "a\x00", ""])
def test_login__bad_type__400_never_500(somebody: User, browser: APIClient, value: object) -> None:
    for name in ("email", "password"):
        wish = {"email": "a@b.c", "password": "x", name: value}
        assert browser.post("/api/login/", wish, format="json").status_code == 400


@pytest.mark.parametrize("who", ["known", "unknown", "inactive", "without a password", "blocked"])
def test_login__wrong__takes_the_same_work_whoever_it_is(
    somebody: User, browser: APIClient, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """The hash is what takes time; who measures it must not learn who has an account."""
    if who == "inactive":
        User.objects.update(is_active=False)
    elif who == "without a password":
        somebody.set_unusable_password()
        somebody.save()
    elif who == "unknown":
        User.objects.all().delete()
    hashed = []
    scrypt = hashlib.scrypt

    def counted(*args: object, **options: object) -> bytes:
        hashed.append(1)
        return scrypt(*args, **options)

    monkeypatch.setattr("django.contrib.auth.hashers.hashlib.scrypt", counted)
    if who == "blocked":
        monkeypatch.setattr("tenrec.accounts.attempts.MOST_FAILURES", 0)
        assert log_in(browser, "wrong").status_code == 403
        assert hashed == []
        return
    assert log_in(browser, "wrong").status_code == 400
    assert len(hashed) == 1
