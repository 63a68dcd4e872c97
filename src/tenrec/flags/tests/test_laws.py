"""What holds for every flag and person: nothing raises, shares only grow, flags do not disturb."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tenrec.flags.evaluate import evaluate
from tenrec.flags.matching import OPERATORS
from tenrec.flags.tests.asking import Json, asked, group_of, rules_of, stored

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["true", "1.2.3", "-7d", "2026-05-01", "[", "(a+)+$", "1", "-1e400", "\ud800"]
    )
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def _maybe(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly what belongs there, sometimes anything."""
    return st.one_of(value, value, value, ANY_JSON)


def _some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({}, optional={key: _maybe(one) for key, one in fields.items()})


KEYS = st.sampled_from(
    ["plan", "seats", "$initial_browser", "$browser", "$group_key", "id", "1", "a"]
)
FILTERS = _some(
    key=KEYS,
    type=st.sampled_from(["person", "group", "cohort", "flag", "person_metadata", "event"]),
    operator=st.sampled_from([*sorted(OPERATORS), "in", "not_in", "flag_evaluates_to"]),
    value=SCALARS | st.lists(SCALARS, max_size=3),
    group_type_index=st.integers(-1, 3),
    negation=st.booleans(),
)
INDEX = st.none() | st.integers(-1, 3)
PERCENT = st.integers(-10, 110) | st.floats()
CONDITIONS = _some(
    properties=st.lists(_maybe(FILTERS), max_size=3),
    rollout_percentage=PERCENT,
    variant=st.sampled_from(["a", "b"]),
    aggregation_group_type_index=INDEX,
)
VARIANTS = _some(key=st.sampled_from(["a", "b"]), rollout_percentage=PERCENT)
FLAG_FILTERS = _some(
    groups=st.lists(_maybe(CONDITIONS), max_size=3),
    multivariate=_some(variants=st.lists(_maybe(VARIANTS), max_size=3)),
    payloads=st.dictionaries(st.sampled_from(["true", "a"]), SCALARS),
    super_groups=st.lists(_maybe(CONDITIONS), max_size=2),
    feature_enrollment=st.booleans(),
    holdout=_some(id=st.integers(), exclusion_percentage=PERCENT),
    aggregation_group_type_index=INDEX,
    early_exit=st.booleans(),
    bucketing_identifier=st.sampled_from(["device_id", "distinct_id"]),
)
ROWS = _some(
    id=st.integers(1, 4),
    version=st.integers(),
    active=st.booleans(),
    deleted=st.booleans(),
    name=st.text(),
    filters=FLAG_FILTERS,
    ensure_experience_continuity=st.booleans(),
    evaluation_contexts=st.lists(st.text()),
)
FLAGS = st.dictionaries(st.sampled_from("abcd"), ROWS, max_size=4).map(
    lambda rows: [{"active": True, **row, "key": key} for key, row in rows.items()]
)
TREES = st.recursive(
    _maybe(FILTERS),
    lambda inner: _some(type=st.sampled_from(["AND", "OR"]), values=st.lists(inner, max_size=3)),
    max_leaves=6,
)
COHORTS = st.lists(
    _some(id=st.integers(1, 3), is_static=st.booleans(), filters=_some(properties=TREES)),
    max_size=3,
)
PERSONS = st.dictionaries(KEYS, ANY_JSON, max_size=5)


@settings(max_examples=400, deadline=None)
@given(
    flags=FLAGS,
    cohorts=COHORTS,
    person=PERSONS,
    group=PERSONS,
    name=st.text(),
    version=st.integers(0, 3),
)
def test_evaluate__any_json__neither_reading_nor_evaluating_raises(
    flags: list[Json], cohorts: list[Json], person: Json, group: Json, name: str, version: int
) -> None:
    rules = rules_of(*flags, cohorts=cohorts, timezone=name, property_matching_version=version)
    who = asked(
        name,
        person_properties=person,
        person_metadata=person,
        groups={"company": name},
        group_properties={"company": group},
        static_cohorts=frozenset({1}),
        device_id=name,
    )
    for one in (who, asked("")):
        found = evaluate(rules, one)
        assert set(found) == {flag.key for flag in rules.flags if flag.is_active}
        for key, verdict in found.items():
            assert not verdict.failed
            assert verdict.enabled or verdict.variant is None
            assert evaluate(rules, one, [key]) == {key: verdict}


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(
        ANY_JSON.map(
            lambda value: value if isinstance(value, dict) else {"key": "a", "filters": value}
        )
    )
)
def test_ruleset__rows_of_any_json__is_read(rows: list[Json]) -> None:
    evaluate(rules_of(*rows, cohorts=rows), asked())


IDS = st.text(min_size=1, max_size=12)


@given(
    identifier=IDS,
    key=st.text(min_size=1, max_size=8),
    shares=st.tuples(st.floats(0, 100), st.floats(0, 100)).map(sorted),
)
def test_rollout__share_that_grows__never_takes_anybody_out(
    identifier: str, key: str, shares: list[float]
) -> None:
    small, large = (
        evaluate(
            rules_of(stored({"groups": [group_of(rollout_percentage=share)]}, key=key)),
            asked(identifier),
        )
        for share in shares
    )
    assert large[key].enabled or not small[key].enabled


@given(
    identifier=IDS,
    weights=st.lists(st.integers(0, 40), min_size=2, max_size=5),
    more=st.integers(0, 60),
)
def test_variant__first_one_grows__keeps_whom_it_has(
    identifier: str, weights: list[int], more: int
) -> None:
    def pick(sizes: list[int]) -> str | None:
        variants = [{"key": str(n), "rollout_percentage": size} for n, size in enumerate(sizes)]
        filters = {"groups": [group_of()], "multivariate": {"variants": variants}}
        return evaluate(rules_of(stored(filters)), asked(identifier))["flag"].variant

    if pick(weights) == "0":
        assert pick([weights[0] + more, *weights[1:]]) == "0"


@settings(deadline=None)
@given(flags=FLAGS, person=PERSONS, others=st.permutations(range(5)))
def test_evaluate__unrelated_flags_in_any_order__change_nothing(
    flags: list[Json], person: Json, others: list[int]
) -> None:
    halves = [{"key": half, "rollout_percentage": 50} for half in ("x", "y")]
    filters = {"groups": [group_of(rollout_percentage=70)], "multivariate": {"variants": halves}}
    mine = [stored(filters, key=f"mine-{n}", id=100 + n) for n in range(5)]
    who = asked(person_properties=person)
    alone = evaluate(rules_of(*mine), who)
    mixed = rules_of(*[mine[n] for n in others[:2]], *flags, *[mine[n] for n in others[2:]])
    found = evaluate(mixed, who)
    assert {key: found[key] for key in alone} == alone
