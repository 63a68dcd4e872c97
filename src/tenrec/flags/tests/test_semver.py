"""Versions: read kindly, ordered strictly."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenrec.flags import semver
from tenrec.flags.tests.asking import holds, is_about

Case = tuple[str, Any, Any, bool]

CASES: list[Case] = [
    ("semver_eq", "1.2.3", "1.2.3", True),
    ("semver_eq", "1.2.3", "v1.2.3", True),
    ("semver_eq", "1.2", "1.2.0", True),
    ("semver_eq", "1", "1.0", True),
    ("semver_eq", "3.8", "3.08", True),
    ("semver_eq", "1.2.3", "1.2.3-beta", False),
    ("semver_eq", "1.2.3", "1.2.3+build", False),
    ("semver_eq", 1.2, "1.2.0", True),
    ("semver_eq", "1.2.3", "x", False),
    ("semver_eq", "1.2.3", "1.2.3.4", False),
    ("semver_eq", "1.2.3", "", False),
    ("semver_eq", "x", "x", False),
    ("semver_neq", "1.2.3", "1.2.4", True),
    ("semver_neq", "1.2.3", "1.2.3", False),
    ("semver_neq", "1.2.3", "x", False),
    ("semver_gt", "1.2.3", "1.10.0", True),
    ("semver_gt", "1.2.3", "1.2.3", False),
    ("semver_gt", "1.2.3-beta", "1.2.3", True),
    ("semver_gt", "1.2.3-beta.2", "1.2.3-beta.10", True),
    ("semver_gt", "1.2.3-1", "1.2.3-a", True),
    ("semver_gt", "1.2.3-a", "1.2.3-a.1", True),
    ("semver_gte", "1.2.3", "1.2.3", True),
    ("semver_lt", "1.2.3", "1.2.3-rc.1", True),
    ("semver_lt", "1.2.3", "1.2.2", True),
    ("semver_lte", "1.2.3", "1.2.3", True),
    ("semver_lte", "1.2.3", "1.2.4", False),
    ("semver_lt", "1.2.3", "1.2.3-01", False),
    ("semver_tilde", "1.2.3", "1.2.3", True),
    ("semver_tilde", "1.2.3", "1.2.9", True),
    ("semver_tilde", "1.2.3", "1.3.0", False),
    ("semver_tilde", "1.2.3", "1.2.2", False),
    ("semver_tilde", "1.2.3", "1.2.4-beta", False),
    ("semver_tilde", "1.2.3-a", "1.2.3-b", True),
    ("semver_tilde", "1.2.3-b", "1.2.3-a", False),
    ("semver_caret", "1.2.3", "1.2.3-a", False),
    ("semver_tilde", "1.2", "1.2.7", True),
    ("semver_tilde", "1.2", "1.3.0", False),
    ("semver_caret", "1.2.3", "1.9.0", True),
    ("semver_caret", "1.2.3", "2.0.0", False),
    ("semver_caret", "1.2.3", "1.2.2", False),
    ("semver_caret", "0.2.3", "0.2.9", True),
    ("semver_caret", "0.2.3", "0.3.0", False),
    ("semver_caret", "0.0.3", "0.0.3", True),
    ("semver_caret", "0.0.3", "0.0.4", False),
    ("semver_wildcard", "1.2.*", "1.2.9", True),
    ("semver_wildcard", "1.2.*", "1.3.0", False),
    ("semver_wildcard", "1.*", "1.9.9", True),
    ("semver_wildcard", "1.*.*", "1.9.9", True),
    ("semver_wildcard", "1.*", "2.0.0", False),
    ("semver_wildcard", "*", "7.1.0", True),
    ("semver_wildcard", "*", "7.1.0-beta", False),
    ("semver_wildcard", "3.08.*", "3.8.1", True),
    ("semver_wildcard", "1.*.3", "1.2.3", False),
    ("semver_wildcard", "1.2", "1.9.0", True),
    ("semver_wildcard", "0.2", "0.2.5", True),
    ("semver_wildcard", "0.2", "0.3.0", False),
]


@pytest.mark.parametrize(("operator", "value", "found", "expected"), CASES)
def test_semver__version_that_is_there__matches_or_not(
    operator: str, value: Any, found: Any, expected: bool
) -> None:
    assert holds(is_about("app", operator, value), {"app": found}) is expected


@given(st.lists(st.integers(0, 2**64 - 1), min_size=3, max_size=3))
def test_read__three_numbers__are_kept_and_are_in_their_own_ranges(numbers: list[int]) -> None:
    text = ".".join(map(str, numbers))
    version = semver.read(text)
    assert list(version.core) == numbers
    for made in (semver.tilde(text), semver.caret(text), semver.wildcard(text)):
        assert made.holds(version)


@given(st.text(max_size=30))
def test_read__any_text__is_a_version_or_a_value_error(text: str) -> None:
    for read in (semver.read, semver.tilde, semver.caret, semver.wildcard):
        try:
            read(text)
        except ValueError:
            continue
