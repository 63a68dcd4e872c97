"""The evaluator of the released Python SDK and ours say the same wherever both say something.

Left out is what differs by design: properties that are not there (the SDK asks the server),
pre-releases (it cuts them off), naive dates (it knows no project), values that are null.
"""

from datetime import UTC, datetime
from typing import Any

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from posthog.feature_flags import (
    InconclusiveMatchError,
    RequiresServerEvaluation,
    match_feature_flag_properties,
)

from tenrec.flags.evaluate import evaluate
from tenrec.flags.tests.asking import Json, asked, rules_of, stored

WORDS = st.sampled_from(
    ["pro", "Pro", "profile", "free", "", "true", "False", "5", "ÄÖ", "äö", "a.b"]
)
NUMBERS = st.integers(-50, 50) | st.floats(-50, 50) | st.floats(-1e20, 1e20)
NUMERIC = NUMBERS | NUMBERS.map(str) | st.sampled_from(["x", "", "1_0", " 5", "5.", ".5", "+1e2"])
MOMENTS = st.datetimes().map(lambda at: at.isoformat(timespec="seconds") + "Z")
VERSIONS = st.lists(st.integers(0, 3), min_size=1, max_size=3).map(
    lambda of: ".".join(map(str, of))
)
WILDCARDS = st.sampled_from(["0.*", "1.*", "1.2.*", "0.1.*", "2.*.*"])
VALUES = WORDS | st.booleans() | NUMBERS | st.lists(WORDS | st.booleans(), max_size=2)
PATTERNS = st.sampled_from(["^pro", "fr.e$", "[a-p]+", "^$", "(?:x|e)$", r"\.", "Ä", "o{1,2}", "["])

PERSONS = st.fixed_dictionaries(
    {
        "word": WORDS,
        "number": NUMERIC,
        "moment": MOMENTS,
        "version": VERSIONS,
        "any": VALUES | st.none(),
    }
)


def _about(key: str, operators: list[str], values: st.SearchStrategy[Any]) -> Any:
    return st.fixed_dictionaries(
        {
            "type": st.just("person"),
            "key": st.just(key),
            "operator": st.sampled_from(operators),
            "value": values,
        }
    )


COMPARED = ["eq", "neq", "gt", "gte", "lt", "lte", "tilde", "caret"]
EQUAL = ["exact", "is_not", "is_set"]
TEXTUAL = [a + b for a in ("", "not_") for b in ("icontains", "starts_with", "ends_with")]
FILTERS = st.one_of(
    _about("word", [*EQUAL, *TEXTUAL], WORDS | st.lists(WORDS, max_size=3)),
    _about("word", ["regex", "not_regex"], PATTERNS),
    _about("any", [*EQUAL, *TEXTUAL], VALUES),
    _about("number", ["gt", "gte", "lt", "lte", *EQUAL], NUMERIC),
    _about("moment", ["is_date_before", "is_date_after"], MOMENTS | st.just("-30d")),
    _about("version", [f"semver_{one}" for one in COMPARED], VERSIONS),
    _about("version", ["semver_wildcard"], WILDCARDS),
)
IN_COHORT = st.fixed_dictionaries(
    {
        "type": st.just("cohort"),
        "key": st.just("id"),
        "value": st.integers(1, 2),
        "operator": st.sampled_from(["in", "not_in", "exact", None]),
    }
)
NEGATED = st.tuples(FILTERS, st.booleans()).map(lambda pair: {**pair[0], "negation": pair[1]})
TREES = st.recursive(
    NEGATED | st.just({}),
    lambda inner: st.fixed_dictionaries(
        {"type": st.sampled_from(["AND", "OR"]), "values": st.lists(inner, max_size=3)}
    ),
    max_leaves=5,
).map(lambda tree: tree if "values" in tree or tree == {} else {"type": "AND", "values": [tree]})

SHARES = st.none() | st.integers(0, 100) | st.floats(0, 100)
CONDITIONS = st.fixed_dictionaries(
    {"properties": st.lists(FILTERS | IN_COHORT, max_size=3), "rollout_percentage": SHARES},
    optional={"variant": st.sampled_from(["a", "b", "gone", None])},
)
VARIANTS = st.lists(st.integers(0, 50), min_size=1, max_size=3).map(
    lambda sizes: [
        {"key": key, "rollout_percentage": size} for key, size in zip("abc", sizes, strict=False)
    ]
)
FLAGS = st.fixed_dictionaries(
    {"groups": st.lists(CONDITIONS, max_size=3)},
    optional={
        "multivariate": st.none() | st.fixed_dictionaries({"variants": VARIANTS}),
        "holdout": st.none()
        | st.fixed_dictionaries(
            {"id": st.integers(1, 9), "exclusion_percentage": st.integers(0, 100)}
        ),
        "early_exit": st.booleans(),
    },
)
ON_FLAG = st.fixed_dictionaries(
    {
        "type": st.just("flag"),
        "key": st.just("first"),
        "operator": st.sampled_from(["flag_evaluates_to", "flag_evaluates_to", "exact"]),
        "value": st.booleans() | st.sampled_from(["a", "b", "A", ""]),
        "dependency_chain": st.just(["first"]),
    }
)
IDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=10)


def _by_sdk(rows: list[Json], identifier: str, person: Json, cohorts: Json, version: int) -> object:
    *_, last = rows
    return match_feature_flag_properties(
        last,
        identifier,
        person,
        cohort_properties=cohorts,
        flags_by_key={row["key"]: row for row in rows},
        evaluation_cache={},
        bucketing_value=identifier,
        property_matching_version=version,
    )


def _by_us(rows: list[Json], identifier: str, person: Json, cohorts: Json, version: int) -> object:
    trees = [
        {"id": int(number), "is_static": False, "filters": {"properties": tree}}
        for number, tree in cohorts.items()
    ]
    rules = rules_of(*rows, cohorts=trees, property_matching_version=version)
    verdict = evaluate(rules, asked(identifier, person_properties=person, now=datetime.now(UTC)))[
        rows[-1]["key"]
    ]
    return verdict.variant or verdict.enabled


def _agree(*question: Any) -> None:
    try:
        theirs = _by_sdk(*question)
    except (InconclusiveMatchError, RequiresServerEvaluation):
        assume(False)
    event(f"came out as {theirs if isinstance(theirs, bool) else 'a variant'}")
    assert _by_us(*question) == theirs


@settings(max_examples=300, deadline=None)
@given(
    FLAGS, IDS, PERSONS, st.fixed_dictionaries({"1": TREES, "2": TREES}), st.sampled_from([1, 2])
)
def test_evaluate__flag_and_person__is_what_the_sdk_says(
    filters: Json, identifier: str, person: Json, cohorts: Json, version: int
) -> None:
    _agree([stored(filters)], identifier, person, cohorts, version)


@settings(max_examples=150, deadline=None)
@given(
    FLAGS,
    FLAGS,
    ON_FLAG,
    st.booleans(),
    IDS,
    PERSONS,
    st.fixed_dictionaries({"1": TREES, "2": TREES}),
)
def test_evaluate__flag_that_depends_on_another__is_what_the_sdk_says(
    first: Json,
    second: Json,
    on: Json,
    is_active: bool,
    identifier: str,
    person: Json,
    cohorts: Json,
) -> None:
    for condition in second["groups"]:
        condition["properties"] = [on, *condition["properties"]]
    rows = [
        stored(first, key="first", id=1, active=is_active),
        stored(second, key="second", id=2),
    ]
    _agree(rows, identifier, person, cohorts, 1)


@given(identifier=IDS, share=st.integers(0, 100))
def test_evaluate__flag_of_groups__is_what_the_sdk_says(identifier: str, share: int) -> None:
    filters = {"groups": [{"rollout_percentage": share}], "aggregation_group_type_index": 0}
    theirs = _by_sdk([stored(filters)], identifier, {}, {}, 1)
    who = asked("somebody", groups={"company": identifier})
    assert evaluate(rules_of(stored(filters)), who)["flag"].enabled == theirs


@settings(max_examples=150, deadline=None)
@given(FLAGS, st.lists(st.booleans(), min_size=3, max_size=3), IDS, IDS, PERSONS, PERSONS)
def test_evaluate__conditions_of_persons_and_groups__is_what_the_sdk_says(
    filters: Json, are_of_groups: list[bool], identifier: str, name: str, person: Json, group: Json
) -> None:
    for condition, is_of_group in zip(filters["groups"], are_of_groups, strict=False):
        kept = [one for one in condition["properties"] if one["type"] == "person"]
        if is_of_group:
            kept = [{**one, "type": "group", "group_type_index": 0} for one in kept]
            condition["aggregation_group_type_index"] = 0
        condition["properties"] = kept
    groups, of_groups = {"company": name}, {"company": group}
    try:
        theirs = match_feature_flag_properties(
            stored(filters),
            identifier,
            person,
            bucketing_value=identifier,
            group_type_mapping={"0": "company"},
            groups=groups,
            group_properties=of_groups,
        )
    except InconclusiveMatchError:
        assume(False)
    who = asked(
        identifier,
        person_properties=person,
        groups=groups,
        group_properties=of_groups,
        now=datetime.now(UTC),
    )
    verdict = evaluate(rules_of(stored(filters)), who)["flag"]
    assert (verdict.variant or verdict.enabled) == theirs
