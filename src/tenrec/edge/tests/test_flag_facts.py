"""What flags ask of the state database: only what they need, and what happens without it."""

import asyncio
from typing import Any

import pytest

from .conftest import Edge
from .flag_desk import FlagDesk, flag, of_person

BODY = {"token": "phc_alice", "distinct_id": "zoe"}
EVERYBODY = {"properties": [], "rollout_percentage": 100}


def answer(edge: Edge, query: str = "", /, **body: Any) -> dict[str, Any]:
    reply = edge.post(f"/flags/?v=2{query}", {**BODY, **body})
    assert reply.status == 200, reply.text
    document: dict[str, Any] = reply.json
    return document


def on(edge: Edge, query: str = "", /, **body: Any) -> set[str]:
    flags = answer(edge, query, **body)["flags"]
    return {key for key, record in flags.items() if record["enabled"]}


def in_cohort(number: int) -> dict[str, Any]:
    return {"properties": [{"key": "id", "type": "cohort", "value": number}]}


def of_group(key: str, value: Any) -> dict[str, Any]:
    properties = [{"key": key, "value": value, "type": "group", "group_type_index": 0}]
    return {"properties": properties, "aggregation_group_type_index": 0}


@pytest.fixture
def desk(edge: Edge) -> FlagDesk:
    return edge.desk


def test_facts__nothing_needed__nothing_asked(edge: Edge, desk: FlagDesk) -> None:
    desk.put(flag("all"), flag("half", {"properties": [], "rollout_percentage": 50}),
             flag("hers", of_person("distinct_id", "zoe")))  # fmt: skip
    assert {"all", "hers"} <= on(edge)
    assert desk.questions == []


def test_facts__all_sent_with_the_request__nothing_asked(edge: Edge, desk: FlagDesk) -> None:
    desk.put(flag("pro", of_person("plan", "pro")), flag("big", of_group("seats", 5)))
    sent = {
        "person_properties": {"plan": "pro"},
        "groups": {"company": "acme"},
        "group_properties": {"company": {"seats": 5}},
    }
    assert on(edge, **sent) == {"pro", "big"}
    assert desk.questions == []


def test_person__stored__counts_and_what_is_sent_wins(edge: Edge, desk: FlagDesk) -> None:
    desk.put(flag("pro", of_person("plan", "pro")), flag("de", of_person("country", "DE")))
    desk.persons["zoe"] = {"plan": "pro", "country": "DE"}
    assert on(edge) == {"pro", "de"}
    assert on(edge, person_properties={"plan": "free"}) == {"de"}
    assert on(edge, distinct_id="nobody") == set()
    assert on(edge, "&only_use_override_person_properties=true") == set()
    assert [question.wants_person for question in desk.questions] == [True] * 3


def test_person__metadata__is_read(edge: Edge, desk: FlagDesk) -> None:
    old = {"key": "created_at", "value": "2026-06-01", "operator": "is_date_before",
           "type": "person_metadata"}  # fmt: skip
    desk.put(flag("old", {"properties": [old], "rollout_percentage": 100}))
    desk.persons["zoe"] = {}
    assert on(edge) == {"old"}
    assert on(edge, distinct_id="new") == set()


def test_groups__of_the_request__are_read(edge: Edge, desk: FlagDesk) -> None:
    desk.put(flag("big", of_group("seats", 5)), flag("acme", of_group("$group_key", "7")))
    desk.groups[0, "7"] = {"seats": 5}
    assert on(edge, groups={"company": 7, "unknown": "x", "bad": None}) == {"big", "acme"}
    assert desk.questions[0].groups == {0: "7"}
    assert not desk.questions[0].wants_person
    assert on(edge, groups={"company": "7"}, group_properties={"company": {"seats": 1}}) == {"acme"}
    assert on(edge) == set()
    assert len(desk.questions) == 1


def test_cohorts__static__are_asked_and_trees_only_need_the_person(
    edge: Edge, desk: FlagDesk
) -> None:
    leaf = {"key": "plan", "value": ["pro"], "type": "person", "operator": "exact"}
    desk.cohorts = [
        {"id": 1, "is_static": True, "filters": {}},
        {"id": 2, "is_static": False,
         "filters": {"properties": {"type": "OR", "values": [leaf]}}},
        {"id": 3, "is_static": True, "filters": {}},
    ]  # fmt: skip
    desk.put(flag("listed", in_cohort(1)), flag("tree", in_cohort(2)))
    desk.listed["zoe"], desk.persons["zoe"] = {1, 3}, {"plan": "pro"}
    assert on(edge) == {"listed", "tree"}
    assert desk.questions[0].cohorts == {1}
    assert on(edge, person_properties={"plan": "free"}) == {"listed"}
    assert not desk.questions[1].wants_person


def test_dependencies__of_a_flag__bring_their_needs(edge: Edge, desk: FlagDesk) -> None:
    needs = [{"type": "flag", "key": "8", "operator": "flag_evaluates_to", "value": True}]
    desk.put(
        flag("base", of_person("plan", "pro"), number=8),
        flag("above", {"properties": needs, "rollout_percentage": 100}),
    )
    desk.persons["zoe"] = {"plan": "pro"}
    assert on(edge, flag_keys=["above"]) == {"above"}
    desk.is_down = True
    assert answer(edge, flag_keys=["above"])["flags"]["above"]["failed"] is True


# Faults


def test_database__away__only_what_needs_it_fails(edge: Edge, desk: FlagDesk) -> None:
    desk.put(
        flag("all"), flag("pro", of_person("plan", "pro"), number=5), flag("listed", in_cohort(1))
    )
    desk.cohorts = [{"id": 1, "is_static": True, "filters": {}}]
    answer(edge)
    desk.source.forget(1)
    answer(edge)
    desk.is_down = True
    told = answer(edge, person_properties={"email": "z"})
    assert told["errorsWhileComputingFlags"] is True
    assert told["flags"]["all"]["enabled"] is True
    assert "failed" not in told["flags"]["all"]
    assert told["flags"]["pro"] == {
        "key": "pro",
        "enabled": False,
        "variant": None,
        "failed": True,
        "reason": {
            "code": "database_unavailable",
            "condition_index": None,
            "description": "What is known of the person or group could not be read",
        },
        "metadata": {
            "id": 5,
            "version": 3,
            "description": None,
            "payload": None,
            "has_experiment": False,
        },
    }
    assert told["flags"]["listed"]["failed"] is True
    old = edge.post("/flags/?v=1", BODY).json
    assert old["featureFlags"] == {"all": True, "pro": False, "listed": False}
    assert old["errorsWhileComputingFlags"] is True
    assert edge.post("/decide/?v=2", BODY).json["featureFlags"] == {"all": True}


def test_database__away__is_not_asked_by_every_request(edge: Edge, desk: FlagDesk) -> None:
    desk.put(flag("pro", of_person("plan", "pro")))
    answer(edge)
    asked = len(desk.questions)
    desk.is_down = True
    for _ in range(20):
        assert answer(edge)["errorsWhileComputingFlags"] is True
    assert len(desk.questions) == asked + 1
    desk.is_down, desk.source._down_until = False, 0.0
    assert answer(edge)["errorsWhileComputingFlags"] is False


def test_look_up__that_fails_by_itself__keeps_nobody_else_away(edge: Edge, desk: FlagDesk) -> None:
    desk.put(flag("pro", of_person("plan", "pro")))
    desk.is_broken = True
    assert answer(edge)["flags"]["pro"]["failed"] is True
    desk.is_broken = False
    assert answer(edge)["errorsWhileComputingFlags"] is False


def test_groups__with_a_nul__are_asked_for_without(edge: Edge, desk: FlagDesk) -> None:
    desk.put(flag("big", of_group("seats", 5)))
    on(edge, groups={"company": "a\0b"}, distinct_id="z\0")
    assert desk.questions[0].groups == {0: "a\ufffdb"}
    assert desk.questions[0].distinct_id == "z\ufffd"


def test_database__that_hangs__is_waited_for_a_moment(edge: Edge, desk: FlagDesk) -> None:
    desk.put(flag("pro", of_person("plan", "pro")), flag("all"))
    desk.may_answer.clear()
    told = answer(edge)
    assert told["errorsWhileComputingFlags"] is True
    assert told["flags"]["all"]["enabled"] is True


def test_database__away_from_the_start__is_503(edge: Edge, desk: FlagDesk) -> None:
    desk.is_down = True
    reply = edge.post("/flags/?v=2", BODY)
    assert reply.status == 503
    assert reply.text.startswith("Our database service is currently unavailable.")


def test_look_ups__more_than_can_wait__are_not_begun(edge: Edge, desk: FlagDesk) -> None:
    desk.put(flag("pro", of_person("plan", "pro")))
    answer(edge)
    desk.source._waiting = 500
    assert answer(edge)["errorsWhileComputingFlags"] is True
    desk.source._waiting = 0


def test_flags__in_their_hundreds__are_worked_out_beside(edge: Edge, desk: FlagDesk) -> None:
    desk.put(*(flag(f"f{number}", number=number + 1) for number in range(500)))
    assert len(on(edge)) == 500


# Experience continuity


def half_of(edge: Edge, desk: FlagDesk, identifier: str) -> bool:
    """Whether the flag is on for who is hashed by this identifier."""
    desk.put(flag("steady", {"properties": [], "rollout_percentage": 50}))
    return on(edge, distinct_id=identifier) == {"steady"}


@pytest.fixture
def steady(edge: Edge, desk: FlagDesk) -> tuple[str, str]:
    """A flag for half of all, and two ids of which the first is in and the second is out."""
    names = [f"u{number}" for number in range(100)]
    inside = next(name for name in names if half_of(edge, desk, name))
    outside = next(name for name in names if not half_of(edge, desk, name))
    half = {"properties": [], "rollout_percentage": 50}
    desk.put(flag("steady", half, ensure_experience_continuity=True), flag("all"))
    desk.questions.clear()
    return inside, outside


def test_continuity__after_a_log_in__keeps_what_was_before(
    edge: Edge, desk: FlagDesk, steady: tuple[str, str]
) -> None:
    inside, outside = steady
    desk.persons[outside] = {}
    told = {"distinct_id": outside, "$anon_distinct_id": inside}
    assert on(edge, **told) == {"steady", "all"}
    assert desk.kept == {"steady": inside}
    assert on(edge, distinct_id=outside) == {"steady", "all"}
    again = {"distinct_id": outside, "$anon_distinct_id": "somebody else"}
    assert on(edge, **again) == {"steady", "all"}
    assert desk.kept == {"steady": inside}


def test_continuity__nobody_known_yet__goes_by_the_anonymous_id(
    edge: Edge, desk: FlagDesk, steady: tuple[str, str]
) -> None:
    inside, outside = steady
    assert on(edge, distinct_id=outside, anon_distinct_id=inside) == {"steady", "all"}
    assert desk.kept == {}
    assert on(edge, distinct_id=outside) == {"all"}


def test_continuity__cannot_be_kept__is_said_and_goes_on(
    edge: Edge, desk: FlagDesk, steady: tuple[str, str]
) -> None:
    inside, outside = steady
    desk.persons[outside], desk.cannot_write = {}, True
    for _ in range(2):
        told = answer(edge, distinct_id=outside, anon_distinct_id=inside)
        assert told["errorsWhileComputingFlags"] is True
        assert told["flags"]["steady"]["enabled"] is True
        assert "failed" not in told["flags"]["steady"]


def test_continuity__database_away__flags_are_still_worked_out(
    edge: Edge, desk: FlagDesk, steady: tuple[str, str]
) -> None:
    inside, outside = steady
    answer(edge, distinct_id=outside)
    desk.is_down = True
    told = answer(edge, distinct_id=outside, anon_distinct_id=inside)
    assert told["errorsWhileComputingFlags"] is True
    assert told["flags"]["steady"]["enabled"] is True


# Places


@pytest.mark.parametrize(
    ("body", "is_on"),
    [
        ({}, True),
        ({"geoip_disable": True}, False),
        ({"geoip_disable": False}, True),
        ({"person_properties": {"$geoip_country_code": "FR"}}, False),
        ({"person_properties": {"$geoip_country_code": None}}, True),
    ],
)
def test_place__of_the_address__fills_what_was_not_said(
    edge: Edge, desk: FlagDesk, body: dict[str, Any], is_on: bool
) -> None:
    desk.place = {"$geoip_country_code": "DE"}
    desk.put(flag("de", of_person("$geoip_country_code", "DE")))
    assert (on(edge, **body) == {"de"}) is is_on


def test_requests__together__ask_for_each_person_once_each(edge: Edge, desk: FlagDesk) -> None:
    desk.put(flag("pro", of_person("plan", "pro")))
    desk.persons["zoe"] = {"plan": "pro"}

    async def many() -> list[Any]:
        send = edge._send
        body = [b'{"token":"phc_alice","distinct_id":"zoe"}']
        return await asyncio.gather(
            *(send("POST", "/flags/?v=1", body, {}, False, "192.0.2.7") for _ in range(40))
        )

    for reply in edge.runner.run(many()):
        assert reply.json["featureFlags"] == {"pro": True}
    assert desk.loads[1] == 1
