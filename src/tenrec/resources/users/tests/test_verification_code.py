"""The six digits that prove an address beside the link: once, not for long, not by guessing."""

import re
import time
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings
from rest_framework.test import APIClient

from tenrec.accounts.email_codes import ADDRESS_SECONDS, address_code
from tenrec.accounts.models import User
from tenrec.accounts.tests.cast import Caller, csrf_token
from tenrec.core.config import Config
from tenrec.jobs.worker import drain

ME = "/api/users/@me/"
WITH_MAIL = override_settings(CONFIG=Config.from_env({"TENREC_EMAIL_URL": "smtp://mail"}))


@pytest.fixture
def browser(db: None) -> APIClient:
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    return client


@pytest.fixture
def waiting(alice: User, with_session: Caller) -> User:
    """Alice, who has asked for a new address."""
    with WITH_MAIL:
        assert with_session(alice).patch(ME, {"email": "new@example.com"}).status_code == 200
    alice.refresh_from_db()
    return alice


def verify(client: APIClient, user: User, code: str) -> Any:
    body = {"uuid": str(user.uuid), "code": code}
    return client.post("/api/users/verify_email/", body, format="json")


def mailed_code() -> str:
    drain()
    (letter,) = [m for m in mail.outbox if m.to == ["new@example.com"]]
    found = re.search(r"it is (\d{6}) for", str(letter.body))
    assert found is not None
    return found[1]


def test_code__of_the_mail__proves_the_address_once(waiting: User, browser: APIClient) -> None:
    code = mailed_code()
    answer = verify(browser, waiting, f" {code[:3]}-{code[3:]} ")
    assert answer.json() == {"success": True, "token": None, "requires_login": True}
    waiting.refresh_from_db()
    assert (waiting.email, waiting.pending_email) == ("new@example.com", None)
    assert waiting.is_email_verified is True
    again = verify(browser, waiting, code)
    assert (again.status_code, again.json()["code"]) == (400, "invalid_code")


def test_code__while_logged_in__needs_no_log_in(waiting: User, with_session: Caller) -> None:
    assert verify(with_session(waiting), waiting, mailed_code()).json()["requires_login"] is False


def test_code__works_half_an_hour_at_least_and_an_hour_at_most(
    waiting: User, browser: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, real = address_code(waiting), time.time
    clock = "tenrec.accounts.email_codes.time.time"
    monkeypatch.setattr(clock, lambda: real() + 2 * ADDRESS_SECONDS)
    assert verify(browser, waiting, code).status_code == 400
    monkeypatch.setattr(clock, lambda: real() + ADDRESS_SECONDS)
    assert verify(browser, waiting, code).status_code == 200


def test_code__of_another_user_or_of_an_older_wish__is_refused(
    waiting: User, bob: User, browser: APIClient, with_session: Caller
) -> None:
    first = mailed_code()
    assert verify(browser, bob, first).status_code == 400
    with WITH_MAIL:
        with_session(waiting).patch(ME, {"email": "newer@example.com"})
    assert verify(browser, waiting, first).status_code == 400
    waiting.refresh_from_db()
    assert waiting.email == "alice@example.com"


def test_code__guessed__even_the_right_one_is_refused_after_a_few(
    waiting: User, browser: APIClient
) -> None:
    """Or anybody could prove that the address of another is theirs."""
    code = mailed_code()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(5):
        assert verify(browser, waiting, wrong).json()["code"] == "invalid_code"
    assert verify(browser, waiting, code).json()["code"] == "invalid_code"
    waiting.refresh_from_db()
    assert waiting.pending_email == "new@example.com"


def test_code__nothing_to_verify__is_refused(alice: User, browser: APIClient) -> None:
    User.objects.filter(pk=alice.pk).update(is_email_verified=True)
    alice.refresh_from_db()
    assert verify(browser, alice, address_code(alice)).status_code == 400


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"uuid": "0190aa00-1111-7222-8333-444455556666", "code": "123456"}, "code"),
        ({"uuid": "nobody", "code": "123456"}, "uuid"),
        ({"uuid": "0190aa00-1111-7222-8333-444455556666"}, "token"),
        ({"uuid": "0190aa00-1111-7222-8333-444455556666", "code": "1" * 41}, "code"),
        ({"uuid": "0190aa00-1111-7222-8333-444455556666", "code": "\uff11\uff12\uff13"}, "code"),
        ({"code": "123456"}, "uuid"),
    ],
)
def test_code__bad_body__400_names_it(browser: APIClient, body: Any, attr: str) -> None:
    answer = browser.post("/api/users/verify_email/", body, format="json")
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)


def test_code__in_the_body_with_a_wrong_token__the_token_counts(
    waiting: User, browser: APIClient
) -> None:
    body = {"uuid": str(waiting.uuid), "code": mailed_code(), "token": "wrong"}
    answer = browser.post("/api/users/verify_email/", body, format="json")
    assert answer.json()["code"] == "invalid_token"
