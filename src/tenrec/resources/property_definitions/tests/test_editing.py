"""What people say about properties: kept, logged, and obeyed by queries."""

import json
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.store.base import Batch, EventStore
from tenrec.taxonomy.models import EventProperty, PropertyDefinition

pytestmark = pytest.mark.django_db
Kind = PropertyDefinition.Kind


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/property_definitions/"


@pytest.fixture
def amount(project: Project) -> PropertyDefinition:
    return PropertyDefinition.objects.create(
        team_id=project.id, name="amount", property_type="String"
    )


def test_edit__every_field__is_kept_and_logged(
    home: str, alice: User, amount: PropertyDefinition, with_key: Caller
) -> None:
    client, one = with_key(alice), f"{home}{amount.id}/"
    said = {"description": "In euros", "tags": ["Money"], "verified": True, "name": "x"}
    body = client.patch(one, said | {"property_type": "Numeric"}).json()
    assert (body["name"], body["description"], body["tags"]) == ("amount", "In euros", ["money"])
    assert (body["property_type"], body["is_numerical"]) == ("Numeric", True)
    assert (body["verified"], body["verified_by"]["id"], body["updated_by"]["id"]) == (
        True, alice.id, alice.id,
    )  # fmt: skip
    assert client.get(one).json() == body
    hidden = client.put(one, {"hidden": True, "property_type": None}).json()
    assert (hidden["verified"], hidden["is_numerical"], hidden["property_type"]) == (
        False, False, None,
    )  # fmt: skip
    log = client.get(f"{one}activity/").json()["results"]
    assert [row["activity"] for row in log] == ["updated", "updated"]
    assert {change["field"] for change in log[1]["detail"]["changes"]} == {
        "description", "tags", "verified", "property_type",
    }  # fmt: skip
    assert client.delete(one).status_code == 204
    assert not PropertyDefinition.objects.exists()


def test_edit__type__takes_effect_in_queries(
    home: str, project: Project, alice: User, amount: PropertyDefinition, with_key: Caller,
    store: EventStore,
) -> None:  # fmt: skip
    columns = ["team_id", "uuid", "event", "timestamp", "properties"]
    lines = "".join(
        f"{project.id}\t00000000-0000-4000-8000-00000000000{n}\tpaid\t2026-03-01 00:00:00\t"
        f"{json.dumps({'amount': text})}\n"
        for n, text in enumerate(["9", "10", "?"])
    )
    store.insert(Batch("events", columns, lines.encode(), f"types-{project.id}"))
    client = with_key(alice)
    query = "select properties.amount from events order by properties.amount desc"
    asked = {"query": {"kind": "HogQLQuery", "query": query}}

    def answer() -> Any:
        return client.post(f"/api/projects/{project.id}/query/", asked).json()["results"]

    assert answer() == [["?"], ["9"], ["10"]]
    client.patch(f"{home}{amount.id}/", {"property_type": "Numeric"})
    assert answer() == [[10.0], [9.0], [None]]
    client.patch(f"{home}{amount.id}/", {"property_type": "String"})
    assert answer() == [["?"], ["9"], ["10"]]


@pytest.mark.parametrize(
    ("said", "attr"),
    [
        ({"property_type": "Money"}, "property_type"),
        ({"tags": [1, {}]}, "tags__1"),
        ({"hidden": "maybe"}, "hidden"),
        ({"hidden": True, "verified": True}, None),
        ({"description": None}, "description"),
    ],
)
def test_edit__bad__400_names_the_field(
    home: str, alice: User, amount: PropertyDefinition, with_key: Caller, said: Any,
    attr: str | None,
) -> None:  # fmt: skip
    answer = with_key(alice).patch(f"{home}{amount.id}/", said)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr), answer.json()
    amount.refresh_from_db()
    assert (amount.property_type, amount.hidden, amount.tags) == ("String", False, [])


def test_create__is_not_allowed(home: str, alice: User, with_key: Caller) -> None:
    assert with_key(alice).post(home, {"name": "x"}).status_code == 405


def test_definition__of_another_project__is_not_found(
    home: str, alice: User, charlie: User, second_project: Project, with_key: Caller
) -> None:
    other = PropertyDefinition.objects.create(team_id=second_project.id, name="elsewhere")
    EventProperty.objects.create(team_id=second_project.id, event="e", property="elsewhere")
    client, one = with_key(alice), f"{home}{other.id}/"
    assert client.get(one).status_code == 404
    assert client.get(f"{one}activity/").status_code == 404
    assert client.patch(one, {"hidden": True}).status_code == 404
    assert client.delete(one).status_code == 404
    said = {"ids": [str(other.id)], "action": "set", "tags": ["x"]}
    assert client.post(f"{home}bulk_update_tags/", said).json()["updated"] == []
    asked = {"event_names": '["e"]', "property_name": "elsewhere"}
    assert client.get(f"{home}seen_together/", asked).json() == {"e": False}
    assert with_key(charlie).get(home).status_code == 403


def test_seen_together__tells_each_event(
    home: str, project: Project, alice: User, with_key: Caller
) -> None:
    EventProperty.objects.create(team_id=project.id, event="paid", property="amount")
    client = with_key(alice)
    asked = {"event_names": '["paid", "sent"]', "property_name": "amount"}
    answer = client.get(f"{home}seen_together/", asked)
    assert answer.json() == {"paid": True, "sent": False}
    for missing in asked:
        rest = {name: text for name, text in asked.items() if name != missing}
        refused = client.get(f"{home}seen_together/", rest)
        assert (refused.status_code, refused.json()["attr"]) == (400, missing)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["good", "$browser", "$feature/new", "hidden", "plain", "utm_source"]),
        ({"is_feature_flag": "true"}, ["$feature/new"]),
        ({"is_feature_flag": "false", "exclude_hidden": "1"},
         ["good", "$browser", "plain", "utm_source"]),
        ({"exclude_core_properties": "true"}, ["good", "hidden", "plain"]),
        ({"excluded_properties": '["good", "plain"]', "exclude_core_properties": "true"},
         ["hidden"]),
        ({"verified": "true"}, ["good"]),
        ({"event_names": '["paid"]'},
         ["plain", "good", "$browser", "$feature/new", "hidden", "utm_source"]),
        ({"event_names": '["paid"]', "filter_by_event_names": "true"}, ["plain"]),
    ],
)  # fmt: skip
def test_list__filters_and_order(
    home: str, project: Project, alice: User, with_key: Caller, asked: Any, found: list[str]
) -> None:
    for name in ("good", "hidden", "plain", "$browser", "$feature/new", "utm_source"):
        PropertyDefinition.objects.create(
            team_id=project.id, name=name, verified=name == "good", hidden=name == "hidden"
        )
    EventProperty.objects.create(team_id=project.id, event="paid", property="plain")
    EventProperty.objects.create(team_id=project.id, event="other", property="good")
    rows = with_key(alice).get(home, asked).json()["results"]
    assert [row["name"] for row in rows] == found
    seen = {row["name"]: row["is_seen_on_filtered_events"] for row in rows}
    assert seen["plain" if "plain" in seen else found[0]] is (
        True if "event_names" in asked else None
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"event_names": "[1]"},
        {"event_names": '["a"]', "type": "person"},
        {"is_numerical": "x"},
        {"exclude_hidden": "x"},
    ],
)
def test_list__bad_filter__400_names_it(
    home: str, alice: User, with_key: Caller, asked: dict[str, str]
) -> None:
    answer = with_key(alice).get(home, asked)
    assert (answer.status_code, answer.json()["attr"]) == (400, next(iter(asked)))


def test_list__pages__give_each_once_while_some_are_added(
    home: str, project: Project, alice: User, with_key: Caller
) -> None:
    for name in "bdfhj":
        PropertyDefinition.objects.create(team_id=project.id, name=name)
    client = with_key(alice)
    page = client.get(home, {"limit": "2"}).json()
    seen = [row["name"] for row in page["results"]]
    while page["next"]:
        PropertyDefinition.objects.create(team_id=project.id, name=f"a{len(seen)}")
        page = client.get(page["next"]).json()
        seen += [row["name"] for row in page["results"]]
    assert seen == [*"bdfhj"]


def test_list__many__asks_as_often_as_for_one(
    home: str, alice: User, project: Project, with_key: Caller,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(20):
        PropertyDefinition.objects.create(
            team_id=project.id, name=str(number), updated_by=alice, verified_by=alice
        )
    client = with_key(alice)
    client.get(home)
    with django_assert_max_num_queries(6):
        rows = client.get(home, {"event_names": '["a"]'}).json()["results"]
        assert len(rows) == 20
