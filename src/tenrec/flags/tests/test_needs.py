"""What is not asked for is not needed: more facts than that change no verdict."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tenrec.flags.evaluate import Asked, evaluate
from tenrec.flags.needs import Needs, needs_of, together
from tenrec.flags.rules import Ruleset, ruleset

NOW = datetime(2026, 5, 1, tzinfo=UTC)
COHORTS = [
    {"id": 1, "is_static": True, "filters": {}},
    {
        "id": 2,
        "is_static": False,
        "filters": {
            "properties": {
                "type": "OR",
                "values": [
                    {"key": "c", "value": "x", "type": "person"},
                    {"key": "id", "value": 3, "type": "cohort"},
                ],
            }
        },
    },
    {
        "id": 3,
        "is_static": False,
        "filters": {
            "properties": {
                "type": "AND",
                "values": [
                    {"key": "d", "value": "x", "type": "person", "negation": True},
                    {"key": "id", "value": 1, "type": "cohort"},
                    {"key": "id", "value": 2, "type": "cohort"},
                ],
            }
        },
    },
]


def rules_of(*flags: dict[str, Any]) -> Ruleset:
    rows = [{"id": number + 10, "active": True, **flag} for number, flag in enumerate(flags)]
    return ruleset(rows, COHORTS, {"company": 0, "team": 1})


def needs(*properties: dict[str, Any], **filters: Any) -> Needs:
    groups = [{"properties": list(properties)}]
    (found,) = needs_of(rules_of({"key": "f", "filters": {"groups": groups, **filters}}))
    return found


def test_needs__of_each_kind_of_filter() -> None:
    assert needs() == Needs()
    assert needs({"key": "a", "value": 1, "type": "person"}).person_keys == {"a"}
    assert needs({"key": "a", "value": 1}).person_keys == {"a"}
    assert needs({"key": "a", "value": 1}, aggregation_group_type_index=1) == Needs(
        group_keys=frozenset({(1, "a")})
    )
    group = {"key": "a", "value": 1, "type": "group", "group_type_index": 0}
    assert needs(group).group_keys == {(0, "a")}
    assert needs({**group, "key": "$group_key"}) == Needs()
    assert needs({"key": "distinct_id", "value": "z", "type": "person"}) == Needs()
    assert needs({"key": "created_at", "value": "-7d", "type": "person_metadata"}).has_metadata
    assert needs({"key": "id", "value": 1, "type": "cohort"}).cohorts == {1}
    deep = needs({"key": "id", "value": 2, "type": "cohort"})
    assert (deep.person_keys, deep.cohorts) == ({"c", "d"}, {1})
    assert needs({"key": "id", "value": 99, "type": "cohort"}) == Needs()
    assert needs(feature_enrollment=True).person_keys == {"$feature_enrollment/f"}
    supers = [{"properties": [{"key": "s", "value": "x", "type": "person"}]}]
    assert needs(super_groups=supers).person_keys == {"s"}


def test_needs__of_what_a_flag_depends_on__are_its_own() -> None:
    needs_a = {"key": "10", "type": "flag", "operator": "flag_evaluates_to", "value": True}
    condition = {"properties": [{"key": "a", "value": 1, "type": "person"}]}
    first, second, third = needs_of(
        rules_of(
            {"key": "a", "filters": {"groups": [condition]}, "ensure_experience_continuity": True},
            {"key": "b", "filters": {"groups": [{"properties": [needs_a]}]}},
            {"key": "c", "filters": {}},
        )
    )
    assert second.person_keys == first.person_keys == {"a"}
    assert second.is_continuous
    assert third == Needs()
    assert together([first, third]) == first
    assert together([]) == Needs()


KEYS = st.sampled_from(["a", "b", "c", "$initial_browser", "$browser", "distinct_id"])
VALUES = st.sampled_from(["x", "y", 1, True, None, ["x", "y"]])
OPERATORS = st.sampled_from([None, "exact", "is_not", "is_set", "is_not_set", "icontains", "gt"])
FILTERS = st.one_of(
    st.fixed_dictionaries({"key": KEYS, "value": VALUES, "operator": OPERATORS},
                          optional={"type": st.sampled_from(["person", "person_metadata"])}),
    st.fixed_dictionaries({"key": KEYS, "value": VALUES, "operator": OPERATORS,
                           "type": st.just("group"),
                           "group_type_index": st.sampled_from([0, 1, None])}),
    st.fixed_dictionaries({"type": st.just("cohort"), "key": st.just("id"),
                           "value": st.integers(1, 4),
                           "operator": st.sampled_from(["in", "not_in"])}),
    st.fixed_dictionaries({"type": st.just("flag"), "key": st.sampled_from(["10", "11", "12"]),
                           "operator": st.just("flag_evaluates_to"),
                           "value": st.sampled_from([True, False])}),
)  # fmt: skip
CONDITIONS = st.lists(
    st.fixed_dictionaries(
        {"properties": st.lists(FILTERS, max_size=3)},
        optional={"aggregation_group_type_index": st.sampled_from([None, 0, 1])},
    ),
    max_size=2,
)
FLAGS = st.fixed_dictionaries(
    {"groups": CONDITIONS},
    optional={
        "super_groups": CONDITIONS,
        "feature_enrollment": st.booleans(),
        "aggregation_group_type_index": st.sampled_from([None, 0]),
    },
)
PROPERTIES = st.dictionaries(KEYS | st.just("$feature_enrollment/f0"), VALUES, max_size=6)


@settings(max_examples=400, deadline=None)
@given(
    filters=st.lists(FLAGS, min_size=1, max_size=3),
    sent=PROPERTIES,
    stored=PROPERTIES,
    groups=st.dictionaries(st.sampled_from(["company", "team", "x"]), PROPERTIES),
    stored_groups=st.dictionaries(st.sampled_from(["company", "team"]), PROPERTIES),
    listed=st.sets(st.integers(1, 4)),
)
def test_needs__met_by_the_request__what_is_stored_changes_nothing(
    filters: list[Any],
    sent: dict[str, Any],
    stored: dict[str, Any],
    groups: dict[str, Any],
    stored_groups: dict[str, Any],
    listed: set[int],
) -> None:
    rules = rules_of(*({"key": f"f{n}", "filters": each} for n, each in enumerate(filters)))
    types = rules.group_types
    keys = {types[kind]: found.keys() for kind, found in groups.items() if kind in types}
    who: dict[str, Any] = {
        "distinct_id": "zoe",
        "now": NOW,
        "groups": dict.fromkeys(groups, "g"),
    }
    bare = Asked(**who, person_properties=sent, group_properties=groups)
    stored.pop("distinct_id", None)
    known = Asked(
        **who,
        person_properties={**stored, **sent},
        person_metadata={"created_at": "2026-01-01", "a": "x"},
        group_properties={
            kind: {**stored_groups.get(kind, {}), **found} for kind, found in groups.items()
        },
        static_cohorts=frozenset(listed),
    )
    without, having = evaluate(rules, bare), evaluate(rules, known)
    for flag, needed in zip(rules.flags, needs_of(rules), strict=True):
        if needed.is_met_by(sent.keys(), keys):
            assert without[flag.key] == having[flag.key]
