"""Cohorts over HTTP: made, calculated, asked for in SQL, listed, hidden."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.jobs.worker import drain
from tenrec.persons.cohorts.models import Cohort
from tenrec.persons.models import Person
from tenrec.store.base import EventStore

from .conftest import PRO, criteria, made, names

pytestmark = pytest.mark.django_db


def test_create__of_a_dynamic_cohort__is_calculated_in_the_background(
    client: APIClient, home: str, people: dict[str, Person], alice: User
) -> None:
    answer = client.post(
        f"{home}/", {"name": "Pro users", "filters": criteria(PRO)}, format="json"
    ).json()
    assert (answer["is_calculating"], answer["count"]) == (True, None)
    assert answer["created_by"]["email"] == alice.email
    asked = client.post(
        "/api/query/",
        {"query": {"kind": "HogQLQuery", "query": f"select 1 in cohort {answer['id']}"}},
        format="json",
    )
    assert asked.status_code == 400
    drain()
    shown = client.get(f"{home}/{answer['id']}").json()
    assert (shown["is_calculating"], shown["count"], shown["cohort_type"]) == (
        False,
        2,
        "person_property",
    )
    assert shown["last_calculation"] is not None
    assert names(client, home, shown) == ["ada", "cyd"]


def test_query__in_cohort__by_id_and_by_name(
    client: APIClient, home: str, people: dict[str, Person]
) -> None:
    cohort = made(client, home, name="Pro users", filters=criteria(PRO))
    made(client, home, name="Twin", filters=criteria(PRO))
    made(client, home, name="Twin")

    def ask(text: str) -> Any:
        query = {"kind": "HogQLQuery", "query": text}
        return client.post("/api/query/", {"query": query}, format="json").json()

    for name in (cohort["id"], "'Pro users'"):
        answer = ask(f"select count() from persons where id in cohort {name}")
        assert answer["results"] == [[2]]
        assert "IN COHORT" in answer["hogql"]
    assert (
        "2 cohorts have the name 'Twin'" in ask("select id in cohort 'Twin' from persons")["detail"]
    )
    assert "There is no cohort 99999" in ask("select id in cohort 99999 from persons")["detail"]


def test_query__for_the_cohort_of_another_project__names_it_and_tells_nothing(
    client: APIClient,
    home: str,
    people: dict[str, Person],
    charlie: User,
    charlies_project: Project,
    with_key: Caller,
) -> None:
    cohort = made(client, home, name="Pro users", filters=criteria(PRO))
    stranger = with_key(charlie)
    for name in (cohort["id"], "'Pro users'"):
        query = {"kind": "HogQLQuery", "query": f"select id from persons where id in cohort {name}"}
        answer = stranger.post("/api/query/", {"query": query}, format="json")
        assert answer.status_code == 400
        assert f"There is no cohort {name} in this project" in answer.json()["detail"]
    theirs = f"/api/projects/{charlies_project.id}/cohorts"
    for path in (
        "",
        "persons/",
        "calculation_history/",
        "activity/",
        "duplicate_as_static_cohort/",
    ):
        assert stranger.get(f"{theirs}/{cohort['id']}/{path}").status_code == 404
    refused = stranger.post(
        f"{theirs}/",
        {"filters": criteria({"type": "cohort", "key": "id", "value": cohort["id"]})},
        format="json",
    )
    assert (refused.status_code, refused.json()["code"]) == (400, "does_not_exist")
    mine = people["ada"].uuid
    static = made(stranger, theirs, is_static=True)
    path = f"{theirs}/{static['id']}/add_persons_to_static_cohort/"
    answer = stranger.patch(path, {"person_ids": [str(mine)]}, format="json")
    assert (answer.status_code, answer.json()["attr"]) == (400, "person_ids")


def test_update__of_the_criteria__is_calculated_anew(
    client: APIClient, home: str, people: dict[str, Person]
) -> None:
    cohort = made(client, home, filters=criteria(PRO))
    free = criteria({**PRO, "value": "free"})
    answer = client.patch(f"{home}/{cohort['id']}/", {"filters": free}, format="json").json()
    assert answer["is_calculating"]
    assert names(client, home, cohort) == ["ada", "cyd"]  # until it is calculated
    drain()
    assert names(client, home, cohort) == ["bob"]
    history = client.get(f"{home}/{cohort['id']}/calculation_history/").json()
    assert [row["count"] for row in history["results"]] == [1, 2]
    first = history["results"][0]
    assert (first["is_successful"], first["error"], history["count"]) == (True, None, 2)
    assert "properties.plan" in first["main_query"]


def test_create__by_the_older_groups__is_translated(
    client: APIClient, home: str, people: dict[str, Person]
) -> None:
    cohort = made(client, home, groups=[{"properties": {"plan": "pro"}}])
    assert cohort["groups"] == [{"properties": {"plan": "pro"}}]
    assert cohort["filters"]["properties"]["values"][0]["values"][0]["key"] == "plan"
    assert cohort["count"] == 2
    # The whole object, sent back as clients do.
    again = client.put(f"{home}/{cohort['id']}/", cohort, format="json")
    assert again.status_code == 200, again.content
    assert again.json()["filters"] == cohort["filters"]


def test_create__of_what_persons_did__is_kept_and_says_that_it_is_not_calculated(
    client: APIClient, home: str, people: dict[str, Person]
) -> None:
    did = {"type": "behavioral", "key": "buy", "event_type": "events", "time_value": 30,
           "time_interval": "day", "value": "performed_event"}  # fmt: skip
    cohort = made(client, home, filters=criteria(did, PRO))
    assert (cohort["count"], cohort["cohort_type"]) == (None, "behavioral")
    assert cohort["is_calculating"] is False
    assert "not calculated yet" in cohort["last_error_message"]
    assert cohort["filters"] == criteria(did, PRO)
    assert names(client, home, cohort) == []
    query = {"kind": "HogQLQuery", "query": f"select id in cohort {cohort['id']} from persons"}
    refused = client.post("/api/query/", {"query": query}, format="json").json()
    assert "not calculated yet" in refused["detail"]
    above = made(client, home, filters=criteria({"type": "cohort", "value": cohort["id"]}))
    pro = made(client, home, filters=criteria(PRO))
    shown = client.get(f"{home}/?hide_behavioral_cohorts=true").json()["results"]
    assert [row["id"] for row in shown] == [pro["id"]]
    assert above["cohort_type"] == "person_property"


def test_update__that_makes_a_loop__is_refused(client: APIClient, home: str) -> None:
    first = made(client, home, filters=criteria(PRO))
    second = made(client, home, filters=criteria({"type": "cohort", "value": first["id"]}))
    third = made(client, home, filters=criteria({"type": "cohort", "value": second["id"]}))
    for target in (first, third):
        loop = criteria({"type": "cohort", "value": target["id"]})
        answer = client.patch(f"{home}/{first['id']}/", {"filters": loop}, format="json")
        assert (answer.status_code, answer.json()["attr"]) == (400, "filters")
        assert "loop" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("fields", "attr"),
    [
        ({"filters": 5}, "filters"),
        ({"filters": {"properties": []}, "name": "x" * 401}, "name"),
        ({"filters": criteria({**PRO, "operator": "about"})}, "filters"),
        ({"filters": criteria({**PRO, "operator": "regex", "value": "("})}, "filters"),
        ({"filters": criteria({**PRO, "operator": "is_date_after", "value": "soon"})}, "filters"),
        ({"filters": criteria({**PRO, "value": {"a": 1}})}, "filters"),
        ({"filters": criteria({**PRO, "value": "\x00"})}, "filters"),
        ({"filters": criteria({"type": "cohort", "value": 999999999})}, "filters"),
        ({"groups": {"a": 1}}, "groups"),
        ({"groups": [{"properties": {"plan__about": "x"}}]}, "groups"),
        ({"groups": ["\x00"]}, "groups"),
        ({"query": {"kind": "HogQLQuery", "query": "select 1 as id"}}, "query"),
        ({"query": {"kind": "TrendsQuery"}, "is_static": True}, "query"),
        ({"query": {"kind": "HogQLQuery", "query": "select"}, "is_static": True}, "query"),
        ({"cohort_type": "static"}, "cohort_type"),
        ({"cohort_type": "nice"}, "cohort_type"),
        ({"_create_static_person_ids": ["a"]}, "_create_static_person_ids"),
        ({"_create_static_person_ids": ["a"], "is_static": True}, "_create_static_person_ids"),
        ({"_create_static_person_ids": "a", "is_static": True}, "_create_static_person_ids"),
        ({"csv": "ada", "is_static": True}, "csv"),
        ({"is_static": "perhaps"}, "is_static"),
        ({"name": "a\x00b"}, "name"),
    ],
)
def test_create__of_what_cannot_be__is_refused_and_nothing_is_saved(
    client: APIClient, home: str, store: EventStore, fields: dict[str, Any], attr: str
) -> None:
    answer = client.post(f"{home}/", fields, format="json")
    assert (answer.status_code, answer.json()["attr"]) == (400, attr), answer.content
    assert not Cohort.objects.exists()


def test_persons__paged_searched_and_as_csv__are_the_members(
    client: APIClient, home: str, people: dict[str, Person]
) -> None:
    cohort = made(client, home, filters=criteria({**PRO, "value": ["pro", "free"]}))
    seen, address = [], f"{home}/{cohort['id']}/persons/?limit=2"
    while address:
        page = client.get(address).json()
        assert "count" not in page
        seen += [row["distinct_ids"][0] for row in page["results"]]
        address = page["next"]
    assert sorted(seen) == ["ada", "bob", "cyd"]
    one = client.get(f"{home}/{cohort['id']}/persons/?limit=1&include_total").json()
    assert one["count"] == 3
    row = one["results"][0]
    assert (row["type"], row["id"], row["properties"]["plan"]) == (
        "person",
        row["uuid"],
        json.loads(people[row["distinct_ids"][0]].properties)["plan"],
    )
    assert row["name"].endswith(".test")
    assert names(client, home, cohort, "?search=SHOP.test") == ["ada", "bob"]
    assert names(client, home, cohort, "?search=cyd") == ["cyd"]
    assert names(client, home, cohort, "?search=%25") == []
    assert names(client, home, cohort, "?search=';drop") == []
    file = client.get(f"{home}/{cohort['id']}/persons/?format=csv")
    assert file["Content-Type"].startswith("text/csv")
    assert b"ada@shop.test" in file.content


def test_deleted__by_patch__is_hidden_refused_in_sql_and_comes_back(
    client: APIClient, home: str, people: dict[str, Person]
) -> None:
    cohort = made(client, home, filters=criteria(PRO))
    one = f"{home}/{cohort['id']}/"
    gone = client.delete(one)
    assert (gone.status_code, gone.content) == (405, b"")
    assert client.patch(one, {"deleted": True}, format="json").status_code == 200
    assert client.get(f"{home}/").json()["results"] == []
    assert client.get(one).json()["deleted"] is True
    query = {"kind": "HogQLQuery", "query": f"select id in cohort {cohort['id']} from persons"}
    assert client.post("/api/query/", {"query": query}, format="json").status_code == 400
    assert client.patch(one, {"deleted": False}, format="json").json()["is_calculating"]
    drain()
    assert names(client, home, cohort) == ["ada", "cyd"]


def test_list__filtered__has_these(client: APIClient, home: str, alice: User) -> None:
    made(client, home, name="Static", is_static=True)
    made(client, home, name="Dynamic")
    for query, expected in (
        ("", ["Dynamic", "Static"]),
        ("?type=static", ["Static"]),
        ("?type=dynamic", ["Dynamic"]),
        ("?search=DYN", ["Dynamic"]),
        (f"?created_by_id={alice.pk}", ["Dynamic", "Static"]),
        ("?created_by_id=0", []),
    ):
        for path in (home, "/api/cohorts", "/api/cohort"):
            rows = client.get(f"{path}/{query}").json()["results"]
            assert [row["name"] for row in rows] == expected
    for query in ("?type=odd", "?created_by_id=me", "?limit=x"):
        assert client.get(f"{home}/{query}").status_code == 400


def test_list__of_many__asks_the_database_no_more(
    client: APIClient, home: str, alice: User, django_assert_max_num_queries: Any
) -> None:
    project_id = int(home.split("/")[3])
    for number in range(30):
        Cohort.objects.create(project_id=project_id, name=str(number), created_by=alice)
    with django_assert_max_num_queries(12):
        assert len(client.get(f"{home}/").json()["results"]) == 30
