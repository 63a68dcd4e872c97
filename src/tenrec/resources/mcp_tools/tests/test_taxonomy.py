"""Names and values of a project's data, for agents."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.utils.timezone import now

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.persons.models import GroupType
from tenrec.store.base import Batch, EventStore
from tenrec.taxonomy.models import EventDefinition, EventProperty, PropertyDefinition

TOOL = "/api/environments/@current/mcp_tools/read_taxonomy/"
Kind = PropertyDefinition.Kind
Insert = Callable[[str, list[dict[str, Any]]], None]


@pytest.fixture
def insert(store: EventStore, project: Project) -> Insert:
    def inserted(table: str, rows: list[dict[str, Any]]) -> None:
        columns = ["team_id", *rows[0]]
        lines = ["\t".join([str(project.id), *map(str, row.values())]) + "\n" for row in rows]
        store.insert(Batch(table, columns, "".join(lines).encode(), f"test-{uuid4()}"))

    return inserted


@pytest.fixture
def shop(project: Project, insert: Insert) -> Project:
    """Two events and what they carry, persons and companies."""
    for name, words in (("looked", ""), ("order_paid", "Checkout\nfinished"), ("secret", "")):
        EventDefinition.objects.create(
            team_id=project.id, name=name, description=words, hidden=name == "secret"
        )
    for name, kind, property_type in (
        ("amount", Kind.EVENT, "Numeric"),
        ("color", Kind.EVENT, "String"),
        ("plan", Kind.PERSON, "String"),
    ):
        PropertyDefinition.objects.create(
            team_id=project.id, name=name, type=kind, property_type=property_type
        )
    PropertyDefinition.objects.create(
        team_id=project.id, name="seats", type=Kind.GROUP, group_type_index=0
    )
    EventProperty.objects.create(team_id=project.id, event="order_paid", property="amount")
    GroupType.objects.create(team_id=project.id, name="company", index=0)
    moment = now().strftime("%Y-%m-%d %H:%M:%S")
    amounts = [12.5, 12.5, 3.25]
    event = {"event": "order_paid", "timestamp": moment, "distinct_id": "mole"}
    insert(
        "events",
        [{**event, "uuid": uuid4(), "properties": json.dumps({"amount": n})} for n in amounts],
    )
    insert("persons", [{"id": uuid4(), "properties": '{"plan":"pro"}', "version": 1}])
    insert("groups", [{"group_type_index": 0, "group_key": "acme", "properties": '{"seats":3}'}])
    return project


def told(caller: Any, kind: str, **query: Any) -> str:
    answer = caller.post(TOOL, {"args": {"query": {"kind": kind, **query}}}, format="json")
    assert answer.status_code == 200, answer.content
    assert answer.json()["success"] is True, answer.content
    return str(answer.json()["content"])


def test_events__popular_ones_first_hidden_ones_not(
    alice: User, shop: Project, with_key: Caller
) -> None:
    caller = with_key(alice, "event_definition:read", "property_definition:read")
    assert told(caller, "events") == "events:\n- `order_paid` - Checkout finished\n- `looked`"
    assert told(caller, "events", limit=1).endswith("\n(1 more: offset 1)")
    assert told(caller, "events", limit=1, offset=1) == "events:\n- `looked`"


def test_properties__of_events_entities_and_actions(
    alice: User, shop: Project, with_key: Caller
) -> None:
    caller = with_key(alice)
    made = apps.get_model("actions", "Action").objects.create(
        project=shop, name="Paid", steps=[{"event": "order_paid"}]
    )
    for kind, query, shown in (
        ("event_properties", {"event_name": "order_paid"}, "- `amount` (Numeric)"),
        ("action_properties", {"action_id": made.pk}, "- `amount` (Numeric)"),
        ("entity_properties", {"entity": "person"}, "- `plan` (String)"),
        ("entity_properties", {"entity": "companys"}, "- `seats`"),
    ):
        assert told(caller, kind, **query).splitlines()[1:] == [shown]
    assert told(caller, "event_properties", event_name="looked") == (
        "No properties of the event `looked`."
    )


def test_values__the_most_frequent_first(alice: User, shop: Project, with_key: Caller) -> None:
    caller = with_key(alice)
    made = apps.get_model("actions", "Action").objects.create(
        project=shop, name="Paid", steps=[{"event": "order_paid"}]
    )
    for kind, query in (
        ("event_property_values", {"event_name": "order_paid"}),
        ("action_property_values", {"action_id": made.pk}),
    ):
        lines = told(caller, kind, property_name="amount", **query).splitlines()
        assert lines[1:] == ["- 12.5 (2 times)", "- 3.25 (once)"]
    persons = told(caller, "entity_property_values", entity="persons", property_name="plan")
    assert persons.splitlines()[1:] == ['- "pro" (once)']
    groups = told(caller, "entity_property_values", entity="company", property_name="seats")
    assert groups.splitlines()[1:] == ['- "3" (once)']
    nothing = told(caller, "entity_property_values", entity="person", property_name="x'`")
    assert nothing.startswith("No values of")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"kind": "event_properties", "event_name": "nothing"}, "no event `nothing`"),
        ({"kind": "entity_properties", "entity": "car"}, "`person`, `company`"),
        ({"kind": "entity_properties", "entity": "session"}, "no table of sessions"),
        ({"kind": "action_properties", "action_id": 7_000_000}, "no action 7000000"),
    ],
)
def test_what_is_not_there__said(
    alice: User, shop: Project, with_key: Caller, query: Any, words: str
) -> None:
    answer = with_key(alice).post(TOOL, {"args": {"query": query}}, format="json").json()
    assert (answer["success"], words in answer["content"]) == (False, True)


@pytest.mark.parametrize(
    ("query", "attr"),
    [
        ({}, "args__query__kind"),
        ({"kind": "tables"}, "args__query__kind"),
        ({"kind": "event_properties"}, "args__query__event_name"),
        ({"kind": "events", "limit": 501}, "args__query__limit"),
        ({"kind": "action_properties", "action_id": "x"}, "args__query__action_id"),
    ],
)
def test_bad_question__400_names_it(
    alice: User, project: Project, with_key: Caller, query: Any, attr: str
) -> None:
    answer = with_key(alice).post(TOOL, {"args": {"query": query}}, format="json")
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)


def test_another_projects_action__not_told(
    alice: User, shop: Project, charlies_project: Project, with_key: Caller
) -> None:
    theirs = apps.get_model("actions", "Action").objects.create(
        project=charlies_project, name="Theirs"
    )
    body = {"args": {"query": {"kind": "action_properties", "action_id": theirs.pk}}}
    assert with_key(alice).post(TOOL, body, format="json").json()["success"] is False


def test_key_without_a_scope__403(alice: User, project: Project, with_key: Caller) -> None:
    body = {"args": {"query": {"kind": "events"}}}
    answer = with_key(alice, "event_definition:read").post(TOOL, body, format="json")
    assert answer.status_code == 403
    assert "property_definition:read" in answer.json()["detail"]
