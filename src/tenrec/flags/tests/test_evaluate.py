"""The order of evaluation of one flag, and the reasons that are told."""

from typing import Any

import pytest

from tenrec.flags.evaluate import Reason, Verdict, evaluate
from tenrec.flags.hashing import holdout_place, place
from tenrec.flags.tests.asking import Json, asked, group_of, is_about, rules_of, stored, verdict_of

PRO = is_about("plan", "exact", "pro")
FOR_PRO = asked(person_properties={"plan": "pro"})
VARIANTS = {"variants": [{"key": key, "rollout_percentage": 50} for key in ("control", "test")]}
# Where user-1 falls by the key "flag": in at 30 %, out at 5 %.
IN, OUT = 30, 5


def test_vectors__user_1__is_where_these_tests_need_it() -> None:
    assert 0.05 < place(b"flag.", "user-1") <= 0.3


def _told(verdict: Verdict) -> tuple[bool, str, int | None, str]:
    return verdict.enabled, verdict.reason.code, verdict.condition_index, verdict.description


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ([], (False, "no_group_type", None, "No group type")),
        ([group_of()], (True, "condition_match", 0, "Matched condition set 1")),
        ([{}], (True, "condition_match", 0, "Matched condition set 1")),
        (
            [group_of(rollout_percentage=OUT)],
            (False, "out_of_rollout_bound", 0, "Out of rollout bound"),
        ),
        (
            [group_of(rollout_percentage=IN)],
            (True, "condition_match", 0, "Matched condition set 1"),
        ),
        ([group_of(PRO)], (False, "no_condition_match", 0, "No matching condition set")),
        (
            [group_of(PRO), group_of(rollout_percentage=0)],
            (False, "out_of_rollout_bound", 1, "Out of rollout bound"),
        ),
        (
            [group_of(rollout_percentage=0), group_of(PRO)],
            (False, "out_of_rollout_bound", 0, "Out of rollout bound"),
        ),
        (
            [group_of(PRO), group_of(PRO)],
            (False, "no_condition_match", 1, "No matching condition set"),
        ),
        ([group_of(PRO), group_of()], (True, "condition_match", 1, "Matched condition set 2")),
        (
            [group_of(aggregation_group_type_index=0)],
            (False, "no_group_type", 0, "No group type"),
        ),
    ],
)
def test_reason__conditions_in_order__is_the_best_and_the_latest(
    groups: list[Json], told: tuple[bool, str, int | None, str]
) -> None:
    assert _told(verdict_of({"groups": groups})) == told


def test_rollout__nobody__falls_into_every_share() -> None:
    none = {"groups": [group_of(rollout_percentage=0)]}
    assert verdict_of(none, asked("")).enabled
    assert not verdict_of({"groups": [group_of(rollout_percentage=-1)]}, asked("")).enabled


@pytest.mark.parametrize("percentage", ["50", [], True, float("nan"), float("inf"), 10**400])
def test_rollout__percentage_that_cannot_be_read__is_for_nobody(percentage: Any) -> None:
    verdict = verdict_of({"groups": [group_of(rollout_percentage=percentage)]})
    assert verdict.reason is Reason.NO_CONDITION_MATCH


def test_reason__scores__are_in_the_order_of_the_server() -> None:
    scores = {reason.code: reason.score for reason in Reason}
    assert scores == {
        "super_condition_value": 6,
        "holdout_condition_value": 5,
        "condition_match": 4,
        "out_of_rollout_bound": 3,
        "no_condition_match": 2,
        "no_group_type": 1,
        "flag_disabled": 0,
        "missing_dependency": -1,
        "unknown_error": -2,
    }


def test_reason__group_conditions_were_skipped__is_told_in_words_only() -> None:
    groups = [group_of(PRO), group_of(aggregation_group_type_index=0)]
    verdict = verdict_of({"groups": groups})
    assert (verdict.reason, verdict.condition_index) == (Reason.NO_CONDITION_MATCH, 0)
    assert "groups were skipped" in verdict.description


def test_evaluate__inactive_or_deleted_flags__are_left_out() -> None:
    rows = [
        stored({"groups": [group_of()]}, key="on"),
        stored({"groups": [group_of()]}, key="off", active=False),
        stored({"groups": [group_of()]}, key="gone", deleted=True),
    ]
    assert set(evaluate(rules_of(*rows), asked())) == {"on"}


def test_evaluate__keys__only_those_that_exist() -> None:
    rows = [stored({"groups": [group_of()]}, key=key, id=n) for n, key in enumerate("abc", 1)]
    assert set(evaluate(rules_of(*rows), asked(), ["b", "x", "b"])) == {"b"}
    assert evaluate(rules_of(*rows), asked(), []) == {}


def test_variant__override_that_the_flag_has__wins() -> None:
    groups = [group_of(variant="test"), group_of(variant="control")]
    verdict = verdict_of({"groups": groups, "multivariate": VARIANTS})
    assert verdict.variant == "test"


def test_variant__override_that_the_flag_has_not__is_hashed() -> None:
    plain = verdict_of({"groups": [group_of()], "multivariate": VARIANTS})
    verdict = verdict_of({"groups": [group_of(variant="gone")], "multivariate": VARIANTS})
    assert verdict.variant == plain.variant is not None


def test_variant__earlier_condition_without_override__is_not_passed_over() -> None:
    groups = [group_of(), group_of(variant="test")]
    assert verdict_of({"groups": groups, "multivariate": VARIANTS}).condition_index == 0


@pytest.mark.parametrize(
    ("extra", "payload"),
    [
        ({}, "for true"),
        ({"multivariate": VARIANTS, "groups": [group_of(variant="test")]}, {"of": "test"}),
        ({"multivariate": VARIANTS, "groups": [group_of(variant="control")]}, None),
        ({"groups": [group_of(PRO)]}, None),
        ({"payloads": ["not", "a", "map"]}, None),
        ({"payloads": {"true": None}}, None),
    ],
)
def test_payload__of_what_was_matched(extra: Json, payload: Any) -> None:
    filters = {"groups": [group_of()], "payloads": {"true": "for true", "test": {"of": "test"}}}
    assert verdict_of(filters | extra).payload == payload


# Early access


@pytest.mark.parametrize(
    ("value", "enabled"),
    [
        (True, True),
        ("true", True),
        ("True", False),
        (False, False),
        ("false", False),
        (None, False),
    ],
)
def test_enrollment__property_is_there__decides_before_all_else(value: Any, enabled: bool) -> None:
    filters = {
        "feature_enrollment": True,
        "groups": [group_of(rollout_percentage=100 if not enabled else 0)],
        "multivariate": VARIANTS,
        "holdout": {"id": 1, "exclusion_percentage": 100},
        "payloads": {"true": "early"},
    }
    verdict = verdict_of(filters, asked(person_properties={"$feature_enrollment/flag": value}))
    assert _told(verdict) == (enabled, "super_condition_value", 0, "Super condition value")
    assert (verdict.variant, verdict.payload) == (None, "early")


def test_enrollment__property_is_not_there__conditions_decide() -> None:
    verdict = verdict_of({"feature_enrollment": True, "groups": [group_of(PRO)]}, FOR_PRO)
    assert _told(verdict)[:2] == (True, "condition_match")


SUPER = group_of(is_about("$feature_enrollment/flag", "exact", ["true"]))


@pytest.mark.parametrize(
    ("properties", "group", "told"),
    [
        ({"$feature_enrollment/flag": "true"}, SUPER, (True, "super_condition_value", 0)),
        ({"$feature_enrollment/flag": "false"}, SUPER, (False, "super_condition_value", 0)),
        (
            {"$feature_enrollment/flag": "true"},
            {**SUPER, "rollout_percentage": 0},
            (False, "super_condition_value", 0),
        ),
        ({}, SUPER, (True, "condition_match", 0)),
        ({"$feature_enrollment/flag": "true"}, group_of(), (True, "condition_match", 0)),
    ],
)
def test_super_groups__older_early_access__decides_if_the_property_is_there(
    properties: Json, group: Json, told: tuple[bool, str, int]
) -> None:
    filters = {"groups": [group_of()], "super_groups": [group]}
    assert _told(verdict_of(filters, asked(person_properties=properties)))[:3] == told


# Holdouts


def test_holdout__share_that_the_user_falls_into__keeps_them_out_of_the_test() -> None:
    assert 0.1 < holdout_place("user-1") <= 0.2
    filters = {
        "groups": [group_of(variant="test")],
        "multivariate": VARIANTS,
        "payloads": {"holdout-7": "kept"},
    }
    kept = verdict_of(filters | {"holdout": {"id": 7, "exclusion_percentage": 20}})
    assert _told(kept) == (True, "holdout_condition_value", None, "Holdout condition value")
    assert (kept.variant, kept.payload) == ("holdout-7", "kept")
    free = verdict_of(filters | {"holdout": {"id": 7, "exclusion_percentage": 10}})
    assert (free.variant, free.reason) == ("test", Reason.CONDITION_MATCH)


@pytest.mark.parametrize(
    ("percentage", "is_kept"), [(100, True), (250, True), (0, False), (-5, False)]
)
def test_holdout__percentage__is_brought_into_bounds(percentage: float, is_kept: bool) -> None:
    filters = {"groups": [], "holdout": {"id": 7, "exclusion_percentage": percentage}}
    assert verdict_of(filters).enabled is is_kept


@pytest.mark.parametrize(
    "holdout",
    [None, 5, [], {"id": 7}, {"exclusion_percentage": 100}, {"id": 7, "exclusion_percentage": "x"}],
)
def test_holdout__that_cannot_be_read__holds_nobody_out(holdout: Any) -> None:
    assert not verdict_of({"groups": [], "holdout": holdout}).enabled


def test_holdout__of_a_group_flag__goes_by_the_group() -> None:
    filters = {
        "groups": [],
        "aggregation_group_type_index": 0,
        "holdout": {"id": 7, "exclusion_percentage": 60},
    }
    assert holdout_place("42") <= 0.6 < holdout_place("acme")
    assert verdict_of(filters, asked(groups={"company": "42"})).enabled
    assert not verdict_of(filters, asked(groups={"company": "acme"})).enabled


# Early exit


@pytest.mark.parametrize(("exits", "enabled"), [(True, False), (False, True), ("yes", True)])
def test_early_exit__matched_but_outside__stops_there(exits: Any, enabled: bool) -> None:
    groups = [group_of(rollout_percentage=OUT), group_of()]
    verdict = verdict_of({"groups": groups, "early_exit": exits})
    assert verdict.enabled is enabled
    if not enabled:
        assert _told(verdict)[1:3] == ("out_of_rollout_bound", 0)


def test_early_exit__properties_do_not_match__goes_on() -> None:
    groups = [group_of(PRO, rollout_percentage=0), group_of()]
    assert verdict_of({"groups": groups, "early_exit": True}).condition_index == 1


def test_evaluate__mistake_of_ours_in_one_flag__fails_that_flag_only(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = stored({"groups": [group_of(PRO)]}, key="broken", id=2)
    rules = rules_of(stored({"groups": [group_of()]}, key="fine"), broken)
    # No test of ours may raise anything but what it says; here one does.
    object.__setattr__(
        rules.flags[1].rules.conditions[0].filters[0], "test", lambda found, now: 1 // 0
    )
    found = evaluate(rules, FOR_PRO)
    assert found["fine"].enabled
    assert found["broken"].failed
    assert found["broken"].reason is Reason.UNKNOWN_ERROR
    assert "flag 2 could not be evaluated" in caplog.text
