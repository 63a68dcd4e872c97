"""The dashboard that is shown of every group of a kind."""

from typing import Any

import pytest
from django.apps import apps

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.activity.models import ActivityLog
from tenrec.persons.models import GroupType
from tenrec.query.schema.check import validate_query

BODY = {"group_type_index": 0}


@pytest.fixture
def kinds(project: Project) -> str:
    """Where the project's two kinds are."""
    GroupType.objects.create(team_id=project.id, name="company", index=0, name_plural="companies")
    GroupType.objects.create(team_id=project.id, name="team", index=1)
    return f"/api/projects/{project.id}/groups_types/"


def boards(client: Any, kinds: str) -> list[Any]:
    return [row["detail_dashboard"] for row in client.get(kinds).json()]


def test_board__made_once__shown_with_insights_that_are_questions(
    alice: User, project: Project, kinds: str, with_key: Caller
) -> None:
    client = with_key(alice, "group:write", "dashboard:read")
    assert boards(client, kinds) == [None, None]
    answer = client.put(kinds + "create_detail_dashboard/", BODY, format="json")
    assert answer.status_code == 200, answer.content
    number = answer.json()["detail_dashboard"]
    assert boards(client, kinds) == [number, None]
    board = client.get(f"/api/projects/{project.id}/dashboards/{number}/").json()
    assert (board["creation_mode"], board["created_by"]["email"]) == ("template", alice.email)
    assert "companies" in board["description"]
    queries = [tile["insight"]["query"] for tile in board["tiles"]]
    assert len(queries) == 5
    for query in queries:
        validate_query(query, "query")
    again = client.put(kinds + "create_detail_dashboard/", BODY, format="json")
    assert (again.status_code, again.json()["attr"]) == (400, "group_type_index")
    row = ActivityLog.objects.get(scope="GroupType", project=project)
    assert row.detail["changes"][0]["field"] == "detail_dashboard"


def test_board__deleted_or_its_kind_forgotten__another_can_be_made(
    alice: User, project: Project, kinds: str, with_key: Caller
) -> None:
    client = with_key(alice)
    first = client.put(kinds + "create_detail_dashboard/", BODY, format="json").json()
    apps.get_model("dashboards", "Dashboard").objects.update(deleted=True)
    assert boards(client, kinds) == [None, None]
    second = client.put(kinds + "create_detail_dashboard/", BODY, format="json").json()
    assert second["detail_dashboard"] > first["detail_dashboard"]
    assert client.delete(kinds + "0/").status_code == 204
    GroupType.objects.create(team_id=project.id, name="city", index=0)
    assert boards(client, kinds) == [None, None]


@pytest.mark.parametrize(
    ("body", "status"), [({}, 400), ({"group_type_index": 5}, 400), ({"group_type_index": 3}, 404)]
)
def test_board__of_no_kind__refused(
    alice: User, kinds: str, with_key: Caller, body: Any, status: int
) -> None:
    answer = with_key(alice).put(kinds + "create_detail_dashboard/", body, format="json")
    assert answer.status_code == status


def test_board__of_another_project__404(
    alice: User, kinds: str, charlies_project: Project, second_project: Project, with_key: Caller
) -> None:
    GroupType.objects.create(team_id=charlies_project.id, name="theirs", index=4)
    body = {"group_type_index": 4}
    answer = with_key(alice).put(kinds + "create_detail_dashboard/", body, format="json")
    assert answer.status_code == 404
