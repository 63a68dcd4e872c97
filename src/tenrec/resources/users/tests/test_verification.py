"""A new e-mail address waits until its owner has shown that it is theirs."""

import re

import pytest
from django.core import mail
from django.test import override_settings
from rest_framework.test import APIClient

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


def change(client: APIClient, email: str = "New@example.com") -> dict[str, object]:
    with WITH_MAIL:
        answer = client.patch(ME, {"email": email}, format="json")
    assert answer.status_code == 200, answer.content
    body: dict[str, object] = answer.json()
    return body


def mailed(to: str) -> dict[str, str]:
    """What the web app takes from the link that was sent there."""
    drain()
    (letter,) = [m for m in mail.outbox if m.to == [to] and "verify_email" in str(m.body)]
    found = re.search(r"/verify_email/([^/]+)/(\S+)", str(letter.body))
    assert found is not None
    return {"uuid": found[1], "token": found[2]}


def verify(client: APIClient, link: dict[str, str]) -> object:
    return client.post("/api/users/verify_email/", link)


def test_new_address__waits_until_its_link_is_used(
    alice: User, with_session: Caller, browser: APIClient
) -> None:
    client = with_session(alice)
    me = change(client)
    assert (me["email"], me["pending_email"]) == ("alice@example.com", "new@example.com")
    link = mailed("new@example.com")
    assert verify(browser, link).json() == {
        "success": True,
        "token": link["token"],
        "requires_login": True,
    }
    me = client.get(ME).json()
    assert (me["email"], me["pending_email"]) == ("new@example.com", None)
    assert me["is_email_verified"] is True
    assert verify(browser, link).json()["code"] == "invalid_token"
    assert any(m.to == ["alice@example.com"] for m in mail.outbox)


def test_new_address__without_a_mail_server__is_taken_at_once(
    alice: User, with_session: Caller
) -> None:
    me = with_session(alice).patch(ME, {"email": "new@example.com"}, format="json").json()
    assert (me["email"], me["pending_email"], me["is_email_verified"]) == (
        "new@example.com",
        None,
        False,
    )


def test_new_address__another_one_after__kills_the_first_link(
    alice: User, with_session: Caller, browser: APIClient
) -> None:
    client = with_session(alice)
    change(client, "first@example.com")
    link = mailed("first@example.com")
    change(client, "second@example.com")
    assert verify(browser, link).json()["code"] == "invalid_token"


def test_new_address__cancelled__kills_the_link(
    alice: User, with_session: Caller, browser: APIClient
) -> None:
    client = with_session(alice)
    assert client.patch("/api/users/cancel_email_change_request/").status_code == 400
    change(client)
    link = mailed("new@example.com")
    answer = client.patch("/api/users/cancel_email_change_request/")
    assert answer.json()["pending_email"] is None
    assert verify(browser, link).json()["code"] == "invalid_token"


def test_new_address__taken_meanwhile__400_unique(
    alice: User, bob: User, with_session: Caller, browser: APIClient
) -> None:
    change(with_session(alice))
    link = mailed("new@example.com")
    User.objects.filter(pk=bob.pk).update(email="new@example.com")
    assert verify(browser, link).json()["code"] == "unique"


def test_link__of_another_user__is_invalid(
    alice: User, bob: User, with_session: Caller, browser: APIClient
) -> None:
    change(with_session(alice))
    link = {**mailed("new@example.com"), "uuid": str(bob.uuid)}
    assert verify(browser, link).json()["code"] == "invalid_token"


def test_link__for_a_password__verifies_no_address(
    alice: User, with_session: Caller, browser: APIClient
) -> None:
    from tenrec.accounts.links import address_tokens, password_tokens

    change(with_session(alice))
    alice.refresh_from_db()
    link = {"uuid": str(alice.uuid), "token": password_tokens.make_token(alice)}
    assert verify(browser, link).json()["code"] == "invalid_token"
    answer = browser.get(f"/api/reset/{alice.uuid}/", {"token": address_tokens.make_token(alice)})
    assert answer.json()["code"] == "invalid_token"


def test_request__the_same_answer_for_all__six_mails_a_day(alice: User, browser: APIClient) -> None:
    path = "/api/users/request_email_verification/"
    for _ in range(8):
        assert browser.post(path, {"uuid": str(alice.uuid)}).json() == {"success": True}
    nobody = {"uuid": "0190aa00-1111-7222-8333-444455556666"}
    assert browser.post(path, nobody).json() == {"success": True}
    drain()
    assert len(mail.outbox) == 6


def test_request__nothing_to_verify__no_mail(alice: User, browser: APIClient) -> None:
    User.objects.update(is_email_verified=True)
    browser.post("/api/users/request_email_verification/", {"uuid": str(alice.uuid)})
    drain()
    assert mail.outbox == []


@pytest.mark.parametrize("value", [None, 17, [], {}, "", "x", "a\x00"])
@pytest.mark.parametrize("name", ["uuid", "token"])
def test_verify__bad_type__400(browser: APIClient, name: str, value: object) -> None:
    wish = {"uuid": "0190aa00-1111-7222-8333-444455556666", "token": "x", name: value}
    answer = browser.post("/api/users/verify_email/", wish, format="json")
    assert answer.status_code == 400
    without = APIClient(enforce_csrf_checks=True)
    assert without.post("/api/users/verify_email/", wish, format="json").status_code == 403
