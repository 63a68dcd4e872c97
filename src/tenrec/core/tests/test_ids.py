"""Identifiers are what the wire and every other server make of them."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from tenrec.core.ids import hash_key, mask_key, person_uuid, random_token, uuid7


def test_person_uuid__known_ids__is_the_published_value() -> None:
    assert person_uuid(1, "alice") == "a6e21b41-7154-5e34-ae20-47017c663318"
    assert person_uuid(1, "anon-1") == "cfa956a0-5af4-51c6-9ef5-cb3c80e09b69"


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=32))
def test_uuid7__any_input__is_version_7_and_keeps_the_time(milliseconds: int, noise: bytes) -> None:
    made = uuid.UUID(uuid7(milliseconds, noise))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == milliseconds
    assert str(made) == uuid7(milliseconds, noise)


def test_random_token__two__differ_and_carry_the_prefix() -> None:
    one, other = random_token("phc_"), random_token("phc_")
    assert one != other
    assert one.startswith("phc_")
    assert len(one) == 48


def test_keys__at_rest__show_no_secret() -> None:
    assert hash_key("phx_secret") != hash_key("phx_secres")
    assert "secret" not in hash_key("phx_secret")
    assert mask_key("phx_2Kd8RrT5vWqY7nB4iN7o") == "phx_...iN7o"
    assert mask_key("short") == "********"
