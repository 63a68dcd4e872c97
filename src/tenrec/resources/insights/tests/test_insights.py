"""Insights: kept as they were sent, found by every filter, with results where SQL can tell them."""

import json
from typing import Any

import pytest
from django.utils.timezone import now
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.resources.dashboards.models import Dashboard, Tile
from tenrec.resources.insights.models import Insight
from tenrec.store.base import EventStore

pytestmark = pytest.mark.django_db

TRENDS: dict[str, Any] = {
    "kind": "InsightVizNode",
    "source": {
        "kind": "TrendsQuery",
        "series": [{"kind": "EventsNode", "event": "order_paid", "math": "total"}],
        "dateRange": {"date_from": "-7d"},
    },
}
SQL: dict[str, Any] = {
    "kind": "DataVisualizationNode",
    "source": {"kind": "HogQLQuery", "query": "select 1 as one, 'a' as letter"},
}


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/insights/"


@pytest.fixture
def client(alice: User, with_key: Caller) -> APIClient:
    return with_key(alice)


def made(client: APIClient, home: str, **body: Any) -> dict[str, Any]:
    answer = client.post(home, {"query": TRENDS, **body})
    assert answer.status_code == 201, answer.json()
    shown: dict[str, Any] = answer.json()
    return shown


def names(client: APIClient, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.json()
    return [row["name"] for row in answer.json()["results"]]


def test_insight__made__has_its_fields(
    home: str, client: APIClient, alice: User, project: Project
) -> None:
    one = made(client, home, name="Orders", tags=["Revenue", "revenue "], saved=True)
    assert len(one["short_id"]) == 8
    assert not one["short_id"][0].isdigit()
    assert one["query"] == TRENDS
    assert one["tags"] == ["revenue"]
    assert one["created_by"]["email"] == alice.email == one["last_modified_by"]["email"]
    assert (one["result"], one["is_cached"], one["query_status"]) == (None, False, None)
    assert (one["effective_restriction_level"], one["effective_privilege_level"]) == (21, 37)
    assert (one["dashboards"], one["dashboard_tiles"], one["alerts"]) == ([], [], [])
    assert one["timezone"] == project.timezone
    listed = client.get(home).json()
    assert listed["count"] == 1
    assert listed["results"][0]["id"] == one["id"]


def test_insight__query__comes_back_as_it_was_sent(home: str, client: APIClient) -> None:
    values = {"z": 1, "a.b": None, "ü": 12345678901234567890123, "e": {}, "f": 1.0, "n": "\u0000"}
    query = {"kind": "HogQLQuery", "values": values, "query": "select {z}"}
    one = made(client, home, query=query)
    sent_back = client.get(f"{home}{one['id']}/").content
    text = json.dumps(query, separators=(",", ":"), ensure_ascii=True)
    assert json.loads(sent_back)["query"] == query
    assert list(json.loads(sent_back)["query"]["values"]) == list(values)
    assert "12345678901234567890123" in text
    assert b"12345678901234567890123" in sent_back


@pytest.mark.parametrize(
    ("body", "code", "attr"),
    [
        ({"query": {"kind": "NoSuchQuery"}}, "parse_error", "query__kind"),
        ({"query": []}, "parse_error", "query"),
        (
            {"query": {**TRENDS, "source": {**TRENDS["source"], "series": [{"kind": "EventsNode",
             "math": "mean"}]}}},
            "parse_error", "query__source__series__0__math",
        ),
        ({"query": TRENDS, "name": "n" * 401}, "max_length", "name"),
        ({"query": TRENDS, "tags": "x"}, "not_a_list", "tags"),
        ({"query": TRENDS, "dashboards": [99999999]}, "does_not_exist", "dashboards"),
        ({"query": TRENDS, "dashboards": [10**30]}, "does_not_exist", "dashboards"),
        ({"query": TRENDS, "order": 2**31}, "max_value", "order"),
        ({"filters": {"insight": "HOROSCOPE"}}, "invalid_input", "filters__insight"),
    ],
)  # fmt: skip
def test_insight__wrong_body__names_the_field_and_keeps_nothing(
    home: str, client: APIClient, body: dict[str, Any], code: str, attr: str
) -> None:
    answer = client.post(home, body)
    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["attr"]) == (code, attr)
    assert not Insight.objects.exists()


def test_insight__by_short_id__is_the_same(home: str, client: APIClient) -> None:
    one = made(client, home, name="Orders")
    short = f"{home}{one['short_id']}/"
    assert client.get(short).json()["id"] == one["id"]
    assert client.patch(short, {"name": "Paid orders"}).json()["name"] == "Paid orders"
    assert client.get(f"{home}?short_id={one['short_id']}").json()["count"] == 1
    assert client.get(f"{home}aaaaaaaa/").status_code == 404


def test_insight__deleted__is_hidden_with_its_tiles_and_can_come_back(
    home: str, client: APIClient, project: Project
) -> None:
    board = Dashboard.objects.create(project=project, name="Sales")
    one = made(client, home, dashboards=[board.pk])
    address = f"{home}{one['id']}/"
    assert client.delete(address).status_code == 405
    assert client.patch(address, {"deleted": True}).status_code == 200
    assert client.get(address).status_code == 404
    assert client.get(home).json()["count"] == 0
    assert Tile.objects.get().deleted is True
    assert client.patch(address, {"deleted": False}).status_code == 200
    assert client.get(address).status_code == 200
    activity = [row["activity"] for row in client.get(f"{address}activity/").json()["results"]]
    assert activity == ["restored", "deleted", "created"]


def test_insight__dashboards__are_replaced_as_a_whole(
    home: str, client: APIClient, project: Project
) -> None:
    first, second = (Dashboard.objects.create(project=project, name=n) for n in "ab")
    one = made(client, home, dashboards=[first.pk])
    assert one["dashboards"] == [first.pk]
    assert one["dashboard_tiles"][0]["dashboard_id"] == first.pk
    address = f"{home}{one['id']}/"
    changed = client.patch(address, {"dashboards": [second.pk]}).json()
    assert changed["dashboards"] == [second.pk]
    again = client.patch(address, {"dashboards": [second.pk, first.pk]}).json()
    assert sorted(again["dashboards"]) == [first.pk, second.pk]
    assert Tile.objects.count() == 2
    second.deleted = True
    second.save()
    assert client.get(address).json()["dashboards"] == [first.pk]


def test_insight__of_another_project__does_not_exist(
    home: str, client: APIClient, second_project: Project, charlies_project: Project
) -> None:
    for place in (second_project, charlies_project):
        foreign = Insight.objects.create(project=place, query=TRENDS)
        for key in (foreign.pk, foreign.short_id):
            for method in (client.get, client.patch):
                assert method(f"{home}{key}/").status_code == 404
        board = Dashboard.objects.create(project=place)
        answer = client.post(home, {"query": TRENDS, "dashboards": [board.pk]})
        assert (answer.status_code, answer.json()["attr"]) == (400, "dashboards")
        answer = client.post(f"{home}viewed/", {"insight_ids": [foreign.pk]})
        assert (answer.status_code, answer.json()["code"]) == (400, "does_not_exist")
        mine = made(client, home)
        assert client.get(f"{home}{mine['id']}/?from_dashboard={board.pk}").status_code == 400
    assert client.get(f"{home}?short_id={foreign.short_id}").json()["count"] == 0


def test_list__filters__find_what_they_say(
    home: str, client: APIClient, bob: User, with_key: Caller, project: Project
) -> None:
    board = Dashboard.objects.create(project=project, name="Sales")
    made(client, home, name="orders", saved=True, favorited=True, tags=["money"])
    made(client, home, name="on board", dashboards=[board.pk], description="Who pays 100% ?")
    made(client, home, name="sql", query=SQL)
    flag = {"key": "$feature/new-checkout", "type": "event", "operator": "exact", "value": "a"}
    query = {**TRENDS["source"], "properties": [flag]}
    made(with_key(bob), home, name="bobs", query={**TRENDS, "source": query})
    made(client, home, name="old", query=None, filters={"insight": "FUNNELS"})
    found = {
        "saved=true": ["on board", "orders"],
        "saved=false": ["old", "bobs", "sql"],
        "favorited=true": ["orders"],
        "user=true": ["old", "sql", "on board", "orders"],
        f"created_by=[{bob.id}]": ["bobs"],
        f"created_by={bob.id}": ["bobs"],
        "search=ORD": ["orders"],
        "search=100%25": ["on board"],
        "search=mone": ["orders"],
        "insight=SQL": ["sql"],
        "insight=FUNNELS": ["old"],
        "insight=TRENDS": ["bobs", "on board", "orders"],
        f"dashboards=[{board.pk}]": ["on board"],
        'tags=["money","x"]': ["orders"],
        "feature_flag=new-checkout": ["bobs"],
        "feature_flag=new": [],
        "date_from=-1h": ["old", "bobs", "sql", "on board", "orders"],
        "date_to=-1h": [],
        "created_date_to=2020-01-01": [],
        "order=name": ["bobs", "old", "on board", "orders", "sql"],
        "order=-id&limit=2": ["old", "bobs"],
    }
    for asked, expected in found.items():
        assert names(client, f"{home}?{asked}") == expected, asked


@pytest.mark.parametrize(
    "asked",
    ["saved=perhaps", "insight=X", "created_by=[true]", "dashboards={}", "tags=[1]", "order=query",
     "date_from=soon", "refresh=quickly", "created_by=[0]"],
)  # fmt: skip
def test_list__wrong_filter__is_named(home: str, client: APIClient, asked: str) -> None:
    answer = client.get(f"{home}?{asked}")
    assert (answer.status_code, answer.json()["attr"]) == (400, asked.split("=")[0])


def test_list__queries__do_not_grow_with_the_page(
    home: str, client: APIClient, project: Project, django_assert_max_num_queries: Any
) -> None:
    boards = [Dashboard.objects.create(project=project, restriction_level=37) for _ in range(3)]
    for _ in range(30):
        insight = Insight.objects.create(project=project, query=TRENDS)
        for board in boards:
            Tile.objects.create(dashboard=board, insight=insight)
    with django_assert_max_num_queries(12):
        assert len(client.get(home).json()["results"]) == 30


def test_refresh__blocking__computes_sql(home: str, client: APIClient, store: EventStore) -> None:
    one = made(client, home, query=SQL, name="sql")
    address = f"{home}{one['id']}/"
    assert client.get(address).json()["result"] is None
    assert client.get(f"{address}?refresh=force_cache").json()["result"] is None
    shown = client.get(f"{address}?refresh=blocking").json()
    assert shown["result"] == [[1, "a"]]
    assert shown["columns"] == ["one", "letter"]
    assert shown["last_refresh"]
    assert shown["query"] == SQL
    listed = client.get(f"{home}?refresh=force_blocking").json()["results"]
    assert listed[0]["result"] == [[1, "a"]]
    assert client.get(f"{home}?refresh=true&basic=true").json()["results"][0]["result"] is None
    other = made(client, home)
    assert client.get(f"{home}{other['id']}/?refresh=blocking").json()["result"] is None


def test_refresh__sql_that_is_wrong__400_alone_and_null_in_a_list(
    home: str, client: APIClient, store: EventStore
) -> None:
    one = made(client, home, query={"kind": "HogQLQuery", "query": "select nonsense from events"})
    answer = client.get(f"{home}{one['id']}/?refresh=blocking")
    assert (answer.status_code, answer.json()["type"]) == (400, "validation_error")
    assert client.get(f"{home}?refresh=blocking").json()["results"][0]["result"] is None


def test_variables_override__own_variable__has_the_value(
    home: str, client: APIClient, store: EventStore
) -> None:
    variables = {"v": {"code_name": "who", "variableId": "v", "value": "ada"}}
    query = {"kind": "HogQLQuery", "query": "select {variables.who}", "variables": variables}
    one = made(client, home, query=query)
    address = f"{home}{one['id']}/?refresh=blocking"
    assert client.get(address).json()["result"] == [["ada"]]
    override = json.dumps({"v": {"value": "bob"}, "w": {"value": "eve"}})
    shown = client.get(f"{address}&variables_override={override}").json()
    assert shown["result"] == [["bob"]]
    assert client.get(f"{address}&variables_override=[]").status_code == 400
    assert Insight.objects.get().query == query


def test_from_dashboard__its_filters__are_laid_over(
    home: str, client: APIClient, project: Project
) -> None:
    board = Dashboard.objects.create(project=project, filters={"date_from": "-30d"})
    one = made(client, home, dashboards=[board.pk])
    Tile.objects.update(color="red", layouts={"sm": {"x": 1}})
    shown = client.get(f"{home}{one['id']}/?from_dashboard={board.pk}").json()
    assert shown["query"]["source"]["dateRange"] == {"date_from": "-30d"}
    assert (shown["color"], shown["layouts"]) == ("red", {"sm": {"x": 1}})
    override = json.dumps({"date_from": "-1d"})
    shown = client.get(f"{home}{one['id']}/?filters_override={override}").json()
    assert shown["query"]["source"]["dateRange"] == {"date_from": "-1d"}
    wrong = json.dumps({"date_from": 1})
    assert client.get(f"{home}{one['id']}/?filters_override={wrong}").status_code == 400


def test_viewed__insights__are_my_last_ones_and_trend(
    home: str, client: APIClient, bob: User, with_key: Caller
) -> None:
    ids = [made(client, home, name=str(number))["id"] for number in range(6)]
    for number in ids:
        assert client.post(f"{home}viewed/", {"insight_ids": [number]}).status_code == 201
    assert with_key(bob).post(f"{home}viewed/", {"insight_ids": [ids[0]]}).status_code == 201
    last = client.get(f"{home}my_last_viewed/").json()
    assert [row["name"] for row in last] == ["5", "4", "3", "2", "1"]
    assert last[0]["last_viewed_at"]
    trending = client.get(f"{home}trending/?days=7").json()["results"]
    assert (trending[0]["id"], trending[0]["view_count"]) == (ids[0], 2)
    assert len(trending[0]["viewers"]) == 2
    assert names(client, f"{home}?last_viewed_date_to={now().date().isoformat()}") == []


def test_flat_routes__all__mean_the_current_project(home: str, client: APIClient) -> None:
    one = made(client, home, name="Orders")
    for flat in ("/api/insights/", "/api/insight/", "/api/dashboard_item/"):
        assert client.get(flat).json()["results"][0]["id"] == one["id"]


def test_scope__read__does_not_write_but_may_look(
    home: str, client: APIClient, alice: User, with_key: Caller
) -> None:
    one = made(client, home)
    reader = with_key(alice, "insight:read")
    assert reader.post(home, {"query": TRENDS}).status_code == 403
    assert reader.patch(f"{home}{one['id']}/", {"name": "x"}).status_code == 403
    assert reader.post(f"{home}viewed/", {"insight_ids": [one["id"]]}).status_code == 201
