"""A code in an e-mail as the second half of a log-in: never skipped, never guessed."""

import re
import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import override_settings
from django_tasks_db.models import DBTaskResult
from rest_framework.test import APIClient

from tenrec.accounts.email_codes import login_code
from tenrec.accounts.models import User
from tenrec.accounts.tests.cast import PASSWORD, csrf_token
from tenrec.accounts.tests.codes import with_second_factor
from tenrec.core.config import Config
from tenrec.jobs.worker import drain

ME = "/api/users/@me/"
WHERE = "/api/login/email-mfa/"
ON = {"TENREC_EMAIL_URL": "smtp://mail", "TENREC_EMAIL_CODES": "on"}


@pytest.fixture(autouse=True)
def _switched_on() -> Any:
    with override_settings(CONFIG=Config.from_env(ON)):
        yield


@pytest.fixture
def somebody(db: None) -> User:
    return User.objects.create_user("alice@example.com", PASSWORD)


def new_browser() -> APIClient:
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    return client


def post(client: APIClient, path: str, **body: object) -> Any:
    answer = client.post(path, body, format="json")
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    return answer


def log_in(client: APIClient, password: str = PASSWORD) -> Any:
    return post(client, "/api/login/", email="alice@example.com", password=password)


def mailed_code() -> str:
    """Of the newest e-mail."""
    drain()
    letter = mail.outbox[-1]
    assert letter.to == ["alice@example.com"]
    (code,) = re.findall(r"^(\d{6}) is the code", str(letter.body))
    return str(code)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_login__no_app__401_until_the_mailed_code_is_shown(somebody: User) -> None:
    client = new_browser()
    first = log_in(client)
    assert (first.status_code, first.json()["code"]) == (401, "email_mfa_required")
    assert client.get(ME).status_code == 401
    code = mailed_code()
    assert post(
        client, WHERE, email="Alice@example.com", token=f"{code[:3]} {code[3:]}"
    ).json() == {"success": True}
    assert client.get(ME).status_code == 200


def test_login__switched_off__the_password_is_enough(somebody: User) -> None:
    with override_settings(CONFIG=Config.from_env({})):
        assert log_in(new_browser()).status_code == 200


def test_login__wrong_password__sends_nothing(somebody: User) -> None:
    assert log_in(new_browser(), "wrong").json()["code"] == "invalid_credentials"
    drain()
    assert mail.outbox == []


def test_login__with_an_app__asks_for_the_app(somebody: User) -> None:
    with_second_factor(somebody)
    client = new_browser()
    assert log_in(client).json()["code"] == "2fa_required"
    drain()
    assert mail.outbox == []
    assert post(client, WHERE, token="000000").json()["code"] == "invalid_token"
    assert post(client, f"{WHERE}resend/").status_code == 400


def test_code__app_turned_on_meanwhile__is_not_enough(somebody: User) -> None:
    client = new_browser()
    log_in(client)
    code = mailed_code()
    with_second_factor(somebody)
    assert post(client, WHERE, token=code).status_code == 400
    assert client.get(ME).status_code == 401


def test_code__remembered_browser__needs_none_next_time(somebody: User) -> None:
    client = new_browser()
    log_in(client)
    post(client, WHERE, token=mailed_code())
    post(client, "/api/logout/")
    assert log_in(client).status_code == 200
    assert log_in(new_browser()).status_code == 401


def test_code__not_to_be_remembered__is_needed_again(somebody: User) -> None:
    client = new_browser()
    log_in(client)
    post(client, WHERE, token=mailed_code(), remember=False)
    assert client.get(ME).status_code == 200
    post(client, "/api/logout/")
    assert log_in(client).status_code == 401


def test_code__in_another_browser__is_worth_nothing(somebody: User) -> None:
    """Who sees the e-mail but has no password, or lures somebody to read the code aloud."""
    log_in(new_browser())
    code = mailed_code()
    stranger = new_browser()
    for body in ({"token": code}, {"token": code, "email": "alice@example.com"}):
        answer = post(stranger, WHERE, **body)
        assert (answer.status_code, answer.json()["attr"]) == (400, "token")
    thief = new_browser()
    log_in(thief)
    assert post(thief, WHERE, token=code).status_code == 400, "each log-in has its own code"


def test_code__used__is_dead(somebody: User) -> None:
    client = new_browser()
    log_in(client)
    code = mailed_code()
    assert post(client, WHERE, token=code, remember=False).status_code == 200
    post(client, "/api/logout/")
    assert post(client, WHERE, token=code).status_code == 400
    log_in(client)
    assert post(client, WHERE, token=code).status_code == 400


def test_code__too_late_or_new_password__is_dead(
    somebody: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = new_browser()
    log_in(client)
    code = mailed_code()
    real = time.time
    with monkeypatch.context() as later:
        later.setattr("tenrec.resources.login.pending.time.time", lambda: real() + 601)
        assert post(client, WHERE, token=code).status_code == 400
    somebody.set_password("another long phrase")
    somebody.save()
    assert post(client, WHERE, token=code).status_code == 400
    assert client.get(ME).status_code == 401


def test_code__guessed__even_the_right_one_is_refused_after_a_few(somebody: User) -> None:
    client = new_browser()
    log_in(client)
    code = mailed_code()
    for _ in range(5):
        assert post(client, WHERE, token=other_than(code)).json()["code"] == "invalid_token"
    assert post(client, WHERE, token=code).json()["code"] == "2fa_too_many_attempts"
    assert client.get(ME).status_code == 401
    again = new_browser()
    log_in(again)
    assert post(again, WHERE, token=mailed_code()).status_code == 400, "the account waits, too"


def test_code__of_another_address__is_refused(somebody: User) -> None:
    client = new_browser()
    log_in(client)
    code = mailed_code()
    answer = post(client, WHERE, email="bob@example.com", token=code)
    assert answer.json()["code"] == "invalid_token"
    assert client.get(ME).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"token": ""},
        {"token": "x" * 41},
        {"token": ["1"]},
        {"token": "\uff11\uff12\uff13\uff14\uff15\uff16"},
    ],
)
def test_code__bad_body__400(somebody: User, body: dict[str, Any]) -> None:
    client = new_browser()
    log_in(client)
    answer = post(client, WHERE, **body)
    assert (answer.status_code, answer.json()["attr"]) == (400, "token")


def test_code__is_neither_in_the_queue_nor_in_the_session(somebody: User) -> None:
    log_in(new_browser())
    (row,) = DBTaskResult.objects.all()
    code = login_code(somebody, row.args_kwargs["args"][1])
    assert code not in str(row.args_kwargs)
    (session,) = [s for s in Session.objects.all() if "awaits_second_factor" in s.get_decoded()]
    assert code not in str(session.get_decoded())
    assert mailed_code() == code


def test_resend__once_a_minute__the_same_code(somebody: User) -> None:
    client = new_browser()
    log_in(client)
    code = mailed_code()
    early = post(client, f"{WHERE}resend/")
    assert (early.status_code, early.json()["code"]) == (429, "throttled")
    cache.clear()  # a minute later
    answer = post(client, f"{WHERE}resend/")
    assert answer.json() == {"success": True, "message": "Verification email sent"}
    assert mailed_code() == code
    assert len(mail.outbox) == 2
    assert post(new_browser(), f"{WHERE}resend/").json()["code"] == "2fa_expired"


def test_login__again_and_again__does_not_flood_the_mailbox(somebody: User) -> None:
    answers = [log_in(new_browser()).status_code for _ in range(5)]
    assert answers == [401, 401, 401, 429, 429]
    drain()
    assert len(mail.outbox) == 3


def test_code__without_csrf_token__403(somebody: User) -> None:
    client = new_browser()
    log_in(client)
    code = mailed_code()
    client.credentials()
    assert client.post(WHERE, {"token": code}, format="json").status_code == 403
