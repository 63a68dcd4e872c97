"""The vectors of the specification: every server and SDK has to agree on them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenrec.flags.evaluate import evaluate
from tenrec.flags.hashing import holdout_place, place
from tenrec.flags.tests.asking import Json, asked, group_of, rules_of, stored, verdict_of

VECTORS: list[Json] = json.loads((Path(__file__).parent / "vectors.json").read_text())
THIRDS = [("control", 33.33), ("a", 33.33), ("b", 33.34)]
HALVES = [("control", 50), ("test", 50)]


def test_vectors__data_file__has_all_of_them() -> None:
    assert len(VECTORS) == 11


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: f"{one['key']}.{one['identifier']}")
def test_place__vector_of_the_specification__is_exact(vector: Json) -> None:
    prefix = f"{vector['key']}.".encode()
    assert place(prefix, vector["identifier"]) == vector["rollout"]
    assert place(prefix, vector["identifier"], b"variant") == vector["variant"]
    assert holdout_place(vector["identifier"]) == vector["holdout"]


def test_place__empty_identifier__is_zero() -> None:
    assert place(b"flag.", "") == 0.0


@given(st.text())
def test_place__any_text__is_between_0_and_1(identifier: str) -> None:
    assert 0 <= place(b"flag.", identifier) <= 1
    assert 0 <= holdout_place(identifier) <= 1


def test_place__lone_surrogate__has_a_place() -> None:
    assert 0 <= place(b"flag.", "a\ud800") <= 1


def test_rollout__45_percent_of_20_users__are_those_of_the_specification() -> None:
    rules = rules_of(stored({"groups": [{"rollout_percentage": 45}]}, key="simple-flag"))
    found = [n for n in range(20) if evaluate(rules, asked(f"user-{n}"))["simple-flag"].enabled]
    assert found == [2, 4, 6, 7, 9, 13, 15]


@pytest.mark.parametrize(("percentage", "count"), [(50, 486), (10, 95), (100, 1000), (0, 0)])
def test_rollout__percentage_of_1000_users__counts(percentage: int, count: int) -> None:
    filters = {"groups": [{"rollout_percentage": percentage}]}
    rules = rules_of(stored(filters, key="simple-flag"))
    users = (asked(f"user-{n}") for n in range(1000))
    assert sum(evaluate(rules, user)["simple-flag"].enabled for user in users) == count


def _split(key: str, identifier: str, weights: list[tuple[str, float]]) -> str | None:
    variants = [{"key": name, "rollout_percentage": weight} for name, weight in weights]
    filters = {"groups": [group_of()], "multivariate": {"variants": variants}}
    return evaluate(rules_of(stored(filters, key=key)), asked(identifier))[key].variant


@pytest.mark.parametrize(
    ("key", "identifier", "weights", "variant"),
    [
        ("simple-flag", "user-1", THIRDS, "a"),
        ("simple-flag", "user-2", THIRDS, "control"),
        ("new_checkout", "0198c0de-0000-7000-8000-000000000abc", THIRDS, "a"),
        ("grp", "42", THIRDS, "a"),
        ("grp", "42", HALVES, "test"),
        ("simple-flag", "user-1", HALVES, "control"),
    ],
)
def test_variant__picks_of_the_specification__are_the_same(
    key: str, identifier: str, weights: list[tuple[str, float]], variant: str
) -> None:
    assert _split(key, identifier, weights) == variant


def test_variant__thirds_of_1000_users__counts() -> None:
    found = [_split("simple-flag", f"user-{n}", THIRDS) for n in range(1000)]
    assert [found.count(name) for name, _ in THIRDS] == [314, 344, 342]


def test_variant__weights_below_100__leave_some_without() -> None:
    variants = [{"key": "a", "rollout_percentage": 1}]
    verdict = verdict_of({"groups": [group_of()], "multivariate": {"variants": variants}})
    assert (verdict.enabled, verdict.variant) == (True, None)
