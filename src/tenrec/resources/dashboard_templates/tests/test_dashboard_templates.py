"""Templates: those of the product stay, those of a project are checked before they are kept."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.resources.dashboard_templates.models import DashboardTemplate
from tenrec.rest.boards.templates import builtin_templates

pytestmark = pytest.mark.django_db
TILE = {"type": "INSIGHT", "name": "A", "query": {"kind": "TrendsQuery", "series": []}}


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/dashboard_templates/"


@pytest.fixture
def client(alice: User, with_key: Caller) -> APIClient:
    return with_key(alice)


def test_template__made_used_changed_deleted(
    home: str, client: APIClient, project: Project
) -> None:
    body = {"template_name": "Ours", "tiles": [TILE], "tags": ["Ours"], "variables": []}
    made = client.post(home, body)
    assert made.status_code == 201, made.json()
    one = made.json()
    assert (one["team_id"], one["scope"], one["tiles"]) == (project.id, "team", [TILE])
    address = f"{home}{one['id']}/"
    assert client.patch(address, {"template_name": "Yours"}).json()["template_name"] == "Yours"
    board = client.post(f"/api/projects/{project.id}/dashboards/", {"use_template": "Yours"})
    assert board.json()["tiles"][0]["insight"]["name"] == "A"
    assert client.delete(address).status_code == 405
    assert client.patch(address, {"deleted": True}).status_code == 200
    assert client.get(address).status_code == 404


def test_list__product_and_project__with_filters(home: str, client: APIClient) -> None:
    client.post(home, {"template_name": "Zebra", "tiles": [TILE]})
    count = len(builtin_templates())
    listed = client.get(home).json()
    assert listed["count"] == count + 1
    assert listed["results"][0]["is_featured"] is True
    assert listed["results"][-1]["template_name"] == "Zebra"
    page = client.get(f"{home}?limit=2").json()
    assert len(page["results"]) == 2
    assert page["next"]
    for asked, expected in {
        "scope=global": count, "scope=team": 1, "search=ZEB": 1, "is_featured=true": 2,
        "search=website": 1,
    }.items():  # fmt: skip
        assert client.get(f"{home}?{asked}").json()["count"] == expected, asked
    for asked in ("scope=x", "is_featured=x", "ordering=tiles"):
        assert client.get(f"{home}?{asked}").status_code == 400


def test_template__of_the_product__cannot_be_changed(home: str, client: APIClient) -> None:
    address = f"{home}{builtin_templates()[0]['id']}/"
    assert client.get(address).json()["scope"] == "global"
    assert client.patch(address, {"template_name": "x"}).status_code == 403
    assert client.post(home, {"template_name": "x", "scope": "global"}).status_code == 400


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"tiles": {}}, "tiles"),
        ({"tiles": [TILE] * 101}, "tiles"),
        ({"tiles": [{**TILE, "query": {"kind": "TrendsQuery"}}]}, "tiles__0__query__series"),
        ({"tiles": [TILE], "variables": [{}]}, "variables__0"),
        ({"tiles": [TILE], "dashboard_filters": {"date_from": 1}}, "dashboard_filters__date_from"),
    ],
)
def test_template__wrong_body__names_the_field(
    home: str, client: APIClient, body: dict[str, Any], attr: str
) -> None:
    answer = client.post(home, {"template_name": "Ours", **body})
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)
    assert not DashboardTemplate.objects.exists()


def test_template__of_another_project__does_not_exist(
    home: str, client: APIClient, second_project: Project, project: Project
) -> None:
    theirs = DashboardTemplate.objects.create(
        project=second_project, template_name="Theirs", tiles=[TILE]
    )
    assert client.get(f"{home}{theirs.pk}/").status_code == 404
    boards = f"/api/projects/{project.id}/dashboards/"
    for wanted in ("Theirs", str(theirs.pk)):
        assert client.post(boards, {"use_template": wanted}).status_code == 400


def test_json_schema__fits__the_templates_of_the_product(home: str, client: APIClient) -> None:
    schema = client.get(f"{home}json_schema/").json()
    assert schema["properties"]["tiles"]["type"] == "array"
    known = schema["properties"].keys()
    for template in builtin_templates():
        assert template.keys() - {"is_featured"} <= known


@pytest.mark.parametrize("kept", [0, 3])
def test_list__templates_are_added_meanwhile__next_gives_each_once(
    home: str, client: APIClient, kept: int
) -> None:
    for index in range(kept):
        client.post(home, {"template_name": f"B{index}", "tiles": [TILE]})
    before = [one["id"] for one in client.get(home).json()["results"]]
    seen: list[str] = []
    link: str | None = f"{home}?limit=2"
    while link:
        page = client.get(link.partition("8000")[2] or link).json()
        seen += [one["id"] for one in page["results"]]
        link = page["next"]
        client.post(home, {"template_name": f"A{len(seen)}", "tiles": [TILE]})
    assert seen == before
