"""Changing, splitting, deleting and exporting persons by the API."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.activity.models import ActivityLog
from tenrec.persons.models import Person, PersonDeletion, PersonDistinctId
from tenrec.store.base import EventStore

from .conftest import StoreAll

Send = Callable[..., None]
NESTED: Any = []
for _ in range(600):
    NESTED = [NESTED]


def who(project: Project, distinct_id: str) -> Person:
    found = PersonDistinctId.objects.get(team_id=project.id, distinct_id=distinct_id).person
    assert found is not None
    return found


@pytest.fixture
def zoe(project: Project, send: Send, store_all: StoreAll) -> Person:
    first = {"email": "z@example.com", "plan": "free"}
    send(project.id, "seen", "zoe", **{"$set": first})
    store_all()
    return who(project, "zoe")


def address(person: Person, rest: str = "") -> str:
    return f"/api/projects/{person.team_id}/persons/{person.uuid}/{rest}"


def count(store: EventStore, project: Project) -> int:
    sql = "SELECT count() FROM events"
    found: int = store.select(sql, team_id=project.id).rows[0][0]
    return found


def test_update__given_properties__change_and_others_stay(
    alice: User, zoe: Person, with_key: Caller, store_all: StoreAll, store: EventStore
) -> None:
    client = with_key(alice, "person:write", "person:read")
    body = {"properties": {"plan": "pro", "big": 2**70}}
    answer = client.patch(address(zoe), body, format="json")
    assert (answer.status_code, answer.content) == (202, b"")
    store_all()
    text = client.get(address(zoe)).content.decode()
    assert '"plan":"pro"' in text
    assert f'"big":{2**70}' in text
    assert "z@example.com" in text
    names = store.select("SELECT event FROM events ORDER BY event", team_id=zoe.team_id)
    assert names.rows == [["$set"], ["seen"]]
    row = ActivityLog.objects.get(scope="Person")
    assert (row.activity, row.item_id) == ("updated", str(zoe.pk))
    assert '"pro"' not in json.dumps(row.detail)


@pytest.mark.parametrize("in_body", [True, False])
def test_one_property__set_and_removed(
    alice: User, zoe: Person, with_key: Caller, store_all: StoreAll, in_body: bool
) -> None:
    client = with_key(alice)
    if in_body:
        pair = {"key": "plan", "value": "pro"}
        answer = client.post(address(zoe, "update_property/"), pair, format="json")
        gone = client.post(address(zoe, "delete_property/"), {"$unset": "email"}, format="json")
    else:
        answer = client.post(address(zoe, "update_property/?key=plan&value=pro"))
        gone = client.post(address(zoe, "delete_property/?$unset=email"))
    assert (answer.status_code, gone.status_code) == (202, 201)
    assert gone.json() == {"success": True}
    store_all()
    properties = client.get(address(zoe)).json()["properties"]
    assert properties["plan"] == "pro"
    assert "email" not in properties


@pytest.mark.parametrize(
    ("rest", "body", "attr"),
    [
        ("", {}, "properties"),
        ("", {"properties": []}, "properties"),
        ("", {"properties": {}}, "properties"),
        ("", {"properties": {"a": NESTED}}, None),  # the body as a whole is refused
        ("update_property/", {"key": "a", "value": NESTED}, None),
        ("", {"properties": {"a": "x" * 600_000}}, "properties"),
        ("update_property/", {"key": "a"}, "value"),
        ("update_property/", {"value": "a"}, "key"),
        ("update_property/", ["a"], "key"),
        ("delete_property/", {"$unset": 5}, "$unset"),
        ("delete_property/", {}, "$unset"),
        ("split/", {"main_distinct_id": "nobody"}, "main_distinct_id"),
        ("split/", {"main_distinct_id": {}}, "main_distinct_id"),
    ],
)
def test_change__bad_body__400_that_names_the_field(
    alice: User, zoe: Person, with_key: Caller, rest: str, body: Any, attr: str | None
) -> None:
    client = with_key(alice)
    send = client.post if rest else client.patch
    answer = send(address(zoe, rest), body, format="json")
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)
    assert not ActivityLog.objects.filter(scope="Person").exists()


def test_split__answers_201__and_every_id_is_somebody(
    alice: User, project: Project, zoe: Person, send: Send, store_all: StoreAll, with_key: Caller
) -> None:
    send(project.id, "$create_alias", "zoe", alias="zoe2")
    store_all()
    body = {"main_distinct_id": "zoe"}
    answer = with_key(alice).post(address(zoe, "split/"), body, format="json")
    assert (answer.status_code, answer.json()) == (201, {"success": True})
    store_all()
    assert who(project, "zoe") == zoe
    assert who(project, "zoe2") != zoe


def test_delete__with_events__says_when_it_is_done(
    alice: User,
    project: Project,
    zoe: Person,
    send: Send,
    store_all: StoreAll,
    with_key: Caller,
    store: EventStore,
) -> None:
    send(project.id, "kept", "bob")
    client = with_key(alice)
    answer = client.delete(address(zoe) + "?delete_events=true")
    assert (answer.status_code, answer.content) == (202, b"")
    deletions = f"/api/projects/{project.id}/persons/deletions/"
    (waiting,) = client.get(deletions).json()["results"]
    assert (waiting["state"], waiting["done_at"]) == ("waiting", None)
    store_all()
    done = client.get(f"{deletions}{waiting['id']}/").json()
    assert (done["state"], done["error"]) == ("done", "")
    assert done["counts"]["events"] == 1
    assert done["persons"] == [str(zoe.uuid)]
    assert client.get(address(zoe)).status_code == 404
    assert count(store, project) == 1
    assert ActivityLog.objects.get(scope="Person").activity == "deleted"


def test_delete__without_events__keeps_them(
    alice: User, project: Project, zoe: Person, store_all: StoreAll, with_key: Caller, store: Any
) -> None:
    with_key(alice).delete(address(zoe))
    store_all()
    assert count(store, project) == 1
    assert not Person.objects.filter(team_id=project.id).exists()


@pytest.mark.parametrize("action", ["delete_events/", "delete_recordings/"])
def test_delete_what_they_did__person_stays(
    alice: User,
    project: Project,
    zoe: Person,
    store_all: StoreAll,
    with_key: Caller,
    store: EventStore,
    action: str,
) -> None:
    assert with_key(alice).post(address(zoe, action)).status_code == 202
    store_all()
    assert who(project, "zoe") == zoe
    assert count(store, project) == (0 if action == "delete_events/" else 1)


def test_bulk_delete__by_uuids_or_distinct_ids(
    alice: User, project: Project, zoe: Person, send: Send, store_all: StoreAll, with_key: Caller
) -> None:
    send(project.id, "seen", "bob")
    send(project.id, "seen", "eve")
    store_all()
    client, path = with_key(alice), f"/api/projects/{project.id}/persons/bulk_delete/"
    assert client.post(path, {"ids": [str(zoe.uuid)]}, format="json").status_code == 202
    assert client.post(path, {"distinct_ids": ["bob", "?"]}, format="json").status_code == 202
    assert client.post(path, {"ids": [str(uuid4())]}, format="json").status_code == 202
    store_all()
    assert [who(project, "eve")] == list(Person.objects.filter(team_id=project.id))


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "ids"),
        ({"ids": []}, "ids"),
        ({"ids": ["x"]}, "ids__0"),
        ({"ids": [str(uuid4())] * 1001}, "ids"),
        ({"distinct_ids": ["x"] * 1001}, "distinct_ids"),
        ({"distinct_ids": ["x"], "delete_events": "maybe"}, "delete_events"),
    ],
)
def test_bulk_delete__bad_body__400(
    alice: User, project: Project, journal: Any, with_key: Caller, body: Any, attr: str
) -> None:
    path = f"/api/projects/{project.id}/persons/bulk_delete/"
    answer = with_key(alice).post(path, body, format="json")
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)
    assert not PersonDeletion.objects.exists()


def test_export__everything_as_it_was_sent(
    alice: User, project: Project, zoe: Person, send: Send, store_all: StoreAll, with_key: Caller
) -> None:
    send(project.id, "$create_alias", "zoe", alias="zoe2")
    send(project.id, "bought", "zoe2", big=2**70, **{"$groups": {"company": "acme"}})
    send(project.id, "bought", "somebody else", secret=1)
    store_all()
    answer = with_key(alice).get(address(zoe, "export/"))
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode()
    body = json.loads(text)
    assert body["person"]["distinct_ids"] == ["zoe", "zoe2"]
    assert sorted(event["event"] for event in body["events"]) == ["$create_alias", "bought", "seen"]
    assert f'"big":{2**70}' in text
    assert "secret" not in text
    assert body["groups"] == [{"group_type": "company", "group_type_index": 0, "group_key": "acme"}]
    assert (body["cohorts"], body["recordings"]) == ([], [])


ACTIONS = [
    ("get", ""),
    ("get", "export/"),
    ("get", "activity/"),
    ("patch", ""),
    ("put", ""),
    ("delete", ""),
    ("post", "split/"),
    ("post", "update_property/"),
    ("post", "delete_property/"),
    ("post", "delete_events/"),
    ("post", "delete_recordings/"),
]


@pytest.mark.parametrize(("method", "rest"), ACTIONS)
def test_person_of_another_project__does_not_exist_here(
    alice: User,
    second_project: Project,
    zoe: Person,
    store_all: StoreAll,
    with_key: Caller,
    method: str,
    rest: str,
) -> None:
    before = zoe.properties
    for key in (zoe.pk, zoe.uuid):
        path = f"/api/projects/{second_project.id}/persons/{key}/{rest}"
        body = {"properties": {"a": 1}, "key": "a", "value": 1, "$unset": "email"}
        assert getattr(with_key(alice), method)(path, body).status_code == 404
    store_all()
    zoe.refresh_from_db()
    assert zoe.properties == before
    assert not PersonDeletion.objects.exists()


def test_bulk_delete__persons_of_another_project__stay(
    alice: User, second_project: Project, zoe: Person, store_all: StoreAll, with_key: Caller
) -> None:
    path = f"/api/projects/{second_project.id}/persons/bulk_delete/"
    for body in ({"ids": [str(zoe.uuid)]}, {"distinct_ids": ["zoe"]}):
        body_with_events = {**body, "delete_events": True}
        assert with_key(alice).post(path, body_with_events, format="json").status_code == 202
    store_all()
    assert Person.objects.filter(pk=zoe.pk).exists()


@pytest.mark.parametrize(("method", "rest"), [each for each in ACTIONS if each[0] != "get"])
def test_change__key_that_may_only_read__403(
    alice: User, zoe: Person, with_key: Caller, method: str, rest: str
) -> None:
    answer = getattr(with_key(alice, "person:read"), method)(address(zoe, rest))
    assert answer.status_code == 403


def test_deletions__of_another_project__are_not_told(
    alice: User, second_project: Project, zoe: Person, with_key: Caller
) -> None:
    client = with_key(alice)
    client.delete(address(zoe))
    made = PersonDeletion.objects.get()
    path = f"/api/projects/{second_project.id}/persons/deletions/"
    assert client.get(path).json()["results"] == []
    assert client.get(f"{path}{made.pk}/").status_code == 404
    answer = client.get(f"{path}x/")
    assert (answer.status_code, answer.json()["attr"]) == (400, "id")
