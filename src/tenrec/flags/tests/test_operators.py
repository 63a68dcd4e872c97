"""Every operator: what it matches, and what it says of somebody without the property."""

from typing import Any

import pytest

from tenrec.flags.matching import OPERATORS
from tenrec.flags.tests.asking import asked, group_of, holds, is_about, verdict_of

Case = tuple[str, Any, Any, bool]

EQUALITY: list[Case] = [
    ("exact", "pro", "pro", True),
    ("exact", "pro", "PRO", True),
    ("exact", "ÄRA", "ära", True),
    ("exact", "pro", "pros", False),
    ("exact", ["free", "Pro"], "pro", True),
    ("exact", ["free", "pro"], "scale", False),
    ("exact", 5, "5", True),
    ("exact", "5", 5, True),
    ("exact", "5", 5.0, False),
    ("exact", "5.0", 5.0, True),
    ("exact", "null", None, True),
    ("exact", "true", True, True),
    ("exact", True, "True", True),
    ("exact", [True], "true", True),
    ("exact", ["true", "false"], True, False),
    ("exact", False, "banana", True),
    ("exact", False, 0, True),
    ("exact", True, 1, False),
    ("exact", [], "banana", False),
    ("exact", [], True, True),
    ("exact", '{"a":1,"b":[2]}', {"b": [2], "a": 1}, True),
    ("exact", [{"a": 1}], {"a": 1}, True),
    ("exact", None, "x", False),
    ("is_not", "pro", "free", True),
    ("is_not", "pro", "Pro", False),
    ("is_not", ["free", "pro"], "scale", True),
    ("is_not", ["free", "pro"], "free", False),
    ("is_not", True, "banana", True),
    ("is_not", "pro", None, True),
    ("is_set", None, "x", True),
    ("is_set", None, None, True),
    ("is_not_set", None, "x", False),
    ("is_not_set", None, None, False),
]
TEXT: list[Case] = [
    ("icontains", "Pro", "a pROfile", True),
    ("icontains", "pro", "a prfile", False),
    ("icontains", "É", "é", False),
    ("icontains", "É", "É", True),
    ("icontains", "2", 123, True),
    ("icontains", ["a"], "a", False),
    ("icontains", "", "a", True),
    ("not_icontains", "pro", "free", True),
    ("not_icontains", "pro", "PROfile", False),
    ("icontains_multi", ["x", "PRO"], "profile", True),
    ("icontains_multi", ["x", "y"], "profile", False),
    ("icontains_multi", "prof", "profile", True),
    ("icontains_multi", [], "profile", False),
    ("not_icontains_multi", ["x", "y"], "profile", True),
    ("not_icontains_multi", ["x", "pro"], "profile", False),
    ("not_icontains_multi", [], "profile", True),
    ("starts_with", "PRO", "profile", True),
    ("starts_with", "file", "profile", False),
    ("not_starts_with", "file", "profile", True),
    ("not_starts_with", "pro", "profile", False),
    ("ends_with", "FILE", "profile", True),
    ("ends_with", "pro", "profile", False),
    ("not_ends_with", "pro", "profile", True),
    ("not_ends_with", "file", "profile", False),
]
REGEX: list[Case] = [
    ("regex", "^a.c$", "abc", True),
    ("regex", "b", "abc", True),
    ("regex", "B", "abc", False),
    ("regex", "(?i)B", "abc", True),
    ("regex", "^a$", "a\n", False),
    ("regex", r"^\w+$", "zoë", True),
    ("regex", r"^[\w.]+$", "zoë.smith", True),
    ("regex", r"^\W$", "ë", False),
    ("regex", r"^\d+$", "٣", True),
    ("regex", r"^[^\d]+$", "٣", False),
    ("regex", r"a\sb", "a\u00a0b", True),
    ("regex", r"^[]\d]+$", "]5", True),
    ("regex", 5, 1523, True),
    ("regex", "[", "[", False),
    ("regex", "(?!a)b", "b", False),
    ("regex", "null", None, True),
    ("not_regex", "^a", "abc", False),
    ("not_regex", "^b", "abc", True),
    ("not_regex", "[", "abc", False),
]
NUMBERS: list[Case] = [
    ("gt", 5, 6, True),
    ("gt", 5, 5, False),
    ("gt", "5", "5.5", True),
    ("gte", 5, 5, True),
    ("lt", 5, 4.9, True),
    ("lt", 5, 5, False),
    ("lte", 5, "5", True),
    ("lt", 5, "-1e3", True),
    ("gt", 5, "abc", False),
    ("lt", 5, "abc", False),
    ("gt", "abc", 5, False),
    ("gt", [5], 6, False),
    ("gt", 0, True, False),
    ("lt", 5, None, False),
    ("lt", 5, " 4", False),
    ("lt", 50, "1_0", False),
    ("gt", 5, "inf", True),
    ("gt", 5, "NaN", False),
    ("gt", 5, 10**400, False),
    ("between", [1, 5], 1, True),
    ("between", [1, 5], 5, True),
    ("between", ["1", "5"], "3", True),
    ("between", [1, 5], 6, False),
    ("between", [5, 1], 3, False),
    ("between", [1], 1, False),
    ("between", "1,5", 3, False),
    ("between", [1, 5], "NaN", False),
    ("not_between", [1, 5], 6, True),
    ("not_between", [1, 5], 5, False),
    ("not_between", [5, 1], 9, False),
    ("not_between", [1, "NaN"], 9, False),
    ("not_between", [1, 5], "NaN", False),
    ("not_between", [1, 5], "x", False),
]
UNKNOWN: list[Case] = [
    ("in", "x", "x", False),
    ("flag_evaluates_to", True, True, False),
    ("nonsense", "x", "x", False),
    ("", "x", "x", False),
]


@pytest.mark.parametrize(
    ("operator", "value", "found", "expected"), [*EQUALITY, *TEXT, *REGEX, *NUMBERS, *UNKNOWN]
)
def test_operator__value_that_is_there__matches_or_not(
    operator: str, value: Any, found: Any, expected: bool
) -> None:
    assert holds(is_about("trait", operator, value), {"trait": found}) is expected


TRUE_IF_MISSING = {
    "is_not",
    "is_not_set",
    "not_icontains",
    "not_icontains_multi",
    "not_starts_with",
    "not_ends_with",
    "not_regex",
    "not_between",
}


@pytest.mark.parametrize("operator", sorted(OPERATORS))
@pytest.mark.parametrize("value", ["1.2.3", [1, 2], "["])
def test_operator__property_that_is_not_there__depends_on_the_operator_alone(
    operator: str, value: Any
) -> None:
    assert holds(is_about("trait", operator, value), {}) is (operator in TRUE_IF_MISSING)


@pytest.mark.parametrize("operator", sorted(OPERATORS - {"is_set", "is_not_set"}))
def test_operator__filter_without_a_value__never_matches(operator: str) -> None:
    condition = is_about("trait", operator, None)
    assert not holds(condition, {})
    assert not holds(condition, {"trait": "x"})


def test_operator__none_is_named__is_exact() -> None:
    assert holds(is_about("trait", None, "x"), {"trait": "X"})
    assert not holds(is_about("trait", None, "x"), {"trait": "y"})


@pytest.mark.parametrize(
    ("value", "found", "first", "second"),
    [
        (False, "banana", True, False),
        ("false", 0, True, False),
        (True, True, True, True),
        ("true", "True", True, True),
        (["true", "false"], "false", True, True),
        (["true", "false"], True, False, True),
        ([], True, True, True),
        ([], "x", False, False),
        ("pro", "Pro", True, True),
    ],
)
def test_exact__version_of_matching__decides_about_truths(
    value: Any, found: Any, first: bool, second: bool
) -> None:
    condition = is_about("trait", "exact", value)
    assert holds(condition, {"trait": found}, property_matching_version=1) is first
    assert holds(condition, {"trait": found}, property_matching_version=2) is second


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (1e-05, "0.00001"),
        (1e-06, "1e-6"),
        (1e16, "1e+16"),
        (1.5, "1.5"),
        (-0.0, "-0.0"),
        ('a"b', 'a"b'),
        (['a"b', None, True, 1e16], r'["a\"b",null,true,1e+16]'),
        ({}, "{}"),
    ],
)
def test_exact__value_that_is_no_text__is_compared_as_json(found: Any, text: str) -> None:
    assert holds(is_about("trait", "exact", text), {"trait": found})


def test_filters__several__all_have_to_match() -> None:
    condition = group_of(is_about("plan", "exact", "pro"), is_about("seats", "gt", 5))
    flag = {"groups": [condition]}
    both = asked(person_properties={"plan": "pro", "seats": 6})
    one = asked(person_properties={"plan": "pro", "seats": 5})
    assert verdict_of(flag, both).enabled
    assert not verdict_of(flag, one).enabled


@pytest.mark.parametrize(
    ("operator", "value"),
    [("icontains", "end"), ("icontains_multi", ["end"]), ("regex", "end")],
)
def test_endless_text__is_searched_at_its_beginning_only(operator: str, value: Any) -> None:
    flag = {"groups": [group_of(is_about("page", operator, value))]}
    for length, expected in ((99_000, True), (100_000, False)):
        who = asked(person_properties={"page": "x" * length + "end"})
        assert verdict_of(flag, who).enabled is expected


def test_endless_text__begins_and_ends_as_it_does() -> None:
    who = asked(person_properties={"page": "Start" + "x" * 200_000 + "End"})
    for operator, value in (("starts_with", "start"), ("ends_with", "end")):
        assert verdict_of({"groups": [group_of(is_about("page", operator, value))]}, who).enabled
