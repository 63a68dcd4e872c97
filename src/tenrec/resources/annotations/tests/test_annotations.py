"""Annotations: made, changed, hidden and brought back, each logged."""

import pytest
from django.apps import apps
from pytest_django import DjangoAssertNumQueries

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.resources.annotations.models import Annotation

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/annotations"


def test_annotation__created_changed_deleted_restored__is_logged_each_time(
    home: str, alice: User, with_key: Caller
) -> None:
    client = with_key(alice)
    made = client.post(f"{home}/", {"content": "Launch", "scope": "project"})
    assert made.status_code == 201, made.json()
    assert made.json()["created_by"]["email"] == alice.email
    one = f"{home}/{made.json()['id']}"
    assert client.patch(f"{one}/", {"content": "Launch v2"}).status_code == 200
    assert client.patch(f"{one}/", {"deleted": True}).status_code == 200
    assert client.get(f"{one}/").status_code == 404
    assert client.get(f"{home}/").json()["count"] == 0
    assert client.patch(f"{one}/", {"deleted": False}).status_code == 200
    assert client.get(f"{home}/").json()["count"] == 1
    log = client.get(f"{one}/activity/").json()
    assert [row["activity"] for row in log["results"]] == [
        "restored",
        "deleted",
        "updated",
        "created",
    ]
    change = log["results"][2]["detail"]["changes"][0]
    assert (change["field"], change["before"], change["after"]) == (
        "content",
        "Launch",
        "Launch v2",
    )
    whole = client.get(f"{home}/activity/?limit=3").json()
    assert whole["total_count"] == 4
    assert len(client.get(whole["next"]).json()["results"]) == 1


def test_annotation__delete__is_405_without_a_body(
    home: str, alice: User, with_key: Caller
) -> None:
    client = with_key(alice)
    one = client.post(f"{home}/", {"content": "Launch"}).json()["id"]
    answer = client.delete(f"{home}/{one}/")
    assert (answer.status_code, answer.content) == (405, b"")
    assert Annotation.objects.filter(deleted=False).count() == 1


def test_activity__key_without_its_scope__is_refused(
    home: str, alice: User, with_key: Caller
) -> None:
    client = with_key(alice, "annotation:write")
    assert client.post(f"{home}/", {"content": "x"}).status_code == 201
    answer = client.get(f"{home}/activity/")
    assert answer.status_code == 403
    assert "activity_log:read" in answer.json()["detail"]


def test_annotation__of_the_organization__is_in_every_project_of_it(
    home: str, alice: User, charlie: User, second_project: Project, charlies_project: Project,
    with_key: Caller,
) -> None:  # fmt: skip
    client = with_key(alice)
    made = client.post(home + "/", {"content": "Fair", "scope": "organization"}).json()["id"]
    client.post(home + "/", {"content": "Here", "scope": "project"})
    there = f"/api/projects/{second_project.id}/annotations"
    assert [row["content"] for row in client.get(there).json()["results"]] == ["Fair"]
    assert client.get(f"{there}/{made}/").json()["content"] == "Fair"
    elsewhere = f"/api/projects/{charlies_project.id}/annotations"
    assert with_key(charlie).get(elsewhere).json()["count"] == 0
    assert with_key(charlie).get(f"{elsewhere}/{made}/").status_code == 404
    assert with_key(charlie).patch(f"{elsewhere}/{made}/", {"content": "x"}).status_code == 404
    narrowed = client.patch(f"{there}/{made}/", {"scope": "project"})
    assert narrowed.status_code == 200
    assert [row["content"] for row in client.get(home).json()["results"]] == ["Here"]
    assert [row["content"] for row in client.get(there).json()["results"]] == ["Fair"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["C", "B", "A"]),
        ({"order": "content"}, ["A", "B", "C"]),
        ({"order": "-date_marker"}, ["B", "A", "C"]),
        ({"search": "b"}, ["B"]),
        ({"scope": "project"}, ["B"]),
        ({"apply_all": "true"}, ["C", "B"]),
        ({"apply_all": "false"}, ["A"]),
        ({"after": "2999-01-01"}, []),
        ({"before": "-1h"}, []),
        ({"after": "-1h"}, ["C", "B", "A"]),
        ({"date_from": "2026-02-01"}, ["B"]),
        ({"date_to": "2026-02-01"}, ["A"]),
        ({"deleted": "true"}, ["gone"]),
        ({"deleted": "false"}, ["C", "B", "A"]),
        ({"dashboardItemId": "12"}, []),
    ],
)
def test_list__filters(
    home: str, project: Project, alice: User, with_key: Caller, asked: dict[str, str],
    found: list[str],
) -> None:  # fmt: skip
    client = with_key(alice)
    for content, scope, marker in (
        ("A", "dashboard_item", "2026-01-01T00:00:00Z"),
        ("B", "project", "2026-03-01T00:00:00Z"),
        ("C", "dashboard", None),
    ):
        client.post(f"{home}/", {"content": content, "scope": scope, "date_marker": marker})
    Annotation.objects.create(
        project=project, organization=project.organization, content="gone", deleted=True
    )
    for path in (home, "/api/annotations/", "/api/annotation"):
        answer = client.get(path, asked).json()
        names = [row["content"] for row in answer["results"]]
        if asked.get("order") == "-date_marker":  # where no marker comes, databases differ
            assert [name for name in names if name != "C"] == ["B", "A"]
        else:
            assert names == found


@pytest.mark.parametrize(
    ("said", "attr"),
    [
        ({"content": "x" * 8193}, "content"),
        ({"scope": "moon"}, "scope"),
        ({"date_marker": "soon"}, "date_marker"),
        ({"creation_type": "X"}, "creation_type"),
        ({"dashboard_item": 999_999}, "dashboard_item"),
        ({"dashboard_item": "x"}, "dashboard_item"),
        ({"dashboard_item": 2**70}, "dashboard_item"),
        ({"dashboard_id": 999_999}, "dashboard_id"),
    ],
)
def test_annotation__bad__400_names_the_field(
    home: str, alice: User, with_key: Caller, said: dict[str, object], attr: str
) -> None:
    answer = with_key(alice).post(f"{home}/", said)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)
    assert not Annotation.objects.exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"scope": "moon"},
        {"after": "soon"},
        {"dashboardItemId": "x"},
        {"order": "project"},
        {"deleted": "x"},
    ],
)
def test_list__bad_filter__400_names_it(
    home: str, alice: User, with_key: Caller, asked: dict[str, str]
) -> None:
    answer = with_key(alice).get(home, asked)
    assert (answer.status_code, answer.json()["attr"]) == (400, next(iter(asked)))


def test_annotation__about_an_insight__tells_its_names_and_refuses_foreign_ones(
    home: str, project: Project, second_project: Project, alice: User, with_key: Caller,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    insights = apps.get_model("insights", "Insight").objects
    dashboards = apps.get_model("dashboards", "Dashboard").objects
    mine = [insights.create(project=project, name=f"Orders {n}") for n in range(10)]
    board = dashboards.create(project=project, name="Board")
    foreign = insights.create(project=second_project, name="Secret")
    client = with_key(alice)
    refused = client.post(f"{home}/", {"dashboard_item": foreign.pk})
    assert (refused.status_code, refused.json()["code"]) == (400, "does_not_exist")
    for one in mine:
        said = {"content": "x", "dashboard_item": one.pk, "dashboard_id": board.pk}
        made = client.post(f"{home}/", said)
        assert made.status_code == 201, made.json()
        assert made.json()["insight_name"] == one.name
    with django_assert_max_num_queries(8):
        rows = client.get(home).json()["results"]
    assert [row["insight_name"] for row in rows] == [one.name for one in reversed(mine)]
    assert {row["dashboard_name"] for row in rows} == {"Board"}
    assert rows[0]["insight_short_id"] == mine[-1].short_id
