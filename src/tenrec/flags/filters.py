"""One filter of a condition or cohort: about a property, a cohort, or another flag."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from tenrec.flags.initial import CURRENT_OF_INITIAL
from tenrec.flags.matching import Reading, Test, matches_missing, never, test_of
from tenrec.flags.values import UNREADABLE, Written

MISSING = object()


class Source(Enum):
    """Whose properties a filter is about."""

    PERSON = "person"
    METADATA = "person_metadata"
    GROUP = "group"
    WHOEVER = ""
    """The oldest filters name nobody: of whom the condition is about."""


class Undecided(ValueError):
    """Nobody can be in or out of a cohort that is unknown, unreadable, or made of itself."""


class Subject(Protocol):
    """Whom a filter is asked about; `evaluate` knows one."""

    now: datetime

    def properties(self, source: Source, group_index: int | None) -> Mapping[str, object]: ...

    def written(self, value: list[object] | dict[str, object]) -> Written:
        """The same one for the same value."""
        ...

    def is_in_cohort(self, cohort: int) -> bool:
        """Undecided if that has no answer."""
        ...

    def value_of(self, flag: int | str) -> bool | str | None:
        """What another flag came out as: a variant, whether it is enabled, None if unknown."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class PropertyFilter:
    """A property of a person or group, and the test it has to pass."""

    source: Source
    group_index: int | None
    key: str
    current_key: str | None
    """Where the first value of something is not known yet, its current one stands for it."""
    test: Test
    if_missing: bool

    def holds(self, subject: Subject, aggregation: int | None) -> bool:
        index = aggregation if self.group_index is None else self.group_index
        properties = subject.properties(self.source, index)
        value = properties.get(self.key, MISSING)
        if value is MISSING and self.current_key is not None:
            value = properties.get(self.current_key, MISSING)
        if value is MISSING:
            return self.if_missing
        if isinstance(value, list | dict):
            value = subject.written(value)
        try:
            return self.test(value, subject.now)
        except UNREADABLE:
            return False


@dataclass(frozen=True, slots=True)
class CohortFilter:
    """Membership; cohorts are of persons, whomever the condition is about."""

    cohort: int
    is_in: bool

    def holds(self, subject: Subject, aggregation: int | None) -> bool:
        return subject.is_in_cohort(self.cohort) == self.is_in


@dataclass(frozen=True, slots=True)
class FlagFilter:
    """What another flag is for the same person."""

    flag: int | str
    """An id as it is stored, or a key as it is told to SDKs."""
    expected: bool | str | None

    def holds(self, subject: Subject, aggregation: int | None) -> bool:
        found, expected = subject.value_of(self.flag), self.expected
        if found is None or expected is None:
            return False
        return bool(found) == expected if isinstance(expected, bool) else found == expected


Filter = PropertyFilter | CohortFilter | FlagFilter

NEVER = PropertyFilter(Source.PERSON, None, "", None, never, False)
"""A filter that cannot be read: nobody passes it."""

_KINDS = {kind.value: kind for kind in Source}


def read_filter(data: object, reading: Reading) -> Filter:
    """Whatever JSON it is."""
    if not isinstance(data, Mapping):
        return NEVER
    kind, operator = data.get("type"), data.get("operator")
    if kind == "cohort":
        return _read_cohort(data.get("value"), operator)
    if kind == "flag":
        return _read_flag(data.get("key"), operator, data.get("value"))
    key = data.get("key")
    source = _KINDS.get(kind) if isinstance(kind, str) else None if kind else Source.WHOEVER
    if source is None or not isinstance(key, str):
        return NEVER
    operator, value = "exact" if operator is None else operator, data.get("value")
    if not isinstance(operator, str):
        return NEVER
    is_of_group = source is Source.GROUP
    return PropertyFilter(
        source,
        whole(data.get("group_type_index")) if is_of_group else None,
        key,
        CURRENT_OF_INITIAL.get(key) if source in (Source.PERSON, Source.WHOEVER) else None,
        test_of(operator, value, reading),
        matches_missing(operator, value),
    )


def whole(value: object) -> int | None:
    """An integer, whether it came as one, as `3.0` or as `"3"`."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value == int(value) else None
    if isinstance(value, str):
        is_plain = value.isascii() and value.isdecimal() and len(value) < 19
        return int(value) if is_plain else None
    return value if isinstance(value, int) else None


def _read_cohort(value: object, operator: object) -> Filter:
    cohort = whole(value)
    if cohort is None or operator not in (None, "exact", "in", "not_in"):
        return NEVER
    return CohortFilter(cohort, operator != "not_in")


def _read_flag(key: object, operator: object, value: object) -> Filter:
    flag = whole(key)
    named = key if flag is None and isinstance(key, str) else flag
    if named is None:
        return NEVER
    is_known = operator == "flag_evaluates_to"
    return FlagFilter(named, value if is_known and isinstance(value, bool | str) else None)
