"""Dashboards: tiles, templates, copies, locks."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.resources.dashboards.models import Dashboard, Text, Tile
from tenrec.resources.insights.models import Insight
from tenrec.rest.boards.templates import builtin_templates
from tenrec.store.base import EventStore

pytestmark = pytest.mark.django_db
SQL = {"kind": "HogQLQuery", "query": "select 1 as one"}


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/dashboards/"


@pytest.fixture
def client(alice: User, with_key: Caller) -> APIClient:
    return with_key(alice)


@pytest.fixture
def insight(project: Project, alice: User) -> Insight:
    return Insight.objects.create(project=project, name="One", query=SQL, created_by=alice)


def made(client: APIClient, home: str, **body: Any) -> dict[str, Any]:
    answer = client.post(home, {"name": "Sales", **body})
    assert answer.status_code == 201, answer.json()
    shown: dict[str, Any] = answer.json()
    return shown


def test_dashboard__made_listed_changed_deleted(
    home: str, client: APIClient, alice: User, project: Project
) -> None:
    one = made(client, home, pinned=True, tags=["Money"], filters={"date_from": "-7d"})
    assert (one["tiles"], one["creation_mode"], one["is_shared"]) == ([], "default", False)
    assert (one["tags"], one["filters"]) == (["money"], {"date_from": "-7d"})
    assert one["created_by"]["email"] == alice.email
    assert (one["team_id"], one["restriction_level"]) == (project.id, 21)
    row = client.get(home).json()["results"][0]
    assert "tiles" not in row
    assert "filters" not in row
    address = f"{home}{one['id']}/"
    assert one["last_accessed_at"] is None
    client.get(address)
    assert client.get(address).json()["last_accessed_at"] is not None
    assert client.patch(address, {"name": "Numbers"}).json()["name"] == "Numbers"
    assert client.delete(address).status_code == 405
    assert client.patch(address, {"deleted": True}).json()["pinned"] is False
    assert client.get(address).status_code == 404
    assert client.get(home).json()["count"] == 0
    assert client.patch(address, {"deleted": False}).status_code == 200
    log = client.get(f"{address}activity/").json()["results"]
    assert [row["activity"] for row in log] == ["restored", "deleted", "updated", "created"]


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"filters": []}, "filters"),
        ({"filters": {"date_from": 7}}, "filters__date_from"),
        ({"filters": {"colour": "red"}}, "filters__colour"),
        ({"filters": {"properties": [{"key": "a", "type": "x"}]}}, "filters__properties__0"),
        ({"variables": {"v": {"value": 1}}}, "variables__v__code_name"),
        ({"variables": []}, "variables"),
        ({"restriction_level": 22}, "restriction_level"),
        ({"data_color_theme_id": 77}, "data_color_theme_id"),
        ({"tiles": "x"}, "tiles"),
        ({"tiles": [{}]}, "tiles__0__text"),
        ({"tiles": [{"text": {"body": "x" * 4001}}]}, "tiles__0__text__body"),
        ({"tiles": [{"text": {"body": "x"}, "layouts": {"sm": {"x": -1}}}]},
         "tiles__0__layouts__sm__x"),
        ({"tiles": [{"insight": 99999}]}, "tiles__0__insight"),
        ({"tiles": [{"id": 99999}]}, "tiles__0__id"),
        ({"use_template": "No such thing"}, "use_template"),
        ({"use_dashboard": 99999}, "use_dashboard"),
        ({"use_dashboard": 1, "use_template": "x"}, "use_dashboard"),
    ],
)  # fmt: skip
def test_dashboard__wrong_body__names_the_field_and_keeps_nothing(
    home: str, client: APIClient, body: dict[str, Any], attr: str
) -> None:
    answer = client.post(home, {"name": "x", **body})
    assert (answer.status_code, answer.json()["attr"]) == (400, attr), answer.json()
    assert not Dashboard.objects.exists()
    assert not Text.objects.exists()


def test_tiles__of_a_body__are_added_and_changed(
    home: str, client: APIClient, insight: Insight, alice: User
) -> None:
    layouts = {"sm": {"x": 0, "y": 0, "w": 6, "h": 5}}
    body = [{"insight": insight.pk, "layouts": layouts}, {"text": {"body": "# Hello"}}]
    one = made(client, home, tiles=body)
    first, second = one["tiles"]
    assert (first["insight"]["id"], first["layouts"], first["text"]) == (insight.pk, layouts, None)
    assert (second["insight"], second["text"]["body"], second["order"]) == (None, "# Hello", 1)
    assert second["text"]["created_by"]["email"] == alice.email
    change = [
        {"id": second["id"], "text": {"body": "# Bye"}, "color": "blue", "order": 0},
        {"id": first["id"], "order": 1, "insight": first["insight"]},
    ]
    changed = client.patch(f"{home}{one['id']}/", {"tiles": change}).json()["tiles"]
    assert [(tile["id"], tile["color"]) for tile in changed] == [
        (second["id"], "blue"),
        (first["id"], None),
    ]
    assert changed[0]["text"]["body"] == "# Bye"
    gone = client.patch(f"{home}{one['id']}/", {"tiles": [{"id": first["id"], "deleted": True}]})
    assert len(gone.json()["tiles"]) == 1


def test_text_tile__made_changed_deleted(home: str, client: APIClient, insight: Insight) -> None:
    one = made(client, home, tiles=[{"insight": insight.pk}])
    address = f"{home}{one['id']}/"
    tile = client.post(f"{address}create_text_tile/", {"type": "text", "body": "Hi"})
    assert tile.status_code == 201, tile.json()
    number = tile.json()["id"]
    changed = client.post(f"{address}update_text_tile/", {"tile_id": number, "body": "Ho"})
    assert changed.json()["text"]["body"] == "Ho"
    not_a_text = {"tile_id": one["tiles"][0]["id"], "body": "x"}
    assert client.post(f"{address}update_text_tile/", not_a_text).status_code == 400
    assert client.post(f"{address}create_text_tile/", {"body": "x" * 4001}).status_code == 400
    assert client.post(f"{address}delete_tile/", {"tile_id": number}).status_code == 204
    assert client.post(f"{address}delete_tile/", {"tile_id": number}).status_code == 400
    assert len(client.get(address).json()["tiles"]) == 1


def test_tile__moved_and_copied__within_the_project(
    home: str, client: APIClient, insight: Insight
) -> None:
    one = made(client, home, tiles=[{"insight": insight.pk}, {"text": {"body": "Hi"}}])
    other = made(client, home, name="Other")
    first, second = (tile["id"] for tile in one["tiles"])
    move = {"tile": {"id": first}, "toDashboard": other["id"]}
    moved = client.patch(f"{home}{one['id']}/move_tile/", move)
    assert [tile["id"] for tile in moved.json()["tiles"]] == [second]
    copy = {"fromDashboardId": other["id"], "tileId": first}
    copied = client.post(f"{home}{one['id']}/copy_tile/", copy).json()
    assert [tile["insight"] and tile["insight"]["id"] for tile in copied["tiles"]] == [
        None,
        insight.pk,
    ]
    assert client.post(f"{home}{one['id']}/copy_tile/", copy).status_code == 400
    words = {"fromDashboardId": one["id"], "tileId": second}
    copied = client.post(f"{home}{other['id']}/copy_tile/", words).json()
    assert copied["tiles"][1]["text"]["body"] == "Hi"
    assert Text.objects.count() == 2
    back = {"tile": {"id": first}, "to_dashboard": one["id"]}
    assert client.patch(f"{home}{other['id']}/move_tile/", back).json()["code"] == "unique"


def test_tiles__reordered__are_packed(home: str, client: APIClient) -> None:
    texts = [{"text": {"body": str(n)}, "layouts": {"sm": {"w": 8, "h": 3}}} for n in range(3)]
    one = made(client, home, tiles=texts)
    a, b, c = (tile["id"] for tile in one["tiles"])
    address = f"{home}{one['id']}/reorder_tiles/"
    shown = client.post(address, {"tile_order": [c, a]}).json()["tiles"]
    assert [tile["id"] for tile in shown] == [c, a, b]
    assert [tile["layouts"]["sm"]["y"] for tile in shown] == [0, 3, 6]
    shown = client.post(address, {"tile_order": [b], "layout": "two_column"}).json()["tiles"]
    assert [(t["layouts"]["sm"]["x"], t["layouts"]["sm"]["y"]) for t in shown] == [
        (0, 0),
        (6, 0),
        (0, 5),
    ]
    assert client.post(address, {"tile_order": [a, a]}).status_code == 400
    assert client.post(address, {"tile_order": [99999]}).json()["code"] == "does_not_exist"


@pytest.mark.parametrize("template", builtin_templates(), ids=lambda t: t["template_name"])
def test_use_template__every_builtin__makes_a_dashboard(
    home: str, client: APIClient, template: dict[str, Any]
) -> None:
    for wanted in (template["template_name"], template["id"]):
        one = made(client, home, use_template=wanted, name="Mine")
        assert (one["name"], one["creation_mode"]) == ("Mine", "template")
        assert len(one["tiles"]) == len(template["tiles"])
        for tile in one["tiles"]:
            assert (tile["text"] is None) != (tile["insight"] is None)
            assert tile["layouts"]["sm"]["w"] <= 12
    kinds = {insight.type for insight in Insight.objects.all()}
    assert kinds <= {"TRENDS", "FUNNELS", "RETENTION", "STICKINESS", "LIFECYCLE", "SQL"}


def test_use_dashboard__copies__the_tiles(home: str, client: APIClient, insight: Insight) -> None:
    one = made(client, home, tiles=[{"insight": insight.pk}, {"text": {"body": "Hi"}}])
    copy = made(client, home, name="Copy", use_dashboard=one["id"])
    assert copy["creation_mode"] == "duplicate"
    assert copy["tiles"][0]["insight"]["id"] == insight.pk
    assert copy["tiles"][1]["text"]["id"] != one["tiles"][1]["text"]["id"]


def test_template_json__in_a_body__is_checked_then_made(home: str, client: APIClient) -> None:
    address = f"{home}create_from_template_json/"
    template = {
        "template_name": "Mine",
        "variables": [{"id": "WHAT", "default": {"id": "order_paid", "math": "dau"}}],
        "tiles": [
            {
                "type": "INSIGHT",
                "name": "A",
                "query": {"kind": "TrendsQuery", "series": ["{WHAT}"]},
            },
            {"type": "TEXT", "body": "words"},
        ],
    }
    answer = client.post(address, {"template": template})
    assert answer.status_code == 201, answer.json()
    insight = answer.json()["tiles"][0]["insight"]
    assert insight["query"]["series"][0]["event"] == "order_paid"
    for tiles, attr in (
        ("x", "template__tiles"),
        ([5], "template__tiles__0"),
        ([{"type": "SONG"}], "template__tiles__0__type"),
        ([{"type": "TEXT", "body": ""}], "template__tiles__0__body"),
        ([{"type": "INSIGHT", "query": {"kind": "X"}}], "template__tiles__0__query__kind"),
    ):
        wrong = client.post(address, {"template": {**template, "tiles": tiles}})
        assert (wrong.status_code, wrong.json()["attr"]) == (400, attr)
    assert Dashboard.objects.count() == 1


def test_delete_insights__spares__those_that_stand_elsewhere(
    home: str, client: APIClient, insight: Insight, project: Project
) -> None:
    other = Insight.objects.create(project=project, query=SQL)
    one = made(client, home, tiles=[{"insight": insight.pk}, {"insight": other.pk}])
    made(client, home, name="Other", tiles=[{"insight": other.pk}])
    body = {"deleted": True, "delete_insights": True}
    assert client.patch(f"{home}{one['id']}/", body).status_code == 200
    assert list(Insight.objects.filter(deleted=False)) == [other]


def test_retrieve__refresh__computes_and_tells_errors(
    home: str, client: APIClient, insight: Insight, project: Project, store: EventStore
) -> None:
    broken = Insight.objects.create(
        project=project, query={"kind": "HogQLQuery", "query": "select nonsense from events"}
    )
    one = made(client, home, tiles=[{"insight": insight.pk}, {"insight": broken.pk}])
    address = f"{home}{one['id']}/"
    assert client.get(address).json()["tiles"][0]["insight"]["result"] is None
    good, bad = client.get(f"{address}?refresh=blocking").json()["tiles"]
    assert good["insight"]["result"] == [[1]]
    assert good["error"] is None
    assert bad["insight"]["result"] is None
    assert "nonsense" in bad["error"]["message"]
    ran = client.get(f"{address}run_insights/").json()["results"]
    assert ran[0]["insight"]["result"] == [[1]]


def test_retrieve__queries__do_not_grow_with_the_tiles(
    home: str, client: APIClient, project: Project, django_assert_max_num_queries: Any
) -> None:
    board = Dashboard.objects.create(project=project)
    for _ in range(25):
        Tile.objects.create(
            dashboard=board, insight=Insight.objects.create(project=project, query=SQL)
        )
        Tile.objects.create(dashboard=board, text=Text.objects.create(project=project, body="x"))
    with django_assert_max_num_queries(14):
        assert len(client.get(f"{home}{board.pk}/").json()["tiles"]) == 50


def test_list__filters_and_queries(
    home: str, client: APIClient, project: Project, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        Dashboard.objects.create(project=project, name=f"n{number:02}", restriction_level=37)
    made(client, home, name="Sales", pinned=True, tags=["money"])
    Dashboard.objects.create(project=project, name="auto", creation_mode="unlisted")
    with django_assert_max_num_queries(12):
        listed = client.get(home).json()
    assert (listed["count"], listed["results"][0]["name"]) == (22, "Sales")
    for asked, count in {
        "search=ALE": 1, "search=mon": 1, "pinned=true": 1, "creation_mode=unlisted": 1,
        "exclude_generated=true": 21, 'tags=["money"]': 1,
    }.items():  # fmt: skip
        assert client.get(f"{home}?{asked}").json()["count"] == count, asked
    for asked in ("pinned=x", "creation_mode=x", "tags=[1]"):
        assert client.get(f"{home}?{asked}").status_code == 400


def test_flat_routes__both__mean_the_current_project(home: str, client: APIClient) -> None:
    one = made(client, home)
    for flat in ("/api/dashboards/", "/api/dashboard/"):
        assert client.get(flat).json()["results"][0]["id"] == one["id"]
