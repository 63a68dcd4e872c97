"""The decision table of merging, every cell of it."""

from typing import Any

import pytest

from tenrec.persons.merge import (
    Attach,
    Claim,
    Create,
    Keep,
    Known,
    Merge,
    Separate,
    decide,
    is_illegal,
    source_id,
)

ANN = Known("ann")
ANN_IDENTIFIED = Known("ann", is_identified=True)
BOB = Known("bob")
BOB_IDENTIFIED = Known("bob", is_identified=True)
REFUSED = Separate(warning="cannot_merge_already_identified", identifies=True)


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("target", [None, BOB, BOB_IDENTIFIED])
@pytest.mark.parametrize("source", [None, ANN, ANN_IDENTIFIED])
def test_decide__every_pair__is_the_table(
    source: Known | None, target: Known | None, force: bool
) -> None:
    table: dict[tuple[bool, bool], Any] = {
        (False, False): Create("t", "s", is_override=False),
        (False, True): Attach("s", target, is_override=False) if target else None,
        (True, False): Attach("t", source, is_override=False) if source else None,
        (True, True): Merge(into=target, gone=source) if source and target else None,
    }
    expected = table[source is not None, target is not None]
    if source is ANN_IDENTIFIED and target is not None and not force:
        expected = REFUSED
    assert decide(Claim("s", source), Claim("t", target), force=force) == expected


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("person", [ANN, ANN_IDENTIFIED])
def test_decide__same_person__keeps(person: Known, force: bool) -> None:
    assert decide(Claim("s", person), Claim("t", person), force=force) == Keep()


@pytest.mark.parametrize("person", [None, ANN, ANN_IDENTIFIED])
def test_decide__same_id__is_an_ordinary_event(person: Known | None) -> None:
    claim = Claim("anonymous", person)
    assert decide(claim, claim, force=True) == Separate()


@pytest.mark.parametrize("ids", [("anonymous", "t"), ("s", "anonymous"), ("null", "anonymous")])
@pytest.mark.parametrize("force", [False, True])
def test_decide__illegal_id__stays_separate(ids: tuple[str, str], force: bool) -> None:
    step = decide(Claim(ids[0], ANN), Claim(ids[1], BOB), force=force)
    assert step == Separate(warning="cannot_merge_with_illegal_distinct_id", identifies=False)


@pytest.mark.parametrize(
    ("source_personless", "target_personless", "expected"),
    [
        (False, False, Create("t", "s", is_override=False)),
        (False, True, Create("t", "s", is_override=False)),
        (True, False, Create("s", "t", is_override=False)),
        (True, True, Create("t", "s", is_override=True)),
    ],
)
def test_decide__ids_used_without_person__uuid_of_the_one_that_was_seen(
    source_personless: bool, target_personless: bool, expected: Create
) -> None:
    source = Claim("s", was_personless=source_personless)
    assert decide(source, Claim("t", was_personless=target_personless), force=False) == expected


def test_decide__personless_id_joins_a_person__is_an_override() -> None:
    joined = decide(Claim("s", was_personless=True), Claim("t", BOB), force=False)
    assert joined == Attach("s", BOB, is_override=True)
    joined = decide(Claim("s", BOB), Claim("t", was_personless=True), force=False)
    assert joined == Attach("t", BOB, is_override=True)


LOWER = "anonymous guest distinctid distinct_id id not_authenticated email undefined true false"
EXACT = ["[object Object]", "NaN", "None", "none", "null", "0", "undefined"]


@pytest.mark.parametrize("name", [*LOWER.split(), *LOWER.upper().split(), "Guest", *EXACT])
def test_is_illegal__placeholder__also_in_quotes(name: str) -> None:
    assert is_illegal(name)
    assert is_illegal(f"'{name}'")
    assert is_illegal(f'"{name}"')


@pytest.mark.parametrize("name", ["", " ", "\t\n", "a\0b", "x" * 401])
def test_is_illegal__blank_nul_or_too_long__yes(name: str) -> None:
    assert is_illegal(name)


@pytest.mark.parametrize(
    "name", ["nan", "NULL", "NONE", "00", " anonymous", "guest ", "'guest\"", "x" * 400, "'", "bob"]
)
def test_is_illegal__anything_else__no(name: str) -> None:
    assert not is_illegal(name)


@pytest.mark.parametrize("event", ["$create_alias", "$merge_dangerously"])
@pytest.mark.parametrize("value", [None, False, 0, 0.0, ""])
def test_source_id__alias_without_value__is_an_ordinary_event(event: str, value: Any) -> None:
    assert source_id(event, {"alias": value}) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (42, "42"),
        (True, "true"),
        ({}, "[object Object]"),
        (["a"], "[object Object]"),
        (2**70, str(2**70)),
    ],
)
def test_source_id__other_types__are_written_out(value: Any, text: str) -> None:
    assert source_id("$create_alias", {"alias": value}) == text
    assert source_id("$identify", {"$anon_distinct_id": value}) == text


def test_source_id__identify__counts_a_key_that_is_there() -> None:
    assert source_id("$identify", {}) is None
    assert source_id("$identify", {"alias": "a"}) is None
    assert source_id("$identify", {"$anon_distinct_id": None}) == "null"
    assert source_id("$identify", {"$anon_distinct_id": ""}) == ""
    assert source_id("$pageview", {"$anon_distinct_id": "a", "alias": "a"}) is None
