"""Flags that depend on other flags, and the order in which they are worked out."""

from typing import Any

import pytest

from tenrec.flags.evaluate import Reason, evaluate
from tenrec.flags.order import ABSENT, order_of
from tenrec.flags.tests.asking import Json, asked, group_of, rules_of, stored


def _needs(flag: object, value: Any = True, operator: str = "flag_evaluates_to") -> Json:
    return {"type": "flag", "key": flag, "operator": operator, "value": value}


def _flag(number: int, *filters: Json, **more: Any) -> Json:
    row = {"id": number, "key": f"f{number}"} | more
    return stored({"groups": [group_of(*filters)]}, **row)


VARIANT = stored(
    {
        "groups": [group_of()],
        "multivariate": {"variants": [{"key": "Blue", "rollout_percentage": 100}]},
    },
    key="f1",
)
ON, OFF = _flag(1), stored({"groups": [group_of(rollout_percentage=0)]}, key="f1")


@pytest.mark.parametrize(
    ("first", "value", "enabled"),
    [
        (ON, True, True),
        (ON, False, False),
        (ON, "Blue", False),
        (OFF, True, False),
        (OFF, False, True),
        (OFF, "Blue", False),
        (VARIANT, True, True),
        (VARIANT, False, False),
        (VARIANT, "Blue", True),
        (VARIANT, "blue", False),
        (VARIANT, "", False),
        (ON, None, False),
        (ON, 1, False),
        (ON, ["true"], False),
        (_flag(1, active=False), False, True),
        (_flag(1, active=False), True, False),
    ],
)
def test_dependency__value_of_the_other_flag__is_compared(
    first: Json, value: Any, enabled: bool
) -> None:
    found = evaluate(rules_of(_flag(2, _needs("1", value)), first), asked())
    assert found["f2"].enabled is enabled


@pytest.mark.parametrize("named", ["1", 1, "f1"])
def test_dependency__id_or_key__names_the_flag(named: object) -> None:
    assert evaluate(rules_of(_flag(2, _needs(named)), ON), asked())["f2"].enabled


def test_dependency__other_operator__does_not_match() -> None:
    assert not evaluate(rules_of(ON, _flag(2, _needs("1", True, "exact"))), asked())["f2"].enabled


def test_dependency__outside_of_the_keys__is_worked_out_and_not_told() -> None:
    rules = rules_of(_flag(3, _needs("2")), _flag(2, _needs("1")), ON)
    found = evaluate(rules, asked(), ["f3"])
    assert set(found) == {"f3"}
    assert found["f3"].enabled


def test_dependency__chain__is_followed_whatever_the_order_of_rows() -> None:
    rows = [_flag(n, _needs(str(n + 1))) for n in range(1, 300)]
    found = evaluate(rules_of(*rows, _flag(300)), asked())
    assert all(verdict.enabled for verdict in found.values())
    assert len(found) == 300


def _missing(rows: list[Json]) -> set[str]:
    found = evaluate(rules_of(*rows), asked())
    assert len(found) == len(rows)
    for verdict in found.values():
        if verdict.reason is Reason.MISSING_DEPENDENCY:
            assert not verdict.enabled
            assert verdict.condition_index is None
            assert "missing dependency" in verdict.description
        else:
            assert verdict.enabled
    return {key for key, one in found.items() if one.reason is Reason.MISSING_DEPENDENCY}


def test_dependency__flag_that_does_not_exist__is_missing_for_all_above() -> None:
    rows = [_flag(1, _needs("99")), _flag(2, _needs("1", False)), _flag(3)]
    assert _missing(rows) == {"f1", "f2"}


def test_dependency__cycle__is_missing_and_others_are_untouched() -> None:
    rows = [
        _flag(1, _needs("2")),
        _flag(2, _needs("3")),
        _flag(3, _needs("1")),
        _flag(4, _needs("1")),
        _flag(5),
        _flag(6, _needs("5")),
        _flag(7, _needs("7")),
    ]
    assert _missing(rows) == {"f1", "f2", "f3", "f4", "f7"}
    assert set(evaluate(rules_of(*rows), asked(), ["f1"])) == {"f1"}


def test_order__nothing_depends__is_kept() -> None:
    assert order_of([frozenset()] * 4).positions == (0, 1, 2, 3)


def test_order__dependencies__come_first() -> None:
    order = order_of([frozenset({2}), frozenset({0, 2}), frozenset(), frozenset({ABSENT})])
    assert order.positions == (2, 0, 1)
    assert order.broken == {3}
    assert order.closure({1}) == {0, 1, 2}
    assert order.closure({3}) == {3}
