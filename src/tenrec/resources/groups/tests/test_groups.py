"""Groups and their kinds: read, made, changed, and apart from those of other projects."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.activity.models import ActivityLog
from tenrec.persons.models import Group, GroupType

from .conftest import StoreAll

SITE = "http://127.0.0.1:8000"
Send = Callable[..., None]


def name(send: Send, project: Project, key: str, kind: str = "company", **set_: Any) -> None:
    named = {"$group_type": kind, "$group_key": key, "$group_set": set_}
    send(project.id, "$groupidentify", "sender", **named)


@pytest.fixture
def acme(project: Project, send: Send, store_all: StoreAll) -> Project:
    name(send, project, "acme", name="Acme Inc", seats=12, big=2**70)
    name(send, project, "bolt", name="Bolt", seats=12)
    name(send, project, "t1", "team", name="One")
    send(project.id, "bought", "zoe", **{"$groups": {"company": "acme", "team": "t1"}})
    store_all()
    return project


def path(project: Project, rest: str = "") -> str:
    return f"/api/projects/{project.id}/groups/{rest}"


def test_list__by_kind_search_and_key(alice: User, acme: Project, with_key: Caller) -> None:
    client = with_key(alice, "group:read")

    def keys(**asked: Any) -> list[str]:
        rows = client.get(path(acme), {"group_type_index": 0, **asked}).json()["results"]
        return sorted(row["group_key"] for row in rows)

    assert keys() == ["acme", "bolt"]
    assert keys(search="ACME I") == ["acme"]
    assert keys(search="olt") == ["bolt"]
    assert keys(search="%") == keys(search="' or 1=1 --") == []
    assert keys(group_key="AC") == ["acme"]
    assert keys(group_type_index=1) == ["t1"]
    assert keys(group_type_index=4) == []
    assert f'"big":{2**70}' in client.get(path(acme), {"group_type_index": 0}).content.decode()


@pytest.mark.parametrize("index", ["", "x", "-1", "5", "00", "\u0661"])
def test_list__no_index__400_names_it(
    alice: User, acme: Project, with_key: Caller, index: str
) -> None:
    answer = with_key(alice).get(path(acme), {"group_type_index": index})
    assert (answer.status_code, answer.json()["attr"]) == (400, "group_type_index")


def test_cursor__followed_to_the_end__each_group_once_while_some_are_added(
    alice: User, project: Project, send: Send, store_all: StoreAll, with_key: Caller
) -> None:
    for n in range(7):
        name(send, project, f"g{n}")
    store_all()
    client, seen = with_key(alice), []
    link: str | None = path(project) + "?group_type_index=0&limit=2"
    while link:
        body = client.get(link.removeprefix(SITE)).json()
        seen += [row["group_key"] for row in body["results"]]
        link = body["next"]
        # All have one moment of creation; this one sorts before all pages that were read.
        name(send, project, f"z{len(seen)}")
        store_all()
    assert sorted(seen) == [f"g{n}" for n in range(7)]


@pytest.mark.parametrize("cursor", ["x", "e30=", "bnVsbA==", "W10=", "eyJjIjoxZTk5LCJrIjoiYSJ9"])
def test_cursor__unreadable__begins_again(
    alice: User, acme: Project, with_key: Caller, cursor: str
) -> None:
    answer = with_key(alice).get(path(acme), {"group_type_index": 0, "cursor": cursor})
    assert (answer.status_code, len(answer.json()["results"])) == (200, 2)


def test_create__then_find(
    alice: User, acme: Project, store_all: StoreAll, with_key: Caller
) -> None:
    client = with_key(alice)
    body = {"group_type_index": 0, "group_key": "new one", "group_properties": {"a": [1, None]}}
    answer = client.post(path(acme), body, format="json")
    assert answer.status_code == 201
    assert answer.json()["group_properties"] == {"a": [1, None]}
    store_all()
    asked = {"group_type_index": 0, "group_key": "new one"}
    found = client.get(path(acme, "find/"), asked).json()
    assert (found["group_properties"], found["notebook"]) == ({"a": [1, None]}, None)
    again = client.post(path(acme), body, format="json")
    assert (again.status_code, again.json()["attr"]) == (400, "group_key")
    assert client.get(path(acme, "find/"), {**asked, "group_key": "?"}).status_code == 404


def test_property__set_and_removed(
    alice: User, acme: Project, store_all: StoreAll, with_key: Caller
) -> None:
    client, where = with_key(alice), "?group_type_index=0&group_key=acme"
    pair = {"key": "plan", "value": {"tier": 3}}
    answer = client.post(path(acme, "update_property/" + where), pair, format="json")
    assert answer.json()["group_properties"]["plan"] == {"tier": 3}
    answer = client.post(path(acme, "delete_property/" + where), {"$unset": "seats"}, format="json")
    assert "seats" not in answer.json()["group_properties"]
    store_all()
    properties = json.loads(Group.objects.get(team_id=acme.id, key="acme").properties)
    assert properties == {"name": "Acme Inc", "big": 2**70, "plan": {"tier": 3}}
    log = client.get(path(acme, "activity/" + where)).json()
    assert [row["activity"] for row in log["results"]] == ["delete_property", "create_property"]
    assert ActivityLog.objects.filter(project=acme, scope="Group").count() == 2


@pytest.mark.parametrize(
    ("rest", "body", "attr"),
    [
        ("", {}, "group_type_index"),
        ("", {"group_type_index": 0}, "group_key"),
        ("", {"group_type_index": 3, "group_key": "a"}, "group_type_index"),
        ("", {"group_type_index": 0, "group_key": "a" * 401}, "group_key"),
        ("", {"group_type_index": 0, "group_key": "a", "group_properties": []}, "group_properties"),
        ("update_property/?group_type_index=0&group_key=acme", {"key": "a"}, "value"),
        ("update_property/?group_type_index=0&group_key=acme", [], None),
        ("update_property/?group_type_index=0", {"key": "a", "value": 1}, "group_key"),
        ("delete_property/?group_type_index=0&group_key=acme", {}, "$unset"),
        ("delete_property/?group_type_index=0&group_key=acme", [1], "$unset"),
        ("delete_property/?group_type_index=0&group_key=acme", {"$unset": "no"}, "$unset"),
    ],
)
def test_change__bad_body__400_names_the_field(
    alice: User, acme: Project, with_key: Caller, rest: str, body: Any, attr: str | None
) -> None:
    answer = with_key(alice).post(path(acme, rest), body, format="json")
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)


def test_related__persons_and_groups_of_the_same_events(
    alice: User, acme: Project, with_key: Caller
) -> None:
    client = with_key(alice)
    found = client.get(path(acme, "related/"), {"group_type_index": 0, "id": "acme"}).json()
    kinds = [(row["type"], row.get("distinct_ids") or row["id"]) for row in found]
    assert kinds == [("person", ["zoe"]), ("group", "t1")]
    person = found[0]["id"]
    found = client.get(path(acme, "related/"), {"id": person}).json()
    assert [(row["group_type_index"], row["id"]) for row in found] == [(0, "acme"), (1, "t1")]
    assert found[0]["properties"]["name"] == "Acme Inc"
    assert client.get(path(acme, "related/"), {"id": "x"}).json()["attr"] == "id"


def test_names_and_values_of_properties(alice: User, acme: Project, with_key: Caller) -> None:
    client = with_key(alice)
    names = client.get(path(acme, "property_definitions/")).json()
    assert {row["name"]: row["count"] for row in names["0"]} == {"name": 2, "seats": 2, "big": 1}
    values = {"group_type_index": 0, "key": "seats"}
    found = client.get(path(acme, "property_values/"), values).json()
    assert found == [{"name": 12, "count": 2}]


def test_kinds__named_and_forgotten(alice: User, acme: Project, with_key: Caller) -> None:
    client, kinds = with_key(alice), f"/api/projects/{acme.id}/groups_types/"
    assert [row["group_type"] for row in client.get(kinds).json()] == ["company", "team"]
    names = [{"group_type_index": 0, "name_singular": "Company", "name_plural": "Companies"}]
    answer = client.patch(kinds + "update_metadata/", names, format="json")
    assert answer.json()[0]["name_plural"] == "Companies"
    columns = {"group_type_index": 1, "default_columns": ["name", "seats"]}
    answer = client.put(kinds + "set_default_columns/", columns, format="json")
    assert answer.json()["default_columns"] == ["name", "seats"]
    assert client.delete(kinds + "1/").status_code == 204
    assert client.delete(kinds + "1/").status_code == 404
    assert GroupType.objects.filter(team_id=acme.id).count() == 1
    logged = ActivityLog.objects.filter(scope="GroupType", project=acme).order_by("created_at")
    told = [(r.activity, r.item_id, r.detail["name"], r.user) for r in logged]
    assert told == [
        ("updated", "0", "company", alice),
        ("updated", "1", "team", alice),
        ("deleted", "1", "team", alice),
    ]
    assert {c["field"] for c in logged[0].detail["changes"]} == {"name_singular", "name_plural"}


def test_kinds__named_as_before__nothing_to_tell(
    alice: User, acme: Project, with_key: Caller
) -> None:
    kinds = f"/api/projects/{acme.id}/groups_types/update_metadata/"
    names = [{"group_type_index": 0, "name_singular": "Company", "name_plural": None}]
    for _ in range(2):
        assert with_key(alice).patch(kinds, names, format="json").status_code == 200
    assert ActivityLog.objects.filter(scope="GroupType").count() == 1


@pytest.mark.parametrize(
    "body", [{}, [{}], [{"group_type_index": 9}], [{"group_type_index": "x"}], [5]]
)
def test_kinds__bad_names__400(alice: User, acme: Project, with_key: Caller, body: Any) -> None:
    path = f"/api/projects/{acme.id}/groups_types/update_metadata/"
    assert with_key(alice).patch(path, body, format="json").status_code == 400


def test_metrics__of_one_kind(alice: User, acme: Project, with_key: Caller) -> None:
    client, metrics = with_key(alice), f"/api/projects/{acme.id}/groups_types/0/metrics/"
    body = {"name": "Orders", "format": "numeric", "interval": 30, "filters": {"events": []}}
    made = client.post(metrics, body, format="json")
    assert (made.status_code, made.json()["display"]) == (201, "number")
    again = client.post(metrics, body, format="json")
    assert (again.status_code, again.json()["attr"]) == (400, "name")
    one = f"{metrics}{made.json()['id']}/"
    assert client.patch(one, {"display": "sparkline"}, format="json").json()["interval"] == 30
    assert client.patch(one, {"display": "cake"}, format="json").json()["attr"] == "display"
    assert client.get(metrics).json()["count"] == 1
    assert client.get(metrics.replace("/0/", "/1/")).json()["count"] == 0
    assert client.get(metrics.replace("/0/", "/3/")).status_code == 404
    told = client.get(f"{one}activity/").json()["results"]
    assert [row["activity"] for row in told] == ["updated", "created"]
    assert told[0]["detail"]["changes"][0]["field"] == "display"
    assert client.delete(one).status_code == 204


def test_groups_of_another_project__do_not_exist_here(
    alice: User, acme: Project, second_project: Project, store_all: StoreAll, with_key: Caller
) -> None:
    client, named = with_key(alice), "?group_type_index=0&group_key=acme"
    assert client.get(path(second_project) + "?group_type_index=0").json()["results"] == []
    assert client.get(path(second_project, "find/" + named)).status_code == 404
    assert client.get(path(second_project, "activity/" + named)).status_code == 404
    related = path(second_project, "related/?group_type_index=0&id=acme")
    assert client.get(related).json() == []
    assert client.get(path(second_project, "property_definitions/")).json() == {}
    for action, body in (
        ("update_property/", {"key": "a", "value": 1}),
        ("delete_property/", {"$unset": "name"}),
    ):
        answer = client.post(path(second_project, action + named), body, format="json")
        assert answer.status_code == 404
    kinds = f"/api/projects/{second_project.id}/groups_types/"
    assert client.get(kinds).json() == []
    assert client.delete(kinds + "0/").status_code == 404
    assert client.get(kinds + "0/metrics/").status_code == 404
    store_all()
    assert '"name":"Acme Inc"' in Group.objects.get(team_id=acme.id, key="acme").properties
