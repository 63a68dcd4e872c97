"""A forgotten password: nobody learns who has an account, and a link works once."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from rest_framework.test import APIClient

from tenrec.accounts.models import LoginSession, User
from tenrec.accounts.tests.cast import PASSWORD, Caller, csrf_token
from tenrec.accounts.tests.codes import with_second_factor
from tenrec.jobs.worker import drain

NEW = "another mole entirely"
ME = "/api/users/@me/"


@pytest.fixture
def somebody(db: None) -> User:
    return User.objects.create_user("alice@example.com", PASSWORD)


@pytest.fixture
def browser(db: None) -> APIClient:
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    return client


def ask(client: APIClient, email: str = "Alice@example.com") -> object:
    return client.post("/api/reset/", {"email": email})


def mailed_link() -> tuple[str, str]:
    """The address of the API and the token, as the web app takes them from the link."""
    drain()
    found = re.search(r"http://127.0.0.1:8000/reset/([^/]+)/(\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return f"/api/reset/{found[1]}/", found[2]


def test_reset__from_the_mail_to_a_session(somebody: User, browser: APIClient) -> None:
    assert ask(browser).status_code == 204
    path, token = mailed_link()
    assert mail.outbox[-1].to == ["alice@example.com"]
    assert browser.get(path, {"token": token}).status_code == 204
    assert browser.post(path, {"token": token, "password": NEW}).status_code == 204
    assert browser.get(ME).status_code == 200
    somebody.refresh_from_db()
    assert somebody.check_password(NEW)
    assert somebody.is_email_verified


def test_reset__account_or_not__the_same_answer_and_the_same_work(
    somebody: User, browser: APIClient
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    work, answers = [], []
    for email in ("alice@example.com", "nobody@example.com"):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(browser, email)
        work.append(len(queries))
        answers.append((answer.status_code, answer.content))
    assert work[0] == work[1]
    assert answers[0] == answers[1]
    drain()
    assert [m.to for m in mail.outbox] == [["alice@example.com"]]


def test_reset__token__works_once(somebody: User, browser: APIClient) -> None:
    ask(browser)
    path, token = mailed_link()
    browser.post(path, {"token": token, "password": NEW})
    again = APIClient()
    answer = again.post(path, {"token": token, "password": "a third mole appears"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_token")
    assert answer.json()["attr"] == "token"
    assert again.get(path, {"token": token}).json()["code"] == "invalid_token"


@pytest.mark.parametrize("what", ["a day", "a new password", "a new address", "a log-in"])
def test_reset__token__dies_with(
    somebody: User, browser: APIClient, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    ask(browser)
    path, token = mailed_link()
    if what == "a day":
        later = datetime.now() + timedelta(days=1, seconds=2)
        monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
    elif what == "a new password":
        somebody.set_password(NEW)
    elif what == "a new address":
        somebody.email = "new@example.com"
    else:
        somebody.last_login = datetime.now().astimezone()
    somebody.save()
    assert browser.get(path, {"token": token}).json()["code"] == "invalid_token"


def test_reset__ends_all_sessions_and_remembered_devices(
    somebody: User, browser: APIClient, with_session: Caller
) -> None:
    thief = with_session(somebody)
    assert thief.get(ME).status_code == 200
    ask(browser)
    path, token = mailed_link()
    browser.post(path, {"token": token, "password": NEW})
    assert thief.get(ME).status_code == 401
    assert LoginSession.objects.filter(user=somebody).count() == 1


def test_reset__with_a_second_factor__sets_the_password_and_does_not_log_in(
    somebody: User, browser: APIClient
) -> None:
    with_second_factor(somebody)
    ask(browser)
    path, token = mailed_link()
    assert browser.post(path, {"token": token, "password": NEW}).status_code == 204
    assert browser.get(ME).status_code == 401
    somebody.refresh_from_db()
    assert somebody.check_password(NEW)


def test_reset__weak_password__400_and_the_token_lives(somebody: User, browser: APIClient) -> None:
    ask(browser)
    path, token = mailed_link()
    answer = browser.post(path, {"token": token, "password": "alice123"})
    assert (answer.json()["attr"], answer.json()["code"]) == ("password", "password_too_weak")
    assert browser.get(path, {"token": token}).status_code == 204


def test_reset__token_of_another_user__is_invalid(
    somebody: User, bob: User, browser: APIClient
) -> None:
    ask(browser)
    _, token = mailed_link()
    answer = browser.post(f"/api/reset/{bob.uuid}/", {"token": token, "password": NEW})
    assert answer.json()["code"] == "invalid_token"


@pytest.mark.parametrize("who", ["x", "0190aa00-1111-7222-8333-444455556666", "%00", "é"])
def test_reset__nobodys_link__400(db: None, browser: APIClient, who: str) -> None:
    for token in ("x", "a-b", "é-\U0001f994", "0-" + "a" * 32):
        assert browser.get(f"/api/reset/{who}/", {"token": token}).status_code == 400
    assert browser.get(f"/api/reset/{who}/").status_code == 400


def test_reset__without_token__required(somebody: User, browser: APIClient) -> None:
    answer = browser.get(f"/api/reset/{somebody.uuid}/")
    assert (answer.json()["attr"], answer.json()["code"]) == ("token", "required")


def test_reset__asked_often__mails_few(somebody: User, browser: APIClient) -> None:
    for _ in range(8):
        assert ask(browser).status_code == 204
    drain()
    assert len(mail.outbox) == 6


def test_reset__asked_by_one_address_without_end__429(db: None, browser: APIClient) -> None:
    for number in range(30):
        assert ask(browser, f"user{number}@example.com").status_code == 204
    assert ask(browser).status_code == 429


def test_reset__without_csrf_token__403(somebody: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    assert ask(client).status_code == 403


def test_reset__inactive_user__gets_no_mail(somebody: User, browser: APIClient) -> None:
    User.objects.update(is_active=False)
    assert ask(browser).status_code == 204
    drain()
    assert mail.outbox == []


@pytest.mark.parametrize("value", [None, 17, [], {}, "", "nobody", "a\x00@example.com"])
def test_reset__bad_email__400_names_it(db: None, browser: APIClient, value: object) -> None:
    answer = browser.post("/api/reset/", {"email": value}, format="json")
    assert answer.status_code == 400
    assert answer.json()["attr"] == "email"
