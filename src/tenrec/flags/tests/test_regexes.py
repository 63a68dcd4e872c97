"""Patterns of users cannot take long, whatever they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenrec.flags.regexes import Regex

_SLOW_ELSEWHERE = [
    r"(a+)+$",
    r"(a|a)+$",
    r"^(\w+\s?)*$",
    r"(.*a){20}$",
    r"(x+x+)+y",
    r"([a-z]+)*\d",
]


@pytest.mark.parametrize("pattern", _SLOW_ELSEWHERE)
def test_is_in__pattern_that_backtracks_elsewhere__comes_to_an_end(pattern: str) -> None:
    """An engine that tries all ways would be busy with any of these for longer than the sun."""
    regex = Regex(pattern)
    assert regex.is_readable
    assert not regex.is_in("x" * 5_000 + "a" * 5_000 + "!")


@pytest.mark.parametrize(
    "pattern",
    [
        "(?=a)b",
        "(?<!a)b",
        r"(a)\1",
        "(",
        "[",
        "a**",
        "*",
        "a{1001}",
        "(a{1000}){1000}",
        "a" * 2_001,
        "\\",
    ],
)
def test_regex__not_one_of_re2__is_not_readable_and_finds_nothing(pattern: str) -> None:
    regex = Regex(pattern)
    assert not regex.is_readable
    assert not regex.is_in("a")


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"^\w+$", "Zoë", True),
        (r"^\w+$", "zo e", False),
        (r"^\W$", "ë", False),
        (r"^\W$", "-", True),
        (r"^\d$", "٣", True),
        (r"^\D$", "٣", False),
        (r"^\s$", "\u2003", True),
        (r"^\S$", "\u2003", False),
        (r"^[\w-]+$", "zoë-x", True),
        (r"^[^\s]+$", "a\u00a0b", False),
        (r"^[^\w]$", "ë", False),
        (r"^[\D]$", "٣", False),
        (r"^[]\w]$", "]", True),
        (r"^[^]]$", "]", False),
        (r"\\d", "\\d", True),
        (r"\[\d\]", "[5]", True),
        (r"\Qa\d\E", "a\\d", True),
        (r"[[:alpha:]]\d", "a5", True),
        ("a.c", "a\nc", False),
        ("(?s)a.c", "a\nc", True),
        ("^b", "a\nb", False),
        ("(?m)^b", "a\nb", True),
    ],
)
def test_is_in__classes_and_anchors__are_those_of_the_server(
    pattern: str, text: str, expected: bool
) -> None:
    assert Regex(pattern).is_in(text) is expected


@given(st.text(max_size=20), st.text(st.characters(codec="utf-8"), max_size=20))
def test_regex__any_text_as_pattern__is_read_or_not(pattern: str, text: str) -> None:
    Regex(pattern).is_in(text)
