"""What is written as JSON text comes back as it was."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenrec.core.jsontext import dumps, loads

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(VALUES)
def test_jsontext__any_value__survives_exactly(value: Any) -> None:
    text = dumps(value)
    back = loads(text)
    assert back == value
    assert dumps(back) == text
    assert b"\n" not in text


@pytest.mark.parametrize("value", [2**53 + 1, 2**63, 2**64, -(2**63) - 1, 10**40])
def test_jsontext__large_integer__keeps_every_digit(value: int) -> None:
    for whole in (value, [value], {"a": {"b": [1.5, value]}}):
        assert loads(dumps(whole)) == whole
        assert str(value).encode() in dumps(whole)


def test_dumps__no_number__is_null() -> None:
    assert dumps([float("nan"), float("inf"), 2**70]) == b"[null,null,%d]" % 2**70


def test_dumps__half_a_character__is_replaced() -> None:
    assert loads(dumps({"a": "x\ud800", "b": 2**70})) == {"a": "x?", "b": 2**70}
