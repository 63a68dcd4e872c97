"""One's own keys: shown once, limited, rolled, gone at once."""

import logging
import time

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Organization, PersonalAPIKey, Project, User
from tenrec.accounts.tests.cast import Caller, bearer, key_of, mark_session
from tenrec.accounts.tests.codes import with_second_factor

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


@pytest.mark.parametrize("what", ["create", "change", "replace", "roll", "delete"])
def test_write__in_a_stale_session__403_and_nothing_changes(
    alice: User, with_session: Caller, what: str
) -> None:
    client = with_session(alice)
    path = f"{KEYS}{make(client)['id']}/"
    before = PersonalAPIKey.objects.values().get()
    mark_session(client, proved_at=time.time() - 7201)
    wish = {"label": "Mine", "scopes": ["*"]}
    answer = {
        "create": lambda: client.post(KEYS, wish, format="json"),
        "change": lambda: client.patch(path, wish, format="json"),
        "replace": lambda: client.put(path, wish, format="json"),
        "roll": lambda: client.post(f"{path}roll/"),
        "delete": lambda: client.delete(path),
    }[what]()
    assert answer.status_code == 403
    assert answer.json()["code"] == "sensitive_action_required_reauth"
    assert PersonalAPIKey.objects.values().get() == before
    assert client.get(KEYS).status_code == 200


def test_replace__takes_the_whole_key(alice: User, with_session: Caller) -> None:
    client = with_session(alice)
    path = f"{KEYS}{make(client)['id']}/"
    assert client.put(path, {"label": "x"}, format="json").json()["attr"] == "scopes"
    wish = {"label": "x", "scopes": ["user:read"]}
    assert client.put(path, wish, format="json").json()["scopes"] == ["user:read"]


def test_create__where_an_organization_asks_for_a_second_factor(
    alice: User, garden: Organization, with_session: Caller
) -> None:
    Organization.objects.filter(pk=garden.pk).update(enforce_2fa=True)
    client = with_session(alice)
    answer = client.post(KEYS, {"label": "CI", "scopes": ["*"]}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "two_factor_setup_required")
    assert client.get("/api/users/@me/").status_code == 200
    assert client.get("/api/users/@me/two_factor_start_setup/").status_code == 200
    with_second_factor(alice)
    make(client)


def test_key__of_a_removed_member__reaches_nothing_of_the_organization(
    alice: User, bob: User, garden: Organization, project: Project, with_key: Caller
) -> None:
    client = with_key(bob)
    path = f"/api/projects/{project.id}/"
    assert client.get(path).status_code == 200
    garden.memberships.filter(user=bob).delete()
    assert client.get(path).status_code == 403
    assert client.get("/api/users/@me/").status_code == 200


def test_last_used__is_noted_to_the_hour(alice: User, with_session: Caller) -> None:
    client = with_session(alice)
    made = make(client)
    assert made["last_used_at"] is None
    bearer(str(made["value"])).get("/api/users/@me/")
    (first,) = client.get(KEYS).json()
    bearer(str(made["value"])).get("/api/users/@me/")
    (second,) = client.get(KEYS).json()
    assert first["last_used_at"] == second["last_used_at"]
    assert first["last_used_at"] is not None
