"""Filters that cannot be evaluated are refused, by the way to what is wrong in them."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Project
from tenrec.persons.cohorts.models import Cohort
from tenrec.resources.feature_flags.tests.conftest import (
    EVERYBODY,
    PRO,
    for_those,
    made,
    needs,
    refused,
)

Json = Any
GROUP: Json = {"key": "size", "type": "group", "group_type_index": 0, "value": "1"}
TWO: Json = {"variants": [{"key": k, "rollout_percentage": 50} for k in ("a", "b")]}
PLACE = "filters__groups__0__properties__0"
COHORT_GONE = "cohort_does_not_exist"


def prop(**changes: Any) -> Json:
    return for_those({**PRO, **changes})


def without(name: str) -> Json:
    return for_those({key: value for key, value in PRO.items() if key != name})


WRONG: list[tuple[Json, str, str]] = [
    ("text", "filters", "invalid_input"),
    (None, "filters", "null"),
    ({}, "filters__groups", "required"),
    ({"groups": []}, "filters__groups", "invalid_input"),
    ({"groups": {}}, "filters__groups", "invalid_input"),
    ({"groups": [1]}, "filters__groups__0", "invalid_input"),
    ({"groups": [{"properties": "x"}]}, "filters__groups__0__properties", "invalid_input"),
    ({"groups": [{"properties": [1]}]}, PLACE, "invalid_input"),
    (for_those(share=101), "filters__groups__0__rollout_percentage", "invalid_input"),
    (for_those(share=-1), "filters__groups__0__rollout_percentage", "invalid_input"),
    (for_those(share="5"), "filters__groups__0__rollout_percentage", "invalid_input"),
    (for_those(share=True), "filters__groups__0__rollout_percentage", "invalid_input"),
    (without("key"), f"{PLACE}__key", "required"),
    (without("type"), f"{PLACE}__type", "required"),
    (without("value"), f"{PLACE}__value", "required"),
    (prop(key=""), f"{PLACE}__key", "invalid_input"),
    (prop(key={}), f"{PLACE}__key", "invalid_input"),
    (prop(type="event"), f"{PLACE}__type", "invalid_input"),
    (prop(type=[]), f"{PLACE}__type", "invalid_input"),
    (prop(operator="like"), f"{PLACE}__operator", "invalid_choice"),
    (prop(operator={}), f"{PLACE}__operator", "invalid_input"),
    (prop(operator="in"), f"{PLACE}__operator", "invalid_operator"),
    (prop(operator="flag_evaluates_to"), f"{PLACE}__operator", "invalid_operator"),
    (prop(value=["x"] * 1001), f"{PLACE}__value", "invalid_input"),
    (prop(value=[{}]), f"{PLACE}__value", "invalid_value"),
    (prop(value=None), f"{PLACE}__value", "invalid_value"),
    (prop(negation="yes"), f"{PLACE}__negation", "invalid_input"),
    *(
        (prop(operator=operator, value=5), f"{PLACE}__value", "invalid_value")
        for operator in ("regex", "not_regex", "icontains", "not_icontains", "gt", "gte", "lt",
                         "lte", "min", "semver_gt", "is_date_before", "between", "icontains_multi")
    ),
    (prop(operator="regex", value="("), f"{PLACE}__value", "invalid_value"),
    (prop(operator="between", value=[2, 1]), f"{PLACE}__value", "invalid_value"),
    (prop(operator="semver_eq", value="one"), f"{PLACE}__value", "invalid_value"),
    (prop(operator="is_date_before", value="soon"), f"{PLACE}__value", "invalid_date"),
    (prop(operator="is_date_after", value="-99999d"), f"{PLACE}__value", "invalid_date"),
    (for_those(GROUP), f"{PLACE}__type", "invalid_input"),
    (for_those(PRO, aggregation_group_type_index=0), f"{PLACE}__type", "invalid_input"),
    (for_those(GROUP, aggregation_group_type_index=1), f"{PLACE}__group_type_index",
     "invalid_input"),
    (for_those(aggregation_group_type_index=5), "filters__aggregation_group_type_index",
     "invalid_input"),
    ({"groups": [{"variant": "c"}], "multivariate": TWO}, "filters__groups__0__variant",
     "invalid_input"),
    ({"groups": [{"variant": "a"}]}, "filters__groups__0__variant", "invalid_input"),
    ({**EVERYBODY, "multivariate": []}, "filters__multivariate", "invalid_input"),
    ({**EVERYBODY, "multivariate": {"variants": [{"key": "a", "rollout_percentage": 99}]}},
     "filters__multivariate__variants", "invalid_input"),
    ({**EVERYBODY, "multivariate": {"variants": [{"rollout_percentage": 100}]}},
     "filters__multivariate__variants__0__key", "required"),
    ({**EVERYBODY, "multivariate": {"variants": [TWO["variants"][0]] * 2}},
     "filters__multivariate__variants__1__key", "unique"),
    ({**EVERYBODY, "payloads": []}, "filters__payloads", "invalid_input"),
    ({**EVERYBODY, "payloads": {"x": "1"}}, "filters__payloads__x", "invalid_input"),
    ({**EVERYBODY, "payloads": {"true": "{"}}, "filters__payloads__true", "invalid_input"),
    ({**EVERYBODY, "payloads": {"true": "NaN"}}, "filters__payloads__true", "invalid_input"),
    ({**EVERYBODY, "multivariate": TWO, "payloads": {"true": "1"}}, "filters__payloads__true",
     "invalid_input"),
    ({**EVERYBODY, "early_exit": 1}, "filters__early_exit", "invalid_input"),
    ({**EVERYBODY, "holdout": {"id": "x"}}, "filters__holdout__id", "invalid_input"),
    ({**EVERYBODY, "holdout": {"id": 1, "exclusion_percentage": 200}},
     "filters__holdout__exclusion_percentage", "invalid_input"),
    ({**EVERYBODY, "super_groups": [{"properties": [{"key": "x"}]}]},
     "filters__super_groups__0__properties__0__type", "required"),
    ({**EVERYBODY, "more": 2**80}, "filters", "invalid_input"),
    ({**EVERYBODY, "more": "\x00"}, "filters", "null_characters_not_allowed"),
    ({**EVERYBODY, "more": "x" * 600_000}, "filters", "invalid_input"),
    (for_those({"key": "id", "type": "cohort", "value": 999999}), f"{PLACE}__value", COHORT_GONE),
    (for_those({"key": "id", "type": "cohort", "value": "x"}), f"{PLACE}__value", COHORT_GONE),
    (for_those({"key": "id", "type": "cohort", "value": 2**70}), "filters", "invalid_input"),
    (for_those(needs({"id": 999999})), f"{PLACE}__key", "invalid_input"),
    (for_those(needs({"id": "some-key"})), f"{PLACE}__key", "invalid_input"),
    (for_those({**needs({"id": 1}), "operator": "exact"}), f"{PLACE}__operator", "invalid_input"),
    (for_those(needs({"id": 1}, 5)), f"{PLACE}__value", "invalid_value"),
]  # fmt: skip


@pytest.mark.parametrize(("filters", "attr", "code"), WRONG)
def test_filters__wrong__400_by_name_and_nothing_saved(
    client: APIClient, home: str, filters: Json, attr: str, code: str
) -> None:
    answer = client.post(f"{home}/", {"key": "a", "filters": filters}, format="json")
    refused(answer, attr, code)
    assert client.get(f"{home}/").json()["count"] == 0


def test_filters__endless_number_as_text__400(client: APIClient, home: str) -> None:
    text = '{"key": "a", "filters": {"groups": [{"rollout_percentage": 1e999}]}}'
    answer = client.post(f"{home}/", text, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "condition",
    [
        PRO,
        {**PRO, "operator": "is_set", "value": "is_set"},
        {"key": "plan", "type": "person", "operator": "is_not_set"},
        {**PRO, "operator": "gt", "value": "5"},
        {**PRO, "operator": "between", "value": [1, 5]},
        {**PRO, "operator": "icontains_multi", "value": ["a", "b"]},
        {**PRO, "operator": "regex", "value": "^a\\d+$"},
        {**PRO, "operator": "is_date_before", "value": "-7d"},
        {**PRO, "operator": "is_date_after", "value": "2026-01-01T10:00:00Z"},
        {**PRO, "operator": "semver_gte", "value": "1.2.3"},
        {**PRO, "operator": "semver_tilde", "value": "1.2"},
        {**PRO, "value": True},
        {**PRO, "value": 5.5, "operator": None},
    ],
)
def test_filters__every_kind_of_condition__kept_as_sent(
    client: APIClient, home: str, condition: Json
) -> None:
    assert made(client, home, "a", filters=for_those(condition))["filters"] == for_those(condition)


def test_filters__older_names__kept_as_the_newer_ones(client: APIClient, home: str) -> None:
    flag = made(client, home, "a", filters=prop(operator="min", value="5", key=7))
    assert flag["filters"]["groups"][0]["properties"][0] == {
        "key": "7", "type": "person", "operator": "gte", "value": "5",
    }  # fmt: skip


def test_filters__of_groups__mixed_with_persons(client: APIClient, home: str) -> None:
    filters = {
        "aggregation_group_type_index": 0,
        "groups": [
            {"properties": [GROUP]},
            {"properties": [PRO], "aggregation_group_type_index": None},
        ],
    }
    assert made(client, home, "a", filters=filters)["filters"] == filters


def test_filters__changed__wrong_ones_leave_the_flag_as_it_was(
    client: APIClient, home: str
) -> None:
    flag = made(client, home, "a")
    path = f"{home}/{flag['id']}/"
    refused(client.patch(path, {"filters": {"payloads": {}}}, format="json"), "filters__groups",
            "required")  # fmt: skip
    refused(client.patch(path, {"filters": prop(type="x"), "name": "N"}, format="json"),
            f"{PLACE}__type")  # fmt: skip
    assert client.get(path).json() == flag
    assert client.patch(path, {"filters": {"groups": []}}, format="json").status_code == 200


def test_cohort__named_in_the_answer_and_refused_when_it_is_about_events(
    client: APIClient, home: str, project: Project, second_project: Project
) -> None:
    tree = {"type": "OR", "values": [{"type": "AND", "values": [PRO]}]}
    pro = Cohort.objects.create(project=project, name="Pro", filters={"properties": tree})
    condition = {"key": "id", "type": "cohort", "value": str(pro.pk), "operator": "in"}
    flag = made(client, home, "a", filters=for_those(condition))
    shown = flag["filters"]["groups"][0]["properties"][0]
    assert (shown["value"], shown["cohort_name"]) == (pro.pk, "Pro")
    echoed = client.patch(f"{home}/{flag['id']}/", {"filters": flag["filters"]}, format="json")
    assert echoed.json()["filters"] == flag["filters"]
    event = {"type": "behavioral", "key": "buy", "value": "performed_event",
             "event_type": "events", "time_value": 30, "time_interval": "day"}  # fmt: skip
    buyers = Cohort.objects.create(
        project=project, name="Buyers", filters={"properties": {"type": "AND", "values": [event]}}
    )
    inner = {"type": "cohort", "key": "id", "value": buyers.pk}
    around = Cohort.objects.create(
        project=project, name="Around", filters={"properties": {"type": "AND", "values": [inner]}}
    )
    for cohort in (buyers, around):
        filters = for_those({**condition, "value": cohort.pk})
        answer = client.post(f"{home}/", {"key": "b", "filters": filters}, format="json")
        why = refused(answer, f"{PLACE}__value", "behavioral_cohort_found")
        assert why.startswith(f"Cohort '{cohort.name}'")
    elsewhere = Cohort.objects.create(project=second_project, name="Elsewhere")
    filters = for_those({**condition, "value": elsewhere.pk})
    answer = client.post(f"{home}/", {"key": "b", "filters": filters}, format="json")
    refused(answer, f"{PLACE}__value", COHORT_GONE)


def test_dependency__self_circle_disabled_and_elsewhere__400(
    client: APIClient, home: str, second_project: Project
) -> None:
    base = made(client, home, "base")
    middle = made(client, home, "middle", filters=for_those(needs(base)))
    top = made(client, home, "top", filters=for_those(needs(middle)))
    path = f"{home}/{base['id']}/"
    own = client.patch(path, {"filters": for_those(needs(base))}, format="json")
    assert "cannot depend on itself" in refused(own, f"{PLACE}__key")
    circle = client.patch(path, {"filters": for_those(needs(top))}, format="json")
    assert refused(circle, f"{PLACE}__key").endswith("base → top → middle → base")
    off = made(client, home, "off", active=False)
    answer = client.post(f"{home}/", {"key": "x", "filters": for_those(needs(off))}, format="json")
    assert "disabled flag 'off'" in refused(answer, f"{PLACE}__key")
    other = made(client, f"/api/projects/{second_project.id}/feature_flags", "other")
    answer = client.post(
        f"{home}/", {"key": "x", "filters": for_those(needs(other))}, format="json"
    )
    assert "non-existent" in refused(answer, f"{PLACE}__key")


def test_dependency__others_depend__neither_disabled_nor_deleted(
    client: APIClient, home: str
) -> None:
    base = made(client, home, "base")
    asking = made(client, home, "asking", filters=for_those(needs(base, "control")))
    path, other = f"{home}/{base['id']}", f"{home}/{asking['id']}"
    assert client.get(f"{path}/dependent_flags/").json() == [
        {"id": asking["id"], "key": "asking", "name": "asking"}
    ]
    named = f"asking (ID: {asking['id']})"
    assert named in refused(client.patch(f"{path}/", {"active": False}, format="json"), "active")
    assert named in refused(client.patch(f"{path}/", {"deleted": True}, format="json"), "deleted")
    assert named in refused(client.post(f"{path}/archive/"), "active")
    client.post(f"{other}/disable/")
    assert client.post(f"{path}/disable/").status_code == 200
    why = refused(client.post(f"{other}/enable/"), "active")
    assert f"base (ID: {base['id']})" in why
    assert client.post(f"{path}/enable/").status_code == 200
    assert client.post(f"{other}/enable/").status_code == 200
