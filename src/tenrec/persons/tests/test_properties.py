"""How `$set`, `$set_once` and `$unset` change a person, and what is too much."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenrec.core.jsontext import dumps
from tenrec.persons.properties import (
    CUT_TO_BYTES,
    MAX_BYTES,
    Weight,
    created,
    fit,
    merged,
    updated,
)


def test_created__set_wins_over_set_once__and_names_its_event() -> None:
    assert created({"a": 1, "b": 1}, {"b": 2}, "e") == {"a": 1, "b": 2, "$creator_event_uuid": "e"}


@pytest.mark.parametrize(
    ("before", "once", "set_", "unset", "weight", "after"),
    [
        ({}, {"a": 1}, {}, [], Weight.REAL, {"a": 1}),
        ({"a": 0}, {"a": 1}, {}, [], Weight.NONE, {"a": 0}),
        ({"a": None}, {"a": 1}, {}, [], Weight.REAL, {"a": 1}),
        ({"a": None}, {"a": None}, {}, [], Weight.NONE, {"a": None}),
        ({}, {"a": None}, {}, [], Weight.REAL, {"a": None}),
        ({}, {"a": 1}, {"a": 2}, [], Weight.REAL, {"a": 2}),
        ({"a": None}, {"a": 1}, {"a": None}, [], Weight.NONE, {"a": None}),
        ({"a": 1}, {}, {"a": 1}, [], Weight.NONE, {"a": 1}),
        ({"a": 1}, {}, {"a": True}, [], Weight.REAL, {"a": True}),
        ({"a": 1}, {}, {"a": None}, [], Weight.REAL, {"a": None}),
        ({"a": {"x": 1}}, {}, {"a": {"x": 1}}, [], Weight.REAL, {"a": {"x": 1}}),
        ({"a": {"x": 1}}, {}, {"a": {"y": 1}}, [], Weight.REAL, {"a": {"y": 1}}),
        ({"a": [1]}, {"a": [2]}, {}, [], Weight.NONE, {"a": [1]}),
        ({"a": 1}, {}, {}, ["a"], Weight.REAL, {}),
        ({"a": 1}, {}, {}, ["b"], Weight.NONE, {"a": 1}),
        ({"a": 1}, {}, {"a": 2}, ["a"], Weight.REAL, {}),
        ({}, {}, {"a": 2}, ["a"], Weight.REAL, {"a": 2}),
        ({"$os": "x"}, {}, {"$os": "y"}, [], Weight.NOISE, {"$os": "y"}),
        ({}, {}, {"$os": "y"}, [], Weight.REAL, {"$os": "y"}),
        ({"$os": "x"}, {}, {"$os": "y", "a": 1}, [], Weight.REAL, {"$os": "y", "a": 1}),
        ({"$os": "x"}, {}, {"$os": "y"}, ["$os"], Weight.REAL, {}),
        (
            {"$geoip_latitude": 1},
            {},
            {"$geoip_latitude": 2},
            [],
            Weight.NOISE,
            {"$geoip_latitude": 2},
        ),
        (
            {"$geoip_city_name": "a"},
            {},
            {"$geoip_city_name": "b"},
            [],
            Weight.REAL,
            {"$geoip_city_name": "b"},
        ),
    ],
)
def test_updated__one_event__follows_the_rules(
    before: Any, once: Any, set_: Any, unset: Any, weight: Weight, after: Any
) -> None:
    untouched = dict(before)
    got = updated(before, once, set_, unset)
    assert got == (weight, after)
    assert list(map(type, got[1].values())) == list(map(type, after.values()))
    assert before == untouched


VALUES = st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.text("ab", max_size=1))
MAPS = st.dictionaries(st.sampled_from(["a", "b", "$os", "$browser"]), VALUES)


@given(MAPS, MAPS, MAPS, st.lists(st.sampled_from(["a", "$os", "z"])))
def test_updated__any_event__equals_the_rules_spelt_out(
    before: Any, once: Any, set_: Any, unset: Any
) -> None:
    expected = dict(before)
    for key, value in once.items():
        if expected.get(key) is None and (value is not None or key not in expected):
            expected[key] = value
    expected |= set_
    for key in unset:
        if key in before:
            expected.pop(key, None)
    weight, after = updated(before, once, set_, unset)
    assert dumps(sorted(after.items())) == dumps(sorted(expected.items()))
    assert (weight is Weight.NONE) == (dumps(after) == dumps(before))


def test_merged__both_have_a_key__the_one_who_stays_wins() -> None:
    assert merged({"a": 1, "b": 1}, {"b": 2, "c": 2}) == {"a": 1, "b": 2, "c": 2}


def test_fit__within_the_limit__is_taken() -> None:
    fitted = fit({"a": 1}, {"a": 2}, dumps)
    assert (fitted.properties, fitted.text, fitted.is_refused) == ({"a": 2}, b'{"a":2}', False)


def test_fit__too_much__keeps_what_was_there() -> None:
    before = {"a": 1}
    fitted = fit(before, {"a": 1, "b": "x" * MAX_BYTES}, dumps)
    assert fitted.properties is before
    assert fitted.is_refused


def test_fit__was_too_much_already__drops_unprotected_keys_by_alphabet() -> None:
    big = "x" * 100_000
    before: dict[str, Any] = {f"k{number}": big for number in range(7)}
    before |= {"email": big, "$initial_referrer": "r", "utm_source": "u"}
    fitted = fit(before, before | {"new": 1}, dumps)
    assert list(fitted.properties) == ["k3", "k4", "k5", "k6", *list(before)[7:]]
    assert len(fitted.text) <= CUT_TO_BYTES
    assert fitted.text == dumps(fitted.properties)
    assert fitted.is_refused
