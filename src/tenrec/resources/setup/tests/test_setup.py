"""From the one-time link to the first session."""

from urllib.parse import parse_qs, urlsplit

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.bootstrap import bootstrap
from tenrec.accounts.models import Membership, Project, SetupLink, User
from tenrec.accounts.tests.cast import PASSWORD, csrf_token
from tenrec.core.config import Config

WISH = {
    "first_name": "Alice",
    "email": "Alice@Example.com",
    "password": PASSWORD,
    "organization_name": "Garden",
}


@pytest.fixture
def token(db: None) -> str:
    link = bootstrap(Config.from_env({}))
    assert link is not None
    assert link.startswith("http://127.0.0.1:8000/setup?token=")
    return parse_qs(urlsplit(link).query)["token"][0]


@pytest.fixture
def browser(db: None) -> APIClient:
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    return client


def test_signup__by_the_link__makes_the_first_account_and_logs_in(
    token: str, browser: APIClient
) -> None:
    assert browser.get("/api/setup/", {"token": token}).json() == {"valid": True}
    answer = browser.post("/api/signup/", {**WISH, "setup_token": token}, format="json")
    assert answer.status_code == 201
    assert answer.json()["email"] == "alice@example.com"
    assert answer.json()["redirect_url"] == "/"
    me = browser.get("/api/users/@me/").json()
    assert me["team"]["name"] == "Default project"
    assert me["organization"]["membership_level"] == Membership.Level.OWNER
    assert me["is_staff"]
    assert me["has_password"]


def test_signup__a_second_time__403_and_nothing_is_made(token: str, browser: APIClient) -> None:
    wish = {**WISH, "setup_token": token}
    browser.post("/api/signup/", wish, format="json")
    nobody = APIClient()
    assert nobody.get("/api/setup/", {"token": token}).json() == {"valid": False}
    answer = nobody.post("/api/signup/", {**wish, "email": "eve@example.com"}, format="json")
    assert answer.status_code == 403
    assert User.objects.count() == Project.objects.count() == 1


@pytest.mark.parametrize("wrong", ["", "x", "é", "a\x00", "a" * 10_000])
def test_setup__wrong_token__is_not_valid(db: None, wrong: str) -> None:
    answer = APIClient().get("/api/setup/", {"token": wrong})
    assert answer.status_code in {200, 400}
    assert answer.json().get("valid") is not True


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("password", "short", "password_too_short"),
        ("password", "password1", "password_too_weak"),
        ("password", "alice@example.com", "password_too_weak"),
        ("password", 17, "password_too_short"),
        ("password", None, "null"),
        ("email", "nobody", "invalid_input"),
        ("email", "a\x00@example.com", "null_characters_not_allowed"),
        ("first_name", "", "blank"),
        ("first_name", "a\x00", "null_characters_not_allowed"),
        ("first_name", "a" * 129, "max_length"),
        ("organization_name", "a" * 65, "max_length"),
        ("organization_name", ["x"], "invalid_input"),
        ("setup_token", {}, "invalid_input"),
    ],
)
def test_signup__bad_field__400_names_it(
    token: str, browser: APIClient, name: str, value: object, code: str
) -> None:
    wish = {**WISH, "setup_token": token, name: value}
    answer = browser.post("/api/signup/", wish, format="json")
    assert answer.status_code == 400
    assert (answer.json()["attr"], answer.json()["code"]) == (name, code)
    assert not User.objects.exists()


def test_signup__without_csrf_token__403(token: str) -> None:
    client = APIClient(enforce_csrf_checks=True)
    answer = client.post("/api/signup/", {**WISH, "setup_token": token}, format="json")
    assert answer.status_code == 403
    assert not User.objects.exists()


def test_link__only_its_hash_is_kept_and_a_new_start_replaces_it(token: str) -> None:
    assert token not in SetupLink.objects.get().secure_value
    bootstrap(Config.from_env({}))
    assert APIClient().get("/api/setup/", {"token": token}).json() == {"valid": False}
    assert SetupLink.objects.count() == 1


def test_signup__without_a_link__403_and_nothing_is_made(db: None, browser: APIClient) -> None:
    for wish in (WISH, {**WISH, "setup_token": ""}, {**WISH, "setup_token": "x" * 40}):
        assert browser.post("/api/signup/", wish, format="json").status_code == 403
    assert not User.objects.exists()


def test_signup__from_one_address_without_end__429(db: None, browser: APIClient) -> None:
    for _ in range(30):
        assert browser.post("/api/signup/", WISH, format="json").status_code == 403
    assert browser.post("/api/signup/", WISH, format="json").status_code == 429
