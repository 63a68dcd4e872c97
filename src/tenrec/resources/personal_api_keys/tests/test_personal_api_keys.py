"""One's own keys: shown once, limited, rolled, gone at once."""

import logging

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Organization, PersonalAPIKey, Project, User
from tenrec.accounts.tests.cast import Caller, bearer, key_of

KEYS = "/api/personal_api_keys/"


def make(client: APIClient, **wish: object) -> dict[str, object]:
    answer = client.post(KEYS, {"label": "CI", "scopes": ["*"], **wish}, format="json")
    assert answer.status_code == 201, answer.content
    body: dict[str, object] = answer.json()
    return body


def test_create__value_is_shown_once_and_only_its_hash_is_kept(
    alice: User, with_session: Caller
) -> None:
    client = with_session(alice)
    made = make(client)
    value = str(made["value"])
    assert value.startswith("phx_")
    assert made["mask_value"] == f"phx_...{value[-4:]}"
    (listed,) = client.get(KEYS).json()
    assert listed == {**made, "value": None}
    assert value not in str(PersonalAPIKey.objects.values().get())
    assert bearer(value).get("/api/users/@me/").status_code == 200


def test_list__newest_first_and_mine_only(alice: User, bob: User, with_session: Caller) -> None:
    mine, theirs = with_session(alice), with_session(bob)
    make(mine, label="one")
    make(mine, label="two")
    made = make(theirs, label="bob's")
    assert [key["label"] for key in mine.get(KEYS).json()] == ["two", "one"]
    for method in ("get", "patch", "delete"):
        assert getattr(mine, method)(f"{KEYS}{made['id']}/").status_code == 404
    assert mine.post(f"{KEYS}{made['id']}/roll/").status_code == 404


def test_many_keys__no_limit(alice: User, with_session: Caller) -> None:
    client = with_session(alice)
    for _ in range(12):
        make(client)
    assert len(client.get(KEYS).json()) == 12


def test_roll__old_value_dead_new_value_same_key(alice: User, with_session: Caller) -> None:
    client = with_session(alice)
    made = make(client, scopes=["user:read"])
    rolled = client.post(f"{KEYS}{made['id']}/roll/").json()
    assert (rolled["id"], rolled["scopes"]) == (made["id"], ["user:read"])
    assert rolled["last_rolled_at"]
    assert bearer(str(made["value"])).get("/api/users/@me/").status_code == 401
    assert bearer(rolled["value"]).get("/api/users/@me/").status_code == 200


def test_delete__401_at_once(alice: User, with_session: Caller) -> None:
    client = with_session(alice)
    made = make(client)
    assert client.delete(f"{KEYS}{made['id']}/").status_code == 204
    assert bearer(str(made["value"])).get("/api/users/@me/").status_code == 401


def test_change__label_and_scopes__value_stays(alice: User, with_session: Caller) -> None:
    client = with_session(alice)
    made = make(client)
    wish = {"label": "new", "scopes": ["insight:read"]}
    changed = client.patch(f"{KEYS}{made['id']}/", wish, format="json").json()
    assert (changed["label"], changed["scopes"], changed["value"]) == (
        "new",
        ["insight:read"],
        None,
    )
    assert bearer(str(made["value"])).get("/api/users/@me/").status_code == 403


def test_with_a_key__only_itself_can_be_read(alice: User, with_key: Caller) -> None:
    client, other = with_key(alice, "webhook:read"), with_key(alice)
    mine = key_of(client)
    for name in ("@current", mine.id):
        body = client.get(f"{KEYS}{name}/").json()
        assert (body["id"], body["value"]) == (mine.id, None)
    assert client.get(f"{KEYS}{key_of(other).id}/").status_code == 403
    assert other.get(KEYS).status_code == 403
    wish = {"label": "x", "scopes": ["*"]}
    assert other.post(KEYS, wish, format="json").status_code == 403
    for method in ("patch", "put", "delete"):
        assert getattr(other, method)(f"{KEYS}@current/").status_code == 403
    assert other.post(f"{KEYS}@current/roll/").status_code == 403


@pytest.mark.parametrize(
    ("name", "value", "code", "attr"),
    [
        ("label", "", "blank", "label"),
        ("label", "a" * 41, "max_length", "label"),
        ("label", "a\x00", "null_characters_not_allowed", "label"),
        ("scopes", [], "empty", "scopes"),
        ("scopes", None, "null", "scopes"),
        ("scopes", "*", "not_a_list", "scopes"),
        ("scopes", ["insight"], "invalid_input", "scopes"),
        ("scopes", ["moon:read"], "invalid_input", "scopes"),
        ("scopes", ["insight:eat"], "invalid_input", "scopes"),
        ("scopes", [{}], "invalid_input", "scopes__0"),
        ("scoped_teams", [999_999], "invalid_input", "scoped_teams"),
        ("scoped_teams", ["x"], "invalid_input", "scoped_teams__0"),
        ("scoped_teams", [10**40], "max_value", "scoped_teams__0"),
        ("scoped_organizations", ["x"], "invalid_input", "scoped_organizations"),
        (
            "scoped_organizations",
            ["0190aa00-1111-7222-8333-444455556666"],
            "invalid_input",
            "scoped_organizations",
        ),
    ],
)
def test_create__bad_field__400_names_it(
    alice: User, with_session: Caller, name: str, value: object, code: str, attr: str
) -> None:
    wish = {"label": "CI", "scopes": ["*"], name: value}
    answer = with_session(alice).post(KEYS, wish, format="json")
    assert answer.status_code == 400
    assert (answer.json()["attr"], answer.json()["code"]) == (attr, code)
    assert not PersonalAPIKey.objects.exists()


def test_create__limited_to_what_i_reach(
    alice: User,
    garden: Organization,
    project: Project,
    charlies_project: Project,
    with_session: Caller,
) -> None:
    client = with_session(alice)
    made = make(client, scoped_teams=[project.id], scoped_organizations=[str(garden.id)])
    assert made["scoped_teams"] == [project.id]
    wish = {"label": "CI", "scopes": ["*"], "scoped_teams": [charlies_project.id]}
    assert client.post(KEYS, wish, format="json").json()["attr"] == "scoped_teams"


def test_logs__never_hold_a_key(
    alice: User, with_session: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    value = str(make(with_session(alice))["value"])
    bearer(value).get("/api/users/@me/")
    APIClient().get(f"/api/users/@me/?personal_api_key={value}")
    APIClient().get(f"/api/nothing/?personal_api_key={value}")
    APIClient().get(f"/api/users/@me/?personal_api_key={value}x")
    said = "\n".join(r.getMessage() for r in caplog.records if r.name != "django.db.backends")
    assert value not in said
