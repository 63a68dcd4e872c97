"""What flags are for somebody and for how many, out of what is known of persons and groups."""

from typing import Any

import pytest
from django.utils.timezone import now
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.jobs.worker import drain
from tenrec.persons.cohorts.models import Cohort, CohortMember
from tenrec.persons.models import Group, GroupType, Person
from tenrec.resources.feature_flags.tests.conftest import (
    EVERYBODY,
    PRO,
    for_those,
    made,
    needs,
    refused,
)
from tenrec.store.base import Batch, EventStore

People = dict[str, Person]


def reasons(client: APIClient, home: str, who: str, query: str = "") -> Any:
    answer = client.get(f"{home}/evaluation_reasons/?distinct_id={who}{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_reasons__by_what_is_known_of_the_person(
    client: APIClient, home: str, people: People, project: Project
) -> None:
    listed = Cohort.objects.create(project=project, name="Listed", is_static=True)
    CohortMember.objects.create(cohort=listed, person_uuid=people["cyd"].uuid)
    base = made(client, home, "pro", filters=for_those(PRO))
    made(client, home, "asking", filters=for_those(needs(base)))
    made(client, home, "off", active=False)
    condition = {"key": "id", "type": "cohort", "value": listed.pk, "operator": "in"}
    made(client, home, "listed", filters=for_those(condition))
    variants = [{"key": "a", "rollout_percentage": 100}]
    made(client, home, "many", filters={**EVERYBODY, "multivariate": {"variants": variants}})
    ada = reasons(client, home, "ada")
    assert ada["pro"] == {
        "value": True, "evaluation": {"reason": "condition_match", "condition_index": 0},
    }  # fmt: skip
    assert ada["many"]["value"] == "a"
    assert ada["asking"]["value"] is True
    assert ada["off"] == {
        "value": False, "evaluation": {"reason": "disabled", "condition_index": None},
    }  # fmt: skip
    assert ada["listed"]["value"] is False
    assert reasons(client, home, "cyd")["listed"]["value"] is True
    bob = reasons(client, home, "bob")
    assert bob["pro"]["evaluation"]["reason"] == "no_condition_match"
    assert bob["asking"]["value"] is False
    assert set(reasons(client, home, "nobody", '&flag_keys=["pro","off"]')) == {"pro", "off"}
    assert set(reasons(client, home, "nobody", "&flag_keys=pro&flag_keys=off")) == {"pro", "off"}


def test_reasons__groups__by_their_properties(
    client: APIClient, home: str, project: Project
) -> None:
    GroupType.objects.create(team_id=project.pk, name="company", index=0)
    Group.objects.create(team_id=project.pk, group_type_index=0, key="acme",
                         properties='{"size": "big"}', created_at=now())  # fmt: skip
    size = {"key": "size", "type": "group", "group_type_index": 0, "value": ["big"],
            "operator": "exact"}  # fmt: skip
    made(client, home, "big", filters=for_those(size, aggregation_group_type_index=0))
    told = reasons(client, home, "ada", '&groups={"company": "acme"}')
    assert told["big"]["value"] is True
    assert reasons(client, home, "ada", '&groups={"company": "x"}')["big"]["value"] is False
    assert reasons(client, home, "ada")["big"]["evaluation"]["reason"] == "no_group_type"


@pytest.mark.parametrize(
    ("query", "attr", "code"),
    [
        ("", "distinct_id", "required"),
        ("?distinct_id=", "distinct_id", "required"),
        ("?distinct_id=" + "x" * 401, "distinct_id", "max_length"),
        ("?distinct_id=a&groups=[", "groups", "invalid_input"),
        ("?distinct_id=a&groups=[]", "groups", "invalid_input"),
        ('?distinct_id=a&groups={"a":[]}', "groups", "invalid_input"),
        ("?distinct_id=a&flag_keys=[1]", "flag_keys", "invalid_input"),
    ],
)
def test_reasons__bad_question__400(
    client: APIClient, home: str, query: str, attr: str, code: str
) -> None:
    refused(client.get(f"{home}/evaluation_reasons/{query}"), attr, code)


def test_my_flags__of_the_caller(client: APIClient, home: str, alice: User) -> None:
    condition = {"key": "distinct_id", "type": "person", "value": [str(alice.uuid)],
                 "operator": "exact"}  # fmt: skip
    mine = made(client, home, "mine", filters=for_those(condition))
    made(client, home, "not-mine", filters=for_those(PRO))
    made(client, home, "off", active=False)
    rows = client.get(f"{home}/my_flags/").json()
    assert [(row["feature_flag"]["key"], row["value"]) for row in rows] == [
        ("off", False), ("not-mine", False), ("mine", True),
    ]  # fmt: skip
    assert rows[2]["feature_flag"]["id"] == mine["id"]
    (one,) = client.get(f"{home}/my_flags/?flag_keys=mine").json()
    assert one["value"] is True


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ([], 3),
        ([PRO], 1),
        ([{**PRO, "value": ["PRO", "Free"]}], 2),
        ([{**PRO, "operator": "is_not"}], 2),
        ([{**PRO, "operator": "is_set"}], 2),
        ([{**PRO, "operator": "is_not_set"}], 1),
        ([{**PRO, "key": "email", "operator": "icontains", "value": "SHOP"}], 2),
        ([{**PRO, "key": "email", "operator": "not_icontains", "value": "shop"}], 1),
        ([{**PRO, "key": "email", "operator": "regex", "value": "^[ab].*@"}], 2),
        ([{**PRO, "key": "email", "operator": "starts_with", "value": "ADA"}], 1),
        ([{**PRO, "key": "age", "operator": "gt", "value": "30"}], 1),
        ([{**PRO, "key": "age", "operator": "between", "value": [10, 30]}], 1),
        ([PRO, {**PRO, "key": "age", "operator": "lt", "value": "30"}], 0),
        ([{**PRO, "negation": True}], 2),
    ],
)
def test_blast_radius__counts_who_meets_the_conditions(
    client: APIClient, home: str, people: People, condition: Any, count: int
) -> None:
    body = {"condition": {"properties": condition, "rollout_percentage": 10}}
    answer = client.post(f"{home}/user_blast_radius/", body, format="json")
    assert answer.json() == {"users_affected": count, "total_users": 3}


def test_blast_radius__cohorts_and_groups(
    client: APIClient, home: str, people: People, project: Project, store: EventStore
) -> None:
    path = f"/api/projects/{project.id}/cohorts/"
    tree = {"type": "OR", "values": [{"type": "AND", "values": [PRO]}]}
    cohort = client.post(path, {"name": "Pro", "filters": {"properties": tree}}, format="json")
    condition = {"key": "id", "type": "cohort", "value": cohort.json()["id"]}
    body = {"condition": {"properties": [condition]}}
    drain()
    answer = client.post(f"{home}/user_blast_radius/", body, format="json")
    assert answer.json() == {"users_affected": 1, "total_users": 3}
    columns = ["team_id", "group_type_index", "group_key", "properties", "created_at",
               "updated_at", "version"]  # fmt: skip
    at = "2026-01-01 00:00:00"
    lines = [f'{project.pk}\t0\t{key}\t{{"size": "{size}"}}\t{at}\t{at}\t0\n'
             for key, size in (("acme", "big"), ("x", "small"))]  # fmt: skip
    store.insert(Batch("groups", columns, "".join(lines).encode(), f"groups-{project.pk}"))
    size = {"key": "size", "type": "group", "group_type_index": 0, "value": ["big"]}
    body = {"condition": {"properties": [size]}, "group_type_index": 0}
    answer = client.post(f"{home}/user_blast_radius/", body, format="json")
    assert answer.json() == {"users_affected": 1, "total_users": 2}
    key = {**size, "key": "$group_key", "value": ["x"]}
    body["condition"] = {"properties": [key, {**size, "operator": "is_not"}]}
    answer = client.post(f"{home}/user_blast_radius/", body, format="json")
    assert answer.json()["users_affected"] == 1


@pytest.mark.parametrize(
    ("body", "attr", "code"),
    [
        ({}, "condition", "required"),
        ({"condition": 5}, "condition", "invalid_input"),
        ({"condition": {"properties": [{}]}}, "condition__properties__0__type", "required"),
        ({"condition": {}, "group_type_index": 9}, "group_type_index", "max_value"),
        (
            {"condition": {"properties": [{"key": "id", "type": "cohort", "value": 77}]}},
            "condition",
            "invalid_input",
        ),
        (
            {"condition": {"properties": [needs({"id": 1})]}},
            "condition__properties__0",
            "invalid_input",
        ),
    ],
)
def test_blast_radius__bad_question__400(
    client: APIClient, home: str, body: Any, attr: str, code: str
) -> None:
    refused(client.post(f"{home}/user_blast_radius/", body, format="json"), attr, code)


def test_static_cohort__of_those_for_whom_it_is_on(
    client: APIClient, home: str, people: People, project: Project
) -> None:
    flag = made(client, home, "shop", filters=for_those(
        {**PRO, "key": "email", "operator": "icontains", "value": "@shop"}
    ))  # fmt: skip
    answer = client.post(f"{home}/{flag['id']}/create_static_cohort_for_flag/")
    assert answer.status_code == 201
    cohort = answer.json()["cohort"]
    assert (cohort["is_static"], cohort["is_calculating"]) == (True, True)
    drain()
    path = f"/api/projects/{project.id}/cohorts/{cohort['id']}"
    ready = client.get(f"{path}/").json()
    assert (ready["count"], ready["is_calculating"]) == (2, False)
    names = {row["distinct_ids"][0] for row in client.get(f"{path}/persons/").json()["results"]}
    assert names == {"ada", "bob"}
    client.post(f"{home}/{flag['id']}/disable/")
    refused(client.post(f"{home}/{flag['id']}/create_static_cohort_for_flag/"), None)
