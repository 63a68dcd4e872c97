"""Variables of SQL: what each type may hold, and that names are taken once."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.resources.insight_variables.models import InsightVariable
from tenrec.store.base import EventStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/insight_variables/"


@pytest.fixture
def client(alice: User, with_key: Caller) -> APIClient:
    return with_key(alice)


def test_variable__made_read_changed_deleted(home: str, client: APIClient, alice: User) -> None:
    made = client.post(home, {"name": "Start date!", "type": "Date", "default_value": "-7d"})
    assert made.status_code == 201, made.json()
    body = made.json()
    assert body["code_name"] == "start_date"
    assert body["created_by"] == alice.id
    one = f"{home}{body['id']}/"
    changed = client.patch(one, {"name": "Begin", "default_value": "2024-01-08"}).json()
    assert (changed["name"], changed["code_name"]) == ("Begin", "start_date")
    assert client.get(home).json()["count"] == 1
    assert client.delete(one).status_code == 204
    assert client.get(one).status_code == 404


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"type": "Number"}, "name"),
        ({"name": "a"}, "type"),
        ({"name": "a", "type": "Color"}, "type"),
        ({"name": "!!!", "type": "String"}, "name"),
        ({"name": "a", "type": "Number", "default_value": "5"}, "default_value"),
        ({"name": "a", "type": "Number", "default_value": True}, "default_value"),
        ({"name": "a", "type": "Boolean", "default_value": 1}, "default_value"),
        ({"name": "a", "type": "String", "default_value": {}}, "default_value"),
        ({"name": "a", "type": "Date", "default_value": "soon"}, "default_value"),
        ({"name": "a", "type": "List"}, "values"),
        ({"name": "a", "type": "List", "values": [[]]}, "values"),
        ({"name": "a", "type": "String", "values": ["x"]}, "values"),
        ({"name": "a", "type": "List", "values": ["x"], "default_value": "y"}, "default_value"),
        ({"name": "a", "type": "List", "values": ["x"], "default_value": ["x"]}, "default_value"),
    ],
)
def test_variable__with_a_value_of_another_type__names_the_field(
    home: str, client: APIClient, body: dict[str, Any], attr: str
) -> None:
    answer = client.post(home, body)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)
    assert not InsightVariable.objects.exists()


def test_variable__same_code_name__is_taken_in_this_project_only(
    home: str, client: APIClient, second_project: Project
) -> None:
    assert client.post(home, {"name": "Who", "type": "String"}).status_code == 201
    answer = client.post(home, {"name": "who!", "type": "String"})
    assert (answer.status_code, answer.json()["code"]) == (400, "unique")
    other = f"/api/projects/{second_project.id}/insight_variables/"
    assert client.post(other, {"name": "Who", "type": "String"}).status_code == 201


def test_variable__of_another_project__does_not_exist(
    home: str, client: APIClient, second_project: Project
) -> None:
    one = client.post(home, {"name": "Who", "type": "String"}).json()["id"]
    other = f"/api/projects/{second_project.id}/insight_variables/{one}/"
    for method in (client.get, client.patch, client.delete):
        assert method(other).status_code == 404


def test_variable__what_was_sent__comes_back(home: str, client: APIClient) -> None:
    values = [1.0, 12345678901234567890123, "ü", True]
    sent = {"name": "Many", "type": "List", "is_multi": True, "values": values}
    one = client.post(home, sent | {"default_value": [values[1]]}).json()
    assert client.get(f"{home}{one['id']}/").json()["values"] == values


def test_variable__in_sql__holds_its_default_unless_told_otherwise(
    home: str, client: APIClient, project: Project, second_project: Project, store: EventStore
) -> None:
    one = client.post(home, {"name": "Who", "type": "String", "default_value": "ada"}).json()
    query: dict[str, Any] = {"kind": "HogQLQuery", "query": "select {variables.who} as who"}

    def asked(place: Project, **members: Any) -> Any:
        return client.post(f"/api/projects/{place.id}/query/", {"query": {**query, **members}})

    assert asked(project).json()["results"] == [["ada"]]
    told = {one["id"]: {"code_name": "who", "variableId": one["id"], "value": "bob"}}
    assert asked(project, variables=told).json()["results"] == [["bob"]]
    assert asked(second_project).status_code == 400
    saved = client.post(f"/api/projects/{project.id}/insights/", {"query": query}).json()
    address = f"/api/projects/{project.id}/insights/{saved['id']}/?refresh=blocking"
    assert client.get(address).json()["result"] == [["ada"]]
    assert client.get(address).json()["query"] == query
