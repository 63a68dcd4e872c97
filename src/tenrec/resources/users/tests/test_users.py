"""You, and what you may change about yourself."""

import pytest

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import PASSWORD, Caller

ME = "/api/users/@me/"


def test_me__shows_where_i_am(alice: User, project: Project, with_key: Caller) -> None:
    me = with_key(alice, "user:read").get(ME).json()
    assert me["uuid"] == me["distinct_id"] == str(alice.uuid)
    assert me["team"]["api_token"] == project.api_token
    assert [o["name"] for o in me["organizations"]] == ["Garden"]
    assert "password" not in me


def test_me__by_uuid_and_nobody_else(alice: User, bob: User, with_key: Caller) -> None:
    client = with_key(alice)
    assert client.get(f"/api/users/{alice.uuid}/").status_code == 200
    for other in (bob.uuid, "x", "@you"):
        assert client.get(f"/api/users/{other}/").status_code == 403


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("set_current_team", "x", "invalid_input"),
        ("set_current_team", 999_999, "does_not_exist"),
        ("set_current_team", 10**30, "does_not_exist"),
        ("set_current_team", None, "null"),
        ("set_current_organization", "x", "invalid_input"),
        ("set_current_organization", "0190aa00-1111-7222-8333-444455556666", "does_not_exist"),
        ("first_name", "a\x00b", "null_characters_not_allowed"),
        ("first_name", "a" * 129, "max_length"),
        ("email", "no", "invalid_input"),
        ("email", [], "invalid_input"),
    ],
)
def test_me__bad_change__400_names_it(
    alice: User, with_session: Caller, name: str, value: object, code: str
) -> None:
    answer = with_session(alice).patch(ME, {name: value}, format="json")
    assert answer.status_code == 400
    assert (answer.json()["attr"], answer.json()["code"]) == (name, code)


def test_me__project_of_a_stranger__does_not_exist(
    alice: User, charlies_project: Project, with_session: Caller
) -> None:
    wish = {"set_current_team": charlies_project.id}
    answer = with_session(alice).patch(ME, wish, format="json")
    assert answer.json()["code"] == "does_not_exist"


def test_me__email_and_password_by_key__403(alice: User, with_key: Caller) -> None:
    for wish in (
        {"email": "new@example.com"},
        {"password": "a new long password", "current_password": "x"},
    ):
        answer = with_key(alice).patch(ME, wish, format="json")
        assert answer.status_code in {400, 403}
    alice.refresh_from_db()
    assert alice.email == "alice@example.com"


def test_me__email_of_somebody_else__400_unique(
    alice: User, bob: User, with_session: Caller
) -> None:
    answer = with_session(alice).patch(ME, {"email": bob.email.upper()}, format="json")
    assert answer.json()["code"] == "unique"


def test_me__new_password__needs_the_old_one_and_keeps_this_session(
    alice: User, with_session: Caller
) -> None:
    alice.set_password(PASSWORD)
    alice.save()
    client, other = with_session(alice), with_session(alice)
    wish = {"password": "another mole entirely"}
    assert client.patch(ME, wish, format="json").json()["code"] == "required"
    wish["current_password"] = "wrong"
    assert client.patch(ME, wish, format="json").json()["code"] == "incorrect_password"
    wish["current_password"] = PASSWORD
    assert client.patch(ME, wish, format="json").status_code == 200
    assert client.get(ME).status_code == 200
    assert other.get(ME).status_code == 401
