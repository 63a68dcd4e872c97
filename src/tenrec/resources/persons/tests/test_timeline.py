"""How a person's properties changed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils.timezone import now

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.persons.models import Person
from tenrec.store.base import Batch, EventStore

from .people import add

COLUMNS = ["team_id", "uuid", "event", "timestamp", "distinct_id", "person_id", "person_properties"]
PLAN = json.dumps([{"key": "plan", "type": "person", "value": "pro"}])
BOTH = json.dumps({"type": "OR", "values": [
    {"key": "plan", "type": "person", "value": "pro"}, {"key": "x", "value": 1},
    {"type": "AND", "values": [{"key": "city", "type": "person", "operator": "is_set"}]},
]})  # fmt: skip


@pytest.fixture
def zoe(project: Project, store: EventStore) -> Person:
    """Free for two events, then pro for three, in the last days; one event long ago."""
    person = add(project, "{}", "zoe")
    seen: list[tuple[int, str, dict[str, Any]]] = [
        (20, "looked", {"plan": "none"}),
        (5, "looked", {"plan": "free", "city": "Ulm"}),
        (4, "order_paid", {"plan": "free", "city": "Bonn", "null": None}),
        (3, "looked", {"plan": "pro", "city": "Bonn"}),
        (2, "looked", {"plan": "pro", "city": "Bonn"}),
        (1, "order_paid", {"plan": "pro", "city": "Bonn"}),
    ]
    lines = ""
    for days, event, properties in seen:
        at = (now() - timedelta(days=days)).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        row = [project.id, uuid4(), event, at, "zoe", person.uuid, json.dumps(properties)]
        lines += "\t".join(map(str, row)) + "\n"
    store.insert(Batch("events", COLUMNS, lines.encode(), f"test-{uuid4()}"))
    return person


def asked(caller: Any, person: Person, **params: str) -> Any:
    path = f"/api/projects/{person.team_id}/persons/{person.uuid}/properties_timeline/"
    answer = caller.get(path, params)
    assert answer.status_code == 200, answer.content
    return answer.json()


def told(body: Any, key: str = "plan") -> list[tuple[Any, int]]:
    return [(p["properties"][key], p["relevant_event_count"]) for p in body["points"]]


def test_timeline__a_point_for_each_change_of_what_matters(
    alice: User, zoe: Person, with_key: Caller
) -> None:
    caller = with_key(alice, "person:read")
    body = asked(caller, zoe, properties=PLAN)
    assert told(body) == [("free", 2), ("pro", 3)]
    assert body["crucial_property_keys"] == ["plan"]
    assert datetime.fromisoformat(body["effective_date_from"]) < now() - timedelta(days=6)
    body = asked(caller, zoe, properties=BOTH)
    assert body["crucial_property_keys"] == ["city", "plan"]
    assert told(body, "city") == [("Ulm", 1), ("Bonn", 1), ("Bonn", 3)]
    assert body["points"][1]["properties"]["null"] is None
    by = asked(caller, zoe, breakdown="plan", breakdown_type="person", date_from="all")
    assert told(by) == [("none", 1), ("free", 2), ("pro", 3)]
    assert told(asked(caller, zoe)) == [("free", 5)]


def test_timeline__narrowed_by_days_and_events(alice: User, zoe: Person, with_key: Caller) -> None:
    caller = with_key(alice)
    events = json.dumps([{"id": "order_paid", "type": "events"}])
    assert told(asked(caller, zoe, properties=PLAN, events=events)) == [("free", 1), ("pro", 1)]
    late = asked(caller, zoe, properties=PLAN, date_from="-2d", date_to="-1d")
    assert told(late) == [("pro", 2)]
    assert asked(caller, zoe, date_from="-60d", date_to="-40d")["points"] == []


@pytest.mark.parametrize(
    ("params", "attr"),
    [
        ({"properties": "{"}, "properties"),
        ({"events": "[1]"}, "events"),
        ({"events": '[{"id": 1}]'}, "events"),
        ({"events": "7"}, "events"),
        ({"date_from": "soon"}, "date_from"),
    ],
)
def test_timeline__bad_parameter__400_names_it(
    alice: User, zoe: Person, with_key: Caller, params: dict[str, str], attr: str
) -> None:
    path = f"/api/projects/@current/persons/{zoe.uuid}/properties_timeline/"
    answer = with_key(alice).get(path, params)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)


def test_list__creation_is_not_offered(alice: User, project: Project, with_key: Caller) -> None:
    caller, path = with_key(alice), f"/api/projects/{project.id}/persons/"
    assert caller.options(path).headers["Allow"] == "GET, HEAD, OPTIONS"
    answer = caller.post(path, {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_properties__named_and_counted(alice: User, project: Project, with_key: Caller) -> None:
    add(project, '{"email":"a@b.example","plan":"pro"}', "one")
    add(project, '{"plan":null}', "two")
    add(project, "{}", "three")
    found = with_key(alice, "person:read").get("/api/person/properties/").json()
    assert found == [{"name": "plan", "count": 2}, {"name": "email", "count": 1}]
