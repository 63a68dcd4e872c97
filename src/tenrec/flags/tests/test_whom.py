"""Whom a flag is about: groups, devices, stored identifiers; and where properties come from."""

from collections.abc import Iterator
from typing import Any

import pytest

from tenrec.flags.evaluate import Reason, Verdict, evaluate
from tenrec.flags.hashing import holdout_place, place
from tenrec.flags.tests.asking import Json, asked, group_of, is_about, rules_of, stored, verdict_of

PRO = is_about("plan", "exact", "pro")
FOR_PRO = asked(person_properties={"plan": "pro"})
IN = 30
"""A share that user-1 falls into by the key "flag"."""


def _told(verdict: Verdict) -> tuple[bool, str, int | None]:
    return verdict.enabled, verdict.reason.code, verdict.condition_index


def test_groups__of_the_flag__are_hashed_and_asked() -> None:
    size = is_about("size", "gt", 10, type="group", group_type_index=0)
    filters = {"groups": [group_of(size)], "aggregation_group_type_index": 0}
    big, small = {"company": {"size": 11}}, {"company": {"size": 9}}
    groups = {"company": "acme"}
    assert verdict_of(filters, asked(groups=groups, group_properties=big)).enabled
    assert not verdict_of(filters, asked(groups=groups, group_properties=small)).enabled
    assert verdict_of(filters, asked()).reason is Reason.NO_GROUP_TYPE
    assert verdict_of(filters, asked(groups={"company": ""})).reason is Reason.NO_GROUP_TYPE


def test_groups__rollout__goes_by_the_key_of_the_group() -> None:
    filters = {"groups": [group_of(rollout_percentage=65)], "aggregation_group_type_index": 0}
    who = (asked(groups={"company": key}) for key in ("acme", "42"))
    rules = rules_of(stored(filters, key="grp"))
    assert [evaluate(rules, one)["grp"].enabled for one in who] == [True, False]


def test_groups__number_as_key__is_its_text() -> None:
    filters = {"groups": [group_of(rollout_percentage=67)], "aggregation_group_type_index": 0}
    rules = rules_of(stored(filters, key="grp"))
    found = [evaluate(rules, asked(groups={"company": key}))["grp"] for key in ("42", 42)]
    assert found[0] == found[1]


def test_groups__type_that_the_project_has_not__is_skipped() -> None:
    filters = {"groups": [group_of()], "aggregation_group_type_index": 3}
    verdict = verdict_of(filters, asked(groups={"company": "acme"}))
    assert verdict.reason is Reason.NO_GROUP_TYPE


def test_groups__key_of_the_group__is_a_property() -> None:
    of_acme = is_about("$group_key", "exact", "acme", type="group", group_type_index=0)
    assert verdict_of({"groups": [group_of(of_acme)]}, asked(groups={"company": "acme"})).enabled
    assert not verdict_of({"groups": [group_of(of_acme)]}, asked(groups={"company": "x"})).enabled
    assert not verdict_of({"groups": [group_of(of_acme)]}).enabled


def test_mixed__conditions_of_their_own__decide_for_themselves() -> None:
    of_company = is_about("size", "gt", 10, type="group", group_type_index=0)
    groups = [
        group_of(of_company, aggregation_group_type_index=0),
        group_of(PRO, aggregation_group_type_index=None),
    ]
    filters = {"groups": groups, "aggregation_group_type_index": 1}
    big = {"groups": {"company": "acme"}, "group_properties": {"company": {"size": 50}}}
    assert _told(verdict_of(filters, asked(**big))) == (True, "condition_match", 0)
    assert _told(verdict_of(filters, FOR_PRO)) == (True, "condition_match", 1)
    assert not verdict_of(filters, asked()).enabled


def test_mixed__one_condition_about_person_and_group__asks_both() -> None:
    of_company = is_about("size", "gt", 10, type="group", group_type_index=0)
    filters = {"groups": [group_of(PRO, of_company)]}
    both = asked(
        person_properties={"plan": "pro"},
        groups={"company": "acme"},
        group_properties={"company": {"size": 50}},
    )
    assert verdict_of(filters, both).enabled
    assert not verdict_of(filters, FOR_PRO).enabled


def test_filters__without_type__are_about_whom_the_condition_is() -> None:
    size = {"key": "size", "operator": "gt", "value": 10}
    who = asked(
        person_properties={"size": 1},
        groups={"company": "acme"},
        group_properties={"company": {"size": 50}},
    )
    assert not verdict_of({"groups": [group_of(size)]}, who).enabled
    assert verdict_of({"groups": [group_of(size)], "aggregation_group_type_index": 0}, who).enabled


@pytest.mark.parametrize("where", ["row", "filters"])
def test_device__bucketed_by_device__hashes_it_and_skips_without(where: str) -> None:
    filters: Json = {"groups": [group_of(rollout_percentage=IN), group_of(rollout_percentage=0)]}
    more = {"bucketing_identifier": "device_id"} if where == "row" else {}
    filters |= {} if more else {"bucketing_identifier": "device_id"}
    with_device = verdict_of(filters, asked("nobody", device_id="user-1"), **more)
    assert with_device.enabled
    without = verdict_of(filters, asked("user-1"), **more)
    assert _told(without) == (False, "out_of_rollout_bound", 1)
    assert not verdict_of(filters, asked("user-1", device_id=""), **more).enabled


# Experience continuity: "nobody" is out at 30 %, "user-1" is in.


def _continuous(who: Any, **more: Any) -> bool:
    filters = {"groups": [group_of(rollout_percentage=IN)]}
    return verdict_of(filters, who, ensure_experience_continuity=True, **more).enabled


def test_continuity__stored_identifier__goes_before_all_others() -> None:
    assert place(b"flag.", "nobody") > 0.3
    assert not _continuous(asked("nobody"))
    assert _continuous(asked("nobody", hash_keys={"flag": "user-1"}))
    assert not _continuous(asked("user-1", anon_distinct_id="user-1", hash_keys={"flag": "nobody"}))
    assert not _continuous(asked("nobody", hash_keys={"another": "user-1"}))


def test_continuity__anonymous_identifier__stands_in_until_one_is_stored() -> None:
    assert _continuous(asked("nobody", anon_distinct_id="user-1"))
    assert not _continuous(asked("user-1", anon_distinct_id="nobody"))
    assert _continuous(asked("user-1", anon_distinct_id=""))


def test_continuity__flag_without_it__ignores_the_anonymous_identifier() -> None:
    filters = {"groups": [group_of(rollout_percentage=IN)]}
    assert not verdict_of(filters, asked("nobody", anon_distinct_id="user-1")).enabled


def test_continuity__holdout__ignores_what_is_stored() -> None:
    filters = {"groups": [], "holdout": {"id": 1, "exclusion_percentage": 20}}
    assert holdout_place("user-2") > 0.2
    stays = asked("user-2", hash_keys={"flag": "user-1"})
    assert not verdict_of(filters, stays, ensure_experience_continuity=True).enabled
    anonymous = asked("user-2", anon_distinct_id="user-1")
    assert verdict_of(filters, anonymous, ensure_experience_continuity=True).enabled


# Where properties come from


def test_properties__distinct_id__is_always_there() -> None:
    condition = group_of(is_about("distinct_id", "exact", "user-1"))
    assert verdict_of({"groups": [condition]}).enabled
    sent = asked(person_properties={"distinct_id": "else"})
    assert not verdict_of({"groups": [condition]}, sent).enabled


@pytest.mark.parametrize(
    ("initial", "current"),
    [
        ("$initial_browser", "$browser"),
        ("$initial_utm_source", "utm_source"),
        ("$initial_referring_domain", "$referring_domain"),
        ("$initial_gclid", "gclid"),
        ("$initial__kx", "_kx"),
    ],
)
def test_properties__initial_value_is_not_there_yet__is_the_current_one(
    initial: str, current: str
) -> None:
    filters = {"groups": [group_of(is_about(initial, "exact", "x"))]}
    assert verdict_of(filters, asked(person_properties={current: "x"})).enabled
    both = asked(person_properties={current: "x", initial: "y"})
    assert not verdict_of(filters, both).enabled


def test_properties__initial_value_of_something_else__is_not_made_up() -> None:
    filters = {"groups": [group_of(is_about("$initial_mood", "is_set", None))]}
    assert not verdict_of(filters, asked(person_properties={"$mood": "x"})).enabled


def test_properties__of_the_person_itself__are_metadata() -> None:
    young = is_about("created_at", "is_date_after", "-7d", type="person_metadata")
    filters = {"groups": [group_of(young)]}
    assert verdict_of(
        filters, asked(person_metadata={"created_at": "2026-05-19T00:00:00Z"})
    ).enabled
    assert not verdict_of(filters, asked(person_properties={"created_at": "2026-05-19"})).enabled


class Counted(list[object]):
    """A list that counts how often it is read."""

    def __init__(self, *items: object) -> None:
        super().__init__(items)
        self.reads = 0

    def __iter__(self) -> Iterator[object]:
        self.reads += 1
        return super().__iter__()


@pytest.mark.parametrize(("operator", "value"), [("icontains", "b"), ("exact", True)])
def test_list_of_a_person__many_conditions__reads_it_once(operator: str, value: object) -> None:
    flags = [stored({"groups": [group_of(is_about("all", operator, value))]}, f"flag-{number}",
                    id=number) for number in range(9)]  # fmt: skip
    sent = Counted("true", "True") if value is True else Counted("a", "b")
    verdicts = evaluate(rules_of(*flags), asked(person_properties={"all": sent}))
    assert [one.enabled for one in verdicts.values()] == [True] * 9
    assert sent.reads == 1
