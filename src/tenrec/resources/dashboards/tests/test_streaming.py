"""A dashboard tile by tile, and who may have its insights computed."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.core.errors import StoreDown
from tenrec.resources.dashboards.models import Dashboard, Tile
from tenrec.resources.insights.models import Insight
from tenrec.rest.boards import results
from tenrec.store.base import EventStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(project: Project, store: EventStore) -> Dashboard:
    """Four insights; the first of the grid was the last to be added, one fails."""
    made = Dashboard.objects.create(project=project, name="Sales")
    for number, query in enumerate(["select 3", "select 2", "select nothing", "select 1"]):
        kind = {"kind": "HogQLQuery", "query": query}
        insight = Insight.objects.create(project=project, name=query, query=kind)
        layouts = {"sm": {"x": 0, "y": 3 - number}, "xs": {"x": 0, "y": number}}
        Tile.objects.create(dashboard=made, insight=insight, order=number, layouts=layouts)
    return made


def messages(client: APIClient, board: Dashboard, **params: str) -> list[Any]:
    path = f"/api/projects/{board.project_id}/dashboards/{board.pk}/stream_tiles/"
    answer: Any = client.get(path, params, HTTP_ACCEPT="text/event-stream")
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "text/event-stream"
    parts = b"".join(answer.streaming_content).split(b"\n\n")
    return [json.loads(part.removeprefix(b"data: ")) for part in parts if part]


def names(sent: list[Any]) -> list[str]:
    first = [tile["insight"]["name"] for tile in sent[0]["dashboard"]["tiles"]]
    return first + [one["tile"]["insight"]["name"] for one in sent if one["type"] == "tile"]


def test_stream__in_the_order_of_the_grid_with_results(
    alice: User, board: Dashboard, with_key: Caller
) -> None:
    client = with_key(alice, "dashboard:read")
    sent = messages(client, board, refresh="blocking")
    assert [one["type"] for one in sent] == ["metadata", "tile", "tile", "complete"]
    assert names(sent) == ["select 1", "select nothing", "select 2", "select 3"]
    assert sent[0]["dashboard"]["name"] == "Sales"
    assert sent[0]["dashboard"]["tiles"][0]["insight"]["result"] == [[1]]
    assert sent[0]["dashboard"]["tiles"][1]["error"]["type"]
    assert [one["order"] for one in sent[1:3]] == [2, 3]
    assert sent[2]["tile"]["insight"]["result"] == [[3]]
    board.refresh_from_db()
    assert board.last_accessed_at is not None
    path = f"/api/projects/{board.project_id}/dashboards/{board.pk}/"
    for asked, first in (({}, "select 3"), ({"layoutSize": "sm"}, "select 1")):
        assert client.get(path, asked).json()["tiles"][0]["insight"]["name"] == first
    small = messages(client, board, layoutSize="xs")
    assert names(small) == ["select 3", "select 2", "select nothing", "select 1"]
    assert small[1]["tile"]["insight"]["result"] is None


def test_stream__a_tile_that_fails__is_told_and_the_others_follow(
    alice: User, board: Dashboard, with_key: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = results.run

    def sometimes(project: Any, body: Any) -> Any:
        if body["query"]["query"] == "select 2":
            raise StoreDown("The store is down.")
        return run(project, body)

    monkeypatch.setattr(results, "run", sometimes)
    sent = messages(with_key(alice), board, refresh="blocking")
    assert [one["type"] for one in sent] == ["metadata", "error", "tile", "complete"]
    failed = Tile.objects.get(dashboard=board, insight__name="select 2")
    assert sent[1] == {"type": "error", "tile_id": failed.pk, "error": "The store is down."}


def test_stream__refusals_are_json(
    alice: User, board: Dashboard, with_key: Caller, charlies_project: Project
) -> None:
    client = with_key(alice)
    theirs = Dashboard.objects.create(project=charlies_project, name="Theirs")
    home = f"/api/projects/{board.project_id}/dashboards"
    for path, status in (
        (f"{home}/{theirs.pk}/stream_tiles/", 404),
        (f"{home}/{board.pk}/stream_tiles/?refresh=soon", 400),
        (f"{home}/{board.pk}/stream_tiles/?filters_override=[]", 400),
    ):
        answer = client.get(path, HTTP_ACCEPT="text/event-stream")
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")


@pytest.mark.parametrize(
    ("scopes", "status"),
    [
        (["dashboard:read", "insight:read"], 200),
        (["dashboard:write", "insight:write"], 403),
        (["dashboard:read", "insight:write"], 403),
        (["dashboard:write", "insight:write", "query:read"], 200),
        (["*"], 200),
    ],
)
def test_results__a_key_that_writes_questions__must_be_allowed_to_ask(
    alice: User, board: Dashboard, with_key: Caller, scopes: list[str], status: int
) -> None:
    client = with_key(alice, *scopes)
    tile = Tile.objects.filter(dashboard=board).first()
    assert tile is not None
    home = f"/api/projects/{board.project_id}"
    one = f"{home}/dashboards/{board.pk}/"
    assert client.get(one).status_code == 200
    assert client.get(f"{home}/insights/{tile.insight_id}/").status_code == 200
    for path in (
        f"{one}?refresh=blocking",
        f"{one}run_insights/",
        f"{one}stream_tiles/?refresh=blocking",
        f"{home}/insights/?refresh=blocking",
        f"{home}/insights/{tile.insight_id}/?refresh=force_blocking",
    ):
        answer = client.get(path)
        assert answer.status_code == status, path
        assert status == 200 or "query:read" in answer.json()["detail"]


def test_results__sql_laid_over_them__needs_query_read(
    alice: User, board: Dashboard, with_key: Caller
) -> None:
    path = f"/api/projects/{board.project_id}/dashboards/{board.pk}/"
    sql = {"type": "hogql", "key": "1 = 1"}
    plain = {"type": "event", "key": "x", "value": "1", "operator": "exact"}
    for filter_, status in ((sql, 403), (plain, 200)):
        filters = {"properties": [filter_]}
        asked = {"refresh": "blocking", "filters_override": json.dumps(filters)}
        assert with_key(alice, "dashboard:read").get(path, asked).status_code == status
        assert with_key(alice).get(path, asked).status_code == 200


@pytest.mark.parametrize("mode", ["async", "lazy_async", "force_async"])
def test_results__asked_to_be_told_later__are_there_at_once(
    alice: User, board: Dashboard, with_key: Caller, mode: str
) -> None:
    tile = Tile.objects.get(dashboard=board, insight__name="select 1")
    path = f"/api/projects/{board.project_id}/insights/{tile.insight_id}/"
    body = with_key(alice).get(path, {"refresh": mode}).json()
    assert (body["result"], body["query_status"]["complete"]) == ([[1]], True)
    blocking = with_key(alice).get(path, {"refresh": "blocking"}).json()
    assert (blocking["result"], blocking["query_status"]) == ([[1]], None)
    assert with_key(alice).get(path, {"refresh": "force_cache"}).json()["result"] is None


@pytest.mark.parametrize("kind", ["actions", "cohorts", "dashboards", "insights", "notebooks"])
def test_folder__of_clients_that_keep_things_in_folders__taken_and_checked(
    alice: User, project: Project, with_key: Caller, store: EventStore, kind: str
) -> None:
    client, path = with_key(alice), f"/api/projects/{project.id}/{kind}/"
    made = client.post(path, {"_create_in_folder": "Unfiled/Things"}, format="json")
    assert made.status_code == 201, made.content
    assert "_create_in_folder" not in made.json()
    wrong = client.post(path, {"_create_in_folder": {}}, format="json")
    assert (wrong.status_code, wrong.json()["attr"]) == (400, "_create_in_folder")
