"""Lists of flags: filters, order, CSV; and what is done to many at once."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.flags.models import FeatureFlag
from tenrec.resources.feature_flags.tests.conftest import (
    EVERYBODY,
    for_those,
    made,
    needs,
    refused,
)

MANY = {
    **EVERYBODY,
    "multivariate": {"variants": [{"key": k, "rollout_percentage": 50} for k in ("a", "b")]},
}


@pytest.fixture
def flags(client: APIClient, home: str, bob: User, with_key: Caller) -> dict[str, Any]:
    return {
        "b-plain": made(client, home, "b-plain", name="Checkout", tags=["shop", "old"]),
        "c-many": made(client, home, "c-many", filters=MANY, evaluation_runtime="server"),
        "a-config": made(with_key(bob), home, "a-config", is_remote_configuration=True,
                         active=False, evaluation_contexts=["app"], evaluation_runtime="client"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", "a-config c-many b-plain"),
        ("?order=key", "a-config b-plain c-many"),
        ("?order=-key", "c-many b-plain a-config"),
        ("?order=created_at", "b-plain c-many a-config"),
        ("?active=true", "c-many b-plain"),
        ("?active=false", "a-config"),
        ("?search=checkout", "b-plain"),
        ("?search=CONF", "a-config"),
        ("?key=C-Many", "c-many"),
        ("?type=boolean", "a-config b-plain"),
        ("?type=multivariant", "c-many"),
        ("?type=experiment", ""),
        ("?type=remote_config", "a-config"),
        ('?tags=["shop"]', "b-plain"),
        ('?tags=["none"]', ""),
        ('?excluded_tags=["old"]', "a-config c-many"),
        ("?evaluation_runtime=server", "c-many"),
        ("?evaluation_runtime=both", "b-plain"),
        ('?excluded_properties=["c-many"]', "a-config b-plain"),
        ("?has_evaluation_contexts=true", "a-config"),
        ("?has_evaluation_tags=false", "c-many b-plain"),
        ("?eligible_for_experiment=true", "c-many"),
        ("?archived=true", ""),
        ("?limit=1&offset=1", "c-many"),
        ("?created_by_id=999", ""),
    ],
)
def test_list__narrowed_and_ordered(
    client: APIClient, home: str, flags: Any, query: str, keys: str
) -> None:
    answer = client.get(f"{home}/{query}")
    assert answer.status_code == 200, answer.content
    assert [row["key"] for row in answer.json()["results"]] == keys.split()


def test_list__by_maker(client: APIClient, home: str, flags: Any, alice: User, bob: User) -> None:
    for text, count in (
        (str(bob.pk), 1), (f"{alice.pk},{bob.pk}", 3), (json.dumps([alice.pk]), 2),
    ):  # fmt: skip
        assert client.get(f"{home}/?created_by_id={text}").json()["count"] == count, text


@pytest.mark.parametrize(
    ("query", "attr"),
    [
        ("active=maybe", "active"),
        ("type=x", "type"),
        ("tags=[1]", "tags"),
        ("evaluation_runtime=x", "evaluation_runtime"),
        ("excluded_properties=[", "excluded_properties"),
        ("created_by_id=x", "created_by_id"),
        ("archived=maybe", "archived"),
        ("order=filters", "order"),
    ],
)
def test_list__bad_filter__400(client: APIClient, home: str, query: str, attr: str) -> None:
    refused(client.get(f"{home}/?{query}"), attr)


def test_list__csv(client: APIClient, home: str, flags: Any) -> None:
    answer = client.get(f"{home}.csv")
    assert answer.status_code == 200
    lines = answer.content.decode().splitlines()
    assert len(lines) == 4
    assert "key" in lines[0].split(",")


def test_matching_ids__of_the_same_filters(client: APIClient, home: str, flags: Any) -> None:
    body = client.get(f"{home}/matching_ids/?type=boolean").json()
    assert body == {"ids": [flags["b-plain"]["id"], flags["a-config"]["id"]], "total": 2}


def test_bulk_keys__of_ids_and_digits(
    client: APIClient, home: str, flags: Any, second_project: Project
) -> None:
    one, two = flags["b-plain"]["id"], flags["c-many"]["id"]
    other = made(client, f"/api/projects/{second_project.id}/feature_flags", "other")["id"]
    body = {"ids": [one, str(two), other, "x", None, 2**70]}
    answer = client.post(f"{home}/bulk_keys/", body, format="json")
    assert answer.status_code == 400  # what no database takes
    body["ids"].pop()
    told = client.post(f"{home}/bulk_keys/", body, format="json").json()
    assert told["keys"] == {str(one): "b-plain", str(two): "c-many"}
    assert "x" in told["warning"]
    refused(client.post(f"{home}/bulk_keys/", {"ids": ["x"]}, format="json"), "ids")
    assert client.post(f"{home}/bulk_keys/", {}, format="json").json() == {"keys": {}}


def test_bulk_delete__by_ids__what_others_need_stays(
    client: APIClient, home: str, flags: Any
) -> None:
    base = flags["b-plain"]
    asking = made(client, home, "asking", filters=for_those(needs(base)))
    body = {"ids": [base["id"], flags["c-many"]["id"], 999999, "x"]}
    told = client.post(f"{home}/bulk_delete/", body, format="json").json()
    assert told["deleted"] == [
        {"id": flags["c-many"]["id"], "key": "c-many", "rollout_state": "partial",
         "active_variant": None},
    ]  # fmt: skip
    assert {error["id"] for error in told["errors"]} == {base["id"], 999999, "x"}
    told = client.post(
        f"{home}/bulk_delete/", {"ids": [base["id"], asking["id"]]}, format="json"
    ).json()
    assert [one["key"] for one in told["deleted"]] == ["b-plain", "asking"]
    assert told["deleted"][0]["rollout_state"] == "fully_rolled_out"
    assert FeatureFlag.objects.filter(deleted=False).count() == 1
    log = client.get(f"{home}/{base['id']}/activity/").json()["results"]
    assert log[0]["activity"] == "deleted"


def test_bulk_delete__by_filters(client: APIClient, home: str, flags: Any) -> None:
    for body in ({}, {"ids": [1], "filters": {"search": "a"}}, {"ids": []}):
        refused(client.post(f"{home}/bulk_delete/", body, format="json"), "ids")
    body = {"filters": {"color": "red"}}
    refused(client.post(f"{home}/bulk_delete/", body, format="json"), "filters")
    body = {"filters": {"type": "x"}}
    refused(client.post(f"{home}/bulk_delete/", body, format="json"), "type")
    body = {"filters": {"tags": ["shop"], "active": True}}
    told = client.post(f"{home}/bulk_delete/", body, format="json").json()
    assert [one["key"] for one in told["deleted"]] == ["b-plain"]


def test_bulk_update_tags__adds_removes_sets(client: APIClient, home: str, flags: Any) -> None:
    ids = [flags["b-plain"]["id"], flags["c-many"]["id"]]

    def tagged(action: str, *tags: str) -> list[list[str]]:
        body = {"ids": [*ids, 999999], "action": action, "tags": tags}
        told = client.post(f"{home}/bulk_update_tags/", body, format="json").json()
        assert told["skipped"] == [{"id": 999999, "reason": "Not found"}]
        return sorted(one["tags"] for one in told["updated"])

    assert tagged("add", "New") == [["new"], ["shop", "old", "new"]]
    assert tagged("remove", "new", "old") == [[], ["shop"]]
    assert tagged("set", "x") == [["x"], ["x"]]
    assert client.get(f"{home}/{ids[0]}/").json()["version"] == 4
    body = {"ids": ids, "action": "mix", "tags": []}
    refused(client.post(f"{home}/bulk_update_tags/", body, format="json"), "action",
            "invalid_choice")  # fmt: skip
