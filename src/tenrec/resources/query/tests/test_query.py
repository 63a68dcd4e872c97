"""Questions over HTTP."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.store.base import Batch, EventStore


def ask(client: APIClient, query: Any, path: str = "/api/query/", **more: Any) -> Any:
    return client.post(path, {"query": query, **more}, format="json")


def hogql(client: APIClient, text: str, **more: Any) -> Any:
    return ask(client, {"kind": "HogQLQuery", "query": text, **more})


@pytest.fixture
def events(store: EventStore, project: Project, charlies_project: Project) -> None:
    places = [(project, "mine")] * 3 + [(charlies_project, "theirs")] * 2
    for place, name in places:
        uuid = uuid4()
        row = f"{place.id}\t{uuid}\t{name}\t2026-01-01 00:00:00\tmole\t{{}}\t{{}}\n".encode()
        columns = ["team_id", "uuid", "event", "timestamp", "distinct_id", "properties"]
        columns.append("person_properties")
        store.insert(Batch("events", columns, row, f"test-{uuid}"))


@pytest.mark.usefixtures("events")
@pytest.mark.parametrize("tree", ["projects", "environments"])
def test_hogql__counts_this_project_only(
    alice: User, project: Project, with_key: Caller, tree: str
) -> None:
    client = with_key(alice, "query:read")
    query = {"kind": "HogQLQuery", "query": "select event, count() from events group by event"}
    for path in ("/api/query", f"/api/{tree}/@current/query/", f"/api/{tree}/{project.id}/query/"):
        answer = ask(client, query, path)
        assert answer.status_code == 200, answer.content
        assert answer.json()["results"] == [["mine", 3]]


@pytest.mark.usefixtures("events")
def test_hogql__token_in_query__that_project(
    charlie: User, charlies_project: Project, with_key: Caller
) -> None:
    query = {"kind": "HogQLQuery", "query": "select count() from events"}
    path = f"/api/query/?token={charlies_project.api_token}"
    assert ask(with_key(charlie), query, path).json()["results"] == [[2]]


def test_hogql__wrong__400_says_where(
    alice: User, project: Project, store: EventStore, with_key: Caller
) -> None:
    text = "select nothing_like_this from events"
    answer = hogql(with_key(alice), text)
    assert answer.status_code == 400
    body = answer.json()
    assert body["type"] == "validation_error"
    start, end = body["extra"]["start"], body["extra"]["end"]
    assert text[start:end] == "nothing_like_this"


@pytest.mark.parametrize(
    "query",
    [
        None,
        17,
        "select 1",
        [],
        {},
        {"kind": "Nothing"},
        {"kind": 17},
        {"kind": None},
        {"kind": ["HogQLQuery"]},
        {"kind": "HogQLQuery"},
        {"kind": "HogQLQuery", "query": None},
        {"kind": "HogQLQuery", "query": 17},
        {"kind": "HogQLQuery", "query": ""},
        {"kind": "HogQLQuery", "query": ";"},
        {"kind": "HogQLQuery", "query": "select \x00"},
        {"kind": "HogQLQuery", "query": "select '"},
        {"kind": "HogQLQuery", "query": "(" * 3000},
        {"kind": "HogQLQuery", "query": "select " + "-" * 3001 + "1"},
        {"kind": "HogQLQuery", "query": "drop table events"},
        {"kind": "HogQLQuery", "query": "select 1", "values": []},
        {"kind": "HogQLQuery", "query": "select {x}", "values": {"y": 1}},
        {"kind": "DataTableNode", "source": {"kind": "DataTableNode"}},
    ],
)
def test_query__nonsense__400_in_shape(
    alice: User, project: Project, store: EventStore, with_key: Caller, query: Any
) -> None:
    answer = ask(with_key(alice), query)
    assert answer.status_code == 400, answer.content
    assert {"type", "code", "detail", "attr"} <= answer.json().keys()


def test_hogql__text_with_nul__comes_back(
    alice: User, project: Project, store: EventStore, with_key: Caller
) -> None:
    answer = hogql(with_key(alice), "select {x}", values={"x": "a\x00b"})
    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        assert answer.json()["results"] == [["a\x00b"]]


@pytest.mark.parametrize("refresh", ["blocking", "force_blocking", True, None, False])
def test_refresh__known__200(
    alice: User, project: Project, store: EventStore, with_key: Caller, refresh: Any
) -> None:
    query = {"kind": "HogQLQuery", "query": "select 1"}
    assert ask(with_key(alice), query, refresh=refresh).status_code == 200


@pytest.mark.parametrize("refresh", ["sometimes", 17, [], {}])
def test_refresh__unknown__400_names_it(
    alice: User, project: Project, store: EventStore, with_key: Caller, refresh: Any
) -> None:
    query = {"kind": "HogQLQuery", "query": "select 1"}
    answer = ask(with_key(alice), query, refresh=refresh)
    assert (answer.status_code, answer.json()["attr"]) == (400, "refresh")


def test_query__by_session__needs_the_csrf_token(
    alice: User, project: Project, store: EventStore, with_session: Caller
) -> None:
    client = with_session(alice)
    assert hogql(client, "select 1").json()["results"] == [[1]]
    client.credentials()
    assert hogql(client, "select 1").status_code == 403
