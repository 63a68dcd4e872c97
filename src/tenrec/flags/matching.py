"""The operators of conditions: each is read once into a test of a property's value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial
from operator import eq as equal
from operator import ge, gt, le, lt, ne
from typing import Any

from tenrec.flags import moments, semver
from tenrec.flags.regexes import Regex
from tenrec.flags.values import (
    LONGEST_TEXT,
    UNREADABLE,
    ascii_lower,
    is_yes,
    is_yes_or_no,
    number_of,
    text_of,
)

Test = Callable[[Any, datetime], bool]
"""The value of a property that is there, and now; what it raises of UNREADABLE is no match."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a team's settings decide about how filters are read."""

    zone: tzinfo = UTC
    property_matching_version: int = 1


def never(value: object, now: datetime) -> bool:
    return False


def always(value: object, now: datetime) -> bool:
    return True


def test_of(operator: str, value: object, reading: Reading) -> Test:
    """The test that an operator makes with a filter's value; `never` if it cannot be read."""
    if operator == "is_set":
        return always
    read = _READERS.get(operator)
    if read is None or value is None:
        return never
    try:
        return read(value, reading)
    except UNREADABLE:
        return never


def matches_missing(operator: str, value: object) -> bool:
    """Whether somebody matches who does not have the property."""
    return operator == "is_not_set" or (value is not None and operator in _TRUE_IF_MISSING)


def _opposite(test: Test) -> Test:
    return lambda value, now: not test(value, now)


# Equality


def _exact(value: object, reading: Reading) -> Test:
    if value == [] or (reading.property_matching_version != 2 and is_yes_or_no(value)):
        wanted = is_yes(value)
        return lambda found, now: is_yes(found) == wanted
    if isinstance(value, list):
        texts = frozenset(text for text in map(_lower_or_none, value) if text is not None)
        return lambda found, now: text_of(found).lower() in texts
    text = text_of(value).lower()
    return lambda found, now: text_of(found).lower() == text


def _lower_or_none(value: object) -> str | None:
    """One unreadable value of a list leaves the others as they are."""
    try:
        return text_of(value).lower()
    except UNREADABLE:
        return None


# Text


def _contains(value: object, reading: Reading) -> Test:
    text = ascii_lower(text_of(value))
    return lambda found, now: text in ascii_lower(text_of(found)[:LONGEST_TEXT])


def _contains_any(value: object, reading: Reading) -> Test:
    items = value if isinstance(value, list) else [value]
    texts = [ascii_lower(text_of(item)) for item in items]

    def test(found: object, now: datetime) -> bool:
        lowered = ascii_lower(text_of(found)[:LONGEST_TEXT])
        return any(text in lowered for text in texts)

    return test


def _starts(value: object, reading: Reading) -> Test:
    text = ascii_lower(text_of(value))
    return lambda found, now: ascii_lower(text_of(found)[:LONGEST_TEXT]).startswith(text)


def _ends(value: object, reading: Reading) -> Test:
    text = ascii_lower(text_of(value))
    return lambda found, now: ascii_lower(text_of(found)[-LONGEST_TEXT:]).endswith(text)


def _regex(value: object, reading: Reading) -> Test:
    regex = Regex(text_of(value))
    return (lambda found, now: regex.is_in(text_of(found))) if regex.is_readable else never


def _not_regex(value: object, reading: Reading) -> Test:
    """A pattern that cannot be read matches nobody this way, either."""
    test = _regex(value, reading)
    return test if test is never else _opposite(test)


# Numbers


def _compared(compare: Callable[[Any, Any], bool], value: object, reading: Reading) -> Test:
    wanted = number_of(value)
    return lambda found, now: compare(number_of(found), wanted)


def _between(value: object, reading: Reading, *, is_inside: bool = True) -> Test:
    if not isinstance(value, list) or len(value) != 2:
        return never
    low, high = map(number_of, value)
    if not low <= high:
        return never

    def test(found: object, now: datetime) -> bool:
        number = number_of(found)
        return number == number and (low <= number <= high) == is_inside  # NaN is nowhere

    return test


# Dates


def _date(compare: Callable[[Any, Any], bool], value: object, reading: Reading) -> Test:
    zone = reading.zone
    if not isinstance(value, str):
        return never
    if moments.is_relative(value):
        return lambda found, now: compare(
            moments.of_property(found, zone, now), moments.relative(value, zone, now)
        )
    wanted = moments.read(value, zone)
    return lambda found, now: compare(moments.of_property(found, zone, now), wanted)


# Versions


def _version(compare: Callable[[Any, Any], bool], value: object, reading: Reading) -> Test:
    wanted = semver.read(text_of(value))
    return lambda found, now: compare(semver.read(text_of(found)), wanted)


def _range(read: Callable[[str], semver.Range], value: object, reading: Reading) -> Test:
    wanted = read(text_of(value))
    return lambda found, now: wanted.holds(semver.read(text_of(found)))


_READERS: Mapping[str, Callable[[object, Reading], Test]] = {
    "exact": _exact,
    "is_not": lambda value, reading: _opposite(_exact(value, reading)),
    "icontains": _contains,
    "not_icontains": lambda value, reading: _opposite(_contains(value, reading)),
    "icontains_multi": _contains_any,
    "not_icontains_multi": lambda value, reading: _opposite(_contains_any(value, reading)),
    "starts_with": _starts,
    "not_starts_with": lambda value, reading: _opposite(_starts(value, reading)),
    "ends_with": _ends,
    "not_ends_with": lambda value, reading: _opposite(_ends(value, reading)),
    "regex": _regex,
    "not_regex": _not_regex,
    "gt": partial(_compared, gt),
    "gte": partial(_compared, ge),
    "lt": partial(_compared, lt),
    "lte": partial(_compared, le),
    "between": _between,
    "not_between": partial(_between, is_inside=False),
    "is_date_before": partial(_date, lt),
    "is_date_after": partial(_date, gt),
    "is_date_exact": partial(_date, equal),
    "semver_eq": partial(_version, equal),
    "semver_neq": partial(_version, ne),
    "semver_gt": partial(_version, gt),
    "semver_gte": partial(_version, ge),
    "semver_lt": partial(_version, lt),
    "semver_lte": partial(_version, le),
    "semver_tilde": partial(_range, semver.tilde),
    "semver_caret": partial(_range, semver.caret),
    "semver_wildcard": partial(_range, semver.wildcard),
}
OPERATORS = frozenset({*_READERS, "is_set", "is_not_set"})
_TRUE_IF_MISSING = frozenset(
    operator for operator in OPERATORS if operator.startswith("not_") or operator == "is_not"
)
