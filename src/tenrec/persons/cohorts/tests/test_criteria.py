"""Criteria are checked when they are saved: what passes can be calculated."""

from typing import Any

import pytest

from tenrec.core.errors import BadRequest
from tenrec.persons.cohorts.criteria import Group, InOther, Property, read
from tenrec.persons.cohorts.legacy import filters_of
from tenrec.persons.cohorts.tree import condition


def group(*values: Any, word: str = "AND") -> dict[str, Any]:
    return {"properties": {"type": word, "values": list(values)}}


PLAN = {"type": "person", "key": "plan", "value": ["pro"], "operator": "exact"}
BOUGHT = {
    "type": "behavioral",
    "key": "order_paid",
    "event_type": "events",
    "value": "performed_event",
    "time_value": 30,
    "time_interval": "day",
}


def test_read__nested_groups__is_the_same_tree() -> None:
    inner = {"type": "OR", "values": [PLAN, {"type": "cohort", "key": "id", "value": 3}]}
    tree = read(group(inner, {**PLAN, "negation": True}, word="AND"))
    assert tree == Group(
        False,
        (
            Group(True, (Property("plan", "exact", ["pro"]), InOther(3))),
            Property("plan", "exact", ["pro"], is_not=True),
        ),
    )


@pytest.mark.parametrize(
    ("more", "is_not"),
    [
        ({}, False),
        ({"operator": "in"}, False),
        ({"operator": "not_in"}, True),
        ({"negation": True}, True),
        ({"negation": True, "operator": "not_in"}, False),
        ({"value": "3"}, False),
    ],
)
def test_read__another_cohort__in_or_not(more: dict[str, Any], is_not: bool) -> None:
    leaf = {"type": "cohort", "key": "id", "value": 3, **more}
    assert read(group(leaf)).parts == (InOther(3, is_not),)


def test_read__nothing__is_met_by_nobody() -> None:
    assert read({}) == Group()
    assert read(group()) == Group()


@pytest.mark.parametrize(
    "filters",
    [
        None,
        [],
        "x",
        {"other": 1},
        {"properties": None},
        {"properties": {"type": "XOR", "values": []}},
        {"properties": {"type": "AND", "values": {}}},
        group(5),
        group({}),
        group({"type": "event", "key": "a", "value": "b"}),
        group({"type": "person", "value": "b", "operator": "exact"}),
        group({"type": "person", "key": 5, "value": "b", "operator": "exact"}),
        group({"type": "person", "key": "", "value": "b", "operator": "exact"}),
        group({"type": "person", "key": "a" * 401, "value": "b", "operator": "exact"}),
        group({"type": "person", "key": "a"}),
        group({**PLAN, "operator": "like"}),
        group({**PLAN, "operator": ["exact"]}),
        group({**PLAN, "value": None}),
        group({**PLAN, "value": []}),
        group({**PLAN, "value": ["x"] * 1001}),
        group({**PLAN, "value": "\x00"}),
        group({**PLAN, "negation": "yes"}),
        group({"type": "cohort", "key": "id", "value": "three"}),
        group({"type": "cohort", "key": "id", "value": True}),
        group({"type": "cohort", "key": "id", "value": 2**63}),
        group({"type": "cohort", "key": "id", "value": -1}),
        group({"type": "cohort", "key": "id", "value": 3, "operator": "gt"}),
        group(*[PLAN] * 201),
        group({**BOUGHT, "value": "looked_nice"}),
        group({**BOUGHT, "value": None}),
        group({**BOUGHT, "value": ["performed_event"]}),
        group({**BOUGHT, "event_type": "dreams"}),
        group({**BOUGHT, "event_type": None}),
        group({**BOUGHT, "event_type": "actions"}),
        group({**BOUGHT, "time_value": None}),
        group({**BOUGHT, "time_value": -1}),
        group({**BOUGHT, "time_value": 1.5}),
        group({**BOUGHT, "time_interval": "moon"}),
        group({**BOUGHT, "key": ""}),
        group({**BOUGHT, "key": {"a": 1}}),
        group({**BOUGHT, "colour": "blue"}),
        group({**BOUGHT, "event_filters": [5]}),
        group({**BOUGHT, "explicit_datetime": "tomorrow"}),
        group({**BOUGHT, "value": "performed_event_multiple"}),
        group({**BOUGHT, "value": "performed_event_sequence", "seq_event": "x"}),
    ],
)
def test_read__what_cannot_be__is_refused_by_the_name_of_the_field(filters: Any) -> None:
    with pytest.raises(BadRequest) as refusal:
        read(filters)
    assert refusal.value.attr == "filters"


def test_read__groups_nested_without_end__are_refused() -> None:
    filters: dict[str, Any] = {"type": "AND", "values": [PLAN]}
    for _ in range(50):
        filters = {"type": "AND", "values": [filters]}
    with pytest.raises(BadRequest, match="nested"):
        read({"properties": filters})


@pytest.mark.parametrize(
    "more",
    [
        {"key": "31", "event_type": "actions"},
        {"key": 31, "event_type": "actions"},
        {"value": "performed_event_multiple", "operator": "gte", "operator_value": 5},
        {"value": "performed_event_first_time"},
        {"value": "stopped_performing_event", "seq_time_value": 2, "seq_time_interval": "week"},
        {"value": "restarted_performing_event", "seq_time_value": 2, "seq_time_interval": "week"},
        {"value": "performed_event_regularly", "operator_value": 3, "operator": "gte",
         "min_periods": 3, "total_periods": 5},
        {"value": "performed_event_sequence", "seq_event": "x", "seq_event_type": "events",
         "seq_time_value": 5, "seq_time_interval": "day"},
        {"time_value": None, "explicit_datetime": "-30d"},
        {"event_filters": [{"type": "event", "key": "price", "value": 5, "operator": "gt"}]},
        {"negation": True},
    ],
)  # fmt: skip
def test_read__what_a_person_did__is_kept(more: dict[str, Any]) -> None:
    [leaf] = read(group({**BOUGHT, **more})).leaves()
    with pytest.raises(BadRequest, match="not calculated yet"):
        condition(leaf)


@pytest.mark.parametrize(
    ("groups", "values"),
    [
        (
            [{"properties": {"plan": "pro", "email__icontains": "x"}}],
            [
                {"type": "person", "key": "plan", "value": "pro", "operator": "exact"},
                {"type": "person", "key": "email", "value": "x", "operator": "icontains"},
            ],
        ),
        (
            [{"properties": [{"key": "plan", "value": "pro"}]}],
            [{"type": "person", "key": "plan", "value": "pro", "operator": "exact"}],
        ),
        ([{"properties": {"type": "OR", "values": [PLAN]}}], [{"type": "OR", "values": [PLAN]}]),
        (
            [{"action_id": 5, "days": 7}],
            [
                {"type": "behavioral", "key": 5, "event_type": "actions", "time_value": 7,
                 "value": "performed_event", "time_interval": "day"}
            ],
        ),
        (
            [{"event_id": "buy", "days": "7", "count": 2, "count_operator": "eq"}],
            [
                {"type": "behavioral", "key": "buy", "event_type": "events", "time_value": "7",
                 "value": "performed_event_multiple", "time_interval": "day",
                 "operator": "exact", "operator_value": 2}
            ],
        ),
    ],
)  # fmt: skip
def test_filters_of__older_groups__can_be_read(groups: list[Any], values: list[Any]) -> None:
    filters = filters_of(groups)
    assert filters == {"properties": {"type": "OR", "values": [{"type": "AND", "values": values}]}}
    assert len(list(read(filters).leaves())) >= 1


@pytest.mark.parametrize("groups", [5, [5], [{}], [{"properties": 5}], [{"action_id": 5}]])
def test_filters_of__what_filters_cannot_say__is_refused(groups: Any) -> None:
    with pytest.raises(BadRequest) as refusal:
        filters_of(groups)
    assert refusal.value.attr == "groups"
