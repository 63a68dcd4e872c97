"""Cohorts in conditions: trees of criteria, lists, and those that nothing can decide."""

from typing import Any

import pytest

from tenrec.flags.evaluate import Reason, Verdict, evaluate
from tenrec.flags.tests.asking import (
    Json,
    asked,
    group_of,
    is_about,
    rules_of,
    stored,
    verdict_of,
)

PRO, BIG = is_about("plan", "exact", "pro"), is_about("seats", "gt", 10)
BEHAVIOUR = {"type": "behavioral", "key": "$pageview", "value": "performed_event"}


def _in(number: object, operator: str | None = None, **more: Any) -> Json:
    return {"type": "cohort", "key": "id", "value": number, "operator": operator, **more}


def _cohort(number: int, tree: Any, **more: Any) -> Json:
    return {"id": number, "is_static": False, "filters": {"properties": tree}, **more}


def _any(*values: Any) -> Json:
    return {"type": "OR", "values": list(values)}


def _all(*values: Any) -> Json:
    return {"type": "AND", "values": list(values)}


def _ask(cohorts: list[Json], condition: Json, properties: Json, **more: Any) -> Verdict:
    who = asked(person_properties=properties, **more)
    return verdict_of({"groups": [group_of(condition)]}, who, cohorts=cohorts)


def _is_in(tree: Any, properties: Json) -> bool:
    """Both ways round: whoever is not in is not in."""
    found = [_ask([_cohort(1, tree)], _in(1, one), properties) for one in ("in", "not_in")]
    assert found[0].enabled is not found[1].enabled
    return found[0].enabled


@pytest.mark.parametrize(
    ("tree", "properties", "expected"),
    [
        (_all(PRO, BIG), {"plan": "pro", "seats": 11}, True),
        (_all(PRO, BIG), {"plan": "pro", "seats": 9}, False),
        (_any(PRO, BIG), {"plan": "free", "seats": 11}, True),
        (_any(PRO, BIG), {"plan": "free"}, False),
        (_any(_all(PRO, BIG), _all(is_about("vip", "is_set", None))), {"vip": None}, True),
        (_all(_any(PRO, BIG), _any(is_about("vip", "is_set", None))), {"plan": "pro"}, False),
        ({"type": "property", "values": [PRO]}, {"plan": "pro"}, True),
        (_all({**PRO, "negation": True}), {"plan": "pro"}, False),
        (_all({**PRO, "negation": True}), {"plan": "free"}, True),
        (_all({**PRO, "negation": True}), {}, True),
        (_any({**PRO, "negation": True}, BIG), {"plan": "pro"}, False),
        (_all({**BIG, "negation": True}), {"seats": "many"}, True),
        ({}, {}, True),
        (_all(), {}, True),
        (_any(), {}, True),
        (_all(PRO, {}), {"plan": "pro"}, True),
    ],
)
def test_tree__person__is_in_or_not(tree: Any, properties: Json, expected: bool) -> None:
    assert _is_in(tree, properties) is expected


@pytest.mark.parametrize("operator", [None, "in", "exact"])
@pytest.mark.parametrize("number", [1, "1", 1.0])
def test_filter__names_and_operators__mean_the_same(operator: str | None, number: object) -> None:
    cohorts = [_cohort(1, _all(PRO))]
    assert _ask(cohorts, _in(number, operator), {"plan": "pro"}).enabled


@pytest.mark.parametrize("operator", ["in", "not_in"])
@pytest.mark.parametrize(
    "cohorts",
    [
        [],
        [_cohort(1, None)],
        [_cohort(1, "x")],
        [_cohort(1, {"type": "XOR", "values": []})],
        [_cohort(1, {"type": "AND"})],
        [_cohort(1, {"type": "AND", "values": {}})],
        [_cohort(1, _all(_any(5)))],
        [_cohort(1, _all({"type": "event", "key": "x", "value": "y"}))],
        [_cohort(1, _all({"type": "flag", "key": "1", "value": True}))],
        [{"id": 1, "is_static": False, "filters": None}],
        [{"id": 1, "is_static": False}],
        [_cohort(1, _all(_in(1)))],
        [_cohort(1, _all(_in(2))), _cohort(2, _all(_in(1)))],
        [_cohort(1, _all(_in(99, negation=True)))],
    ],
)
def test_cohort__that_nobody_can_be_in_or_out_of__never_matches(
    cohorts: list[Json], operator: str
) -> None:
    assert not _ask(cohorts, _in(1, operator), {"plan": "pro"}).enabled


def test_filter__unknown_operator_or_value__never_matches() -> None:
    cohorts = [_cohort(1, {})]
    for condition in (_in(1, "icontains"), _in("x"), _in(None), _in([1]), _in(True)):
        assert not _ask(cohorts, condition, {}).enabled


def test_nested__cohort_of_cohorts__is_worked_out() -> None:
    cohorts = [
        _cohort(1, _all(_in(2), {**_in(3), "negation": True})),
        _cohort(2, _all(PRO)),
        _cohort(3, _all(BIG)),
    ]
    assert _ask(cohorts, _in(1), {"plan": "pro", "seats": 5}).enabled
    assert not _ask(cohorts, _in(1), {"plan": "pro", "seats": 50}).enabled
    assert not _ask(cohorts, _in(1), {"plan": "free"}).enabled


def test_static__members__are_those_listed() -> None:
    cohorts = [{"id": 1, "is_static": True, "filters": {"properties": {}}}]
    assert _ask(cohorts, _in(1), {}, static_cohorts=frozenset({1})).enabled
    assert not _ask(cohorts, _in(1), {}, static_cohorts=frozenset({2})).enabled
    assert _ask(cohorts, _in(1, "not_in"), {}).enabled


def test_behaviour__calculated_members__are_listed_too() -> None:
    cohorts = [_cohort(1, _all(PRO, _any(BEHAVIOUR)))]
    assert _ask(cohorts, _in(1), {}, static_cohorts=frozenset({1})).enabled


def test_behaviour__not_listed__is_told_to_be_unsure() -> None:
    cohorts = [_cohort(1, _any(BEHAVIOUR)), _cohort(2, _all(_in(1)))]
    for number in (1, 2):
        verdict = _ask(cohorts, _in(number), {})
        assert verdict.reason is Reason.NO_CONDITION_MATCH
        assert "could not be decided" in verdict.description
    static = [{"id": 1, "is_static": True}]
    assert _ask(static, _in(1), {}).description == "No matching condition set"


def test_cohort__of_a_group_condition__is_still_about_the_person() -> None:
    filters = {"groups": [group_of(_in(1))], "aggregation_group_type_index": 0}
    who = asked(person_properties={"plan": "pro"}, groups={"company": "acme"})
    assert verdict_of(filters, who, cohorts=[_cohort(1, _all(PRO))]).enabled


def test_cohort__chain_that_is_too_long__never_matches() -> None:
    chain = [_cohort(n, _all(_in(n + 1))) for n in range(1, 3000)]
    verdict = _ask([*chain, _cohort(3000, {})], _in(1), {})
    assert not verdict.enabled
    assert not verdict.failed


def test_cohort__at_the_end_of_an_endless_chain__is_decided_when_asked_by_itself() -> None:
    """One flag that asks too deep must not take the cohort from the flags after it."""
    chain = [_cohort(number, _all(_in(number + 1))) for number in range(1, 1000)]
    cohorts = [*chain, _cohort(1000, _all(PRO))]
    flags = [
        stored({"groups": [group_of(_in(number))]}, f"flag-{number}", id=number)
        for number in (1, 995)
    ]
    who = asked(person_properties={"plan": "pro"})
    verdicts = evaluate(rules_of(*flags, cohorts=cohorts), who)
    assert [verdicts[f"flag-{number}"].enabled for number in (1, 995)] == [False, True]
