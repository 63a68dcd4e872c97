"""`select` and `where`: a list of events as HogQL asks, of the own project only."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller

SITE = "http://127.0.0.1:8000"
Send = Callable[..., str]


def test_list__select_and_where__rows_of_the_own_project(
    alice: User, project: Project, second_project: Project, send: Send, with_key: Caller
) -> None:
    send("bought", properties='{"price":5}', at=datetime(2026, 1, 1, tzinfo=UTC))
    send("bought", properties='{"price":7}', at=datetime(2026, 1, 2, tzinfo=UTC))
    send("seen")
    send("bought", properties='{"price":9}', team_id=second_project.id)
    client = with_key(alice)
    asked = {
        "select": json.dumps(["event", "properties.price", "properties"]),
        "where": json.dumps(["event = 'bought'"]),
        "limit": 1,
    }
    body = client.get("/api/event/", asked).json()
    assert body["columns"] == ["event", "price", "properties"]
    assert body["results"] == [["bought", "7", {"price": 7}]]
    body = client.get(body["next"].removeprefix(SITE)).json()
    assert body["results"] == [["bought", "5", {"price": 5}]]
    assert body["next"] is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("select", "["),
        ("select", "[1]"),
        ("select", '["event from persons"]'),
        ("select", '["nothing_like_it"]'),
        ("select", '["count(nothing_like_it)"]'),
        ("select", '["count(count())"]'),
        ("where", '["count() > 1"]'),
        ("where", '["1) or (1"]'),
        ("where", '["team_id = 2 settings readonly = 0"]'),
        ("where", '["x" , 5]'),
        ("action_id", "7"),
        ("action_id", "x"),
        ("offset", "-1"),
        ("offset", "1000001"),
        ("properties", '[{"type":"hogql","key":"1 +"}]'),
        ("properties", '[{"type":"cohort","value":4711}]'),
        ("properties", '[{"type":"group","key":"a","value":"b","group_type_index":7}]'),
        ("properties", '[{"type":"session","key":"a","value":"b"}]'),
        ("properties", '[{"type":"element","key":"color","value":"b"}]'),
    ],
)
def test_list__what_cannot_be_meant__400_names_it(
    alice: User, project: Project, send: Send, with_key: Caller, name: str, value: str
) -> None:
    send(properties='{"a":"b"}')
    answer = with_key(alice).get("/api/event/", {name: value})
    assert (answer.status_code, answer.json()["attr"]) == (400, name)


def test_where__reaches_no_other_project(
    alice: User, project: Project, second_project: Project, send: Send, with_key: Caller
) -> None:
    send("theirs", team_id=second_project.id)
    for where in ("1 = 1", f"team_id = {second_project.id}", "event in (select event from events)"):
        answer = with_key(alice).get("/api/event/", {"where": json.dumps([where])})
        assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_list__aggregates__grouped_by_what_else_is_selected(
    alice: User, project: Project, second_project: Project, send: Send, with_key: Caller
) -> None:
    for price in (5, 7, 7):
        send("bought", properties=json.dumps({"price": price}), at=datetime(2026, 1, 1, tzinfo=UTC))
    for _ in range(2):
        send("seen")
    send("left")
    send("bought", team_id=second_project.id)
    client = with_key(alice)
    select = ["event", "count()", "max(properties.price)"]
    body = client.get("/api/event/", {"select": json.dumps(select)}).json()
    assert body == {
        "next": None,
        "columns": ["event", "count()", "max(properties.price)"],
        "results": [["bought", 3, "7"], ["seen", 2, None], ["left", 1, None]],
    }
    asked = {
        "select": json.dumps(["count()", "event"]),
        "limit": 2,
        "where": "[\"event != 'left'\"]",
    }
    assert client.get("/api/event/", asked).json()["results"] == [[3, "bought"], [2, "seen"]]
    link, found = "/api/event/?limit=1&select=" + json.dumps(["event", "count()"]), []
    while link:
        page = client.get(link.removeprefix(SITE)).json()
        found += [row[0] for row in page["results"]]
        link = page["next"]
    assert found == ["bought", "seen", "left"]
    one = client.get("/api/event/", {"select": '["count()"]', "event": "seen"}).json()
    assert one["results"] == [[2]]
    file = client.get("/api/event.csv", {"select": json.dumps(select), "event": "seen"})
    assert b"seen,2" in b"".join(getattr(file, "streaming_content", [file.content]))
