"""SQL for agents: rows as text, and refusals as answers."""

from typing import Any

import pytest

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.store.base import EventStore

TOOL = "/api/environments/@current/mcp_tools/execute_sql/"


def asked(caller: Any, **args: Any) -> Any:
    return caller.post(TOOL, {"args": args}, format="json")


def test_execute_sql__rows_as_lines(
    alice: User, project: Project, store: EventStore, with_key: Caller
) -> None:
    query = "select 1 as n, 'a|b' as text, [1, 2] as list union all select 2, 'c\\nd', []"
    body = asked(with_key(alice), query=f"select * from ({query}) order by n").json()
    assert body == {
        "success": True,
        "content": "n | text | list\n1 | a\\|b | [1, 2]\n2 | c\\nd | []",
        "structured_content": {
            "query": {"kind": "HogQLQuery", "query": f"select * from ({query}) order by n"}
        },
    }


def test_execute_sql__long_cells_cut_unless_told(
    alice: User, project: Project, store: EventStore, with_key: Caller
) -> None:
    query = "select repeat('x', 600) as long"
    cut = asked(with_key(alice), query=query).json()["content"]
    assert cut == "long\n" + "x" * 500 + "… (600 characters)"
    whole = asked(with_key(alice), query=query, truncate=False).json()["content"]
    assert whole == "long\n" + "x" * 600


def test_execute_sql__more_rows_than_given__said(
    alice: User, project: Project, store: EventStore, with_key: Caller
) -> None:
    content = asked(with_key(alice), query="select arrayJoin(range(300))").json()["content"]
    assert content.endswith("(more than these 100 rows: set LIMIT and OFFSET)")


def test_execute_sql__wrong_query__answer_says_what(
    alice: User, project: Project, store: EventStore, with_key: Caller
) -> None:
    answer = asked(with_key(alice), query="select nothing_like_it from events")
    body = answer.json()
    assert (answer.status_code, body["success"]) == (200, False)
    assert "nothing_like_it" in body["content"]


@pytest.mark.parametrize(
    ("args", "attr"),
    [
        ({}, "args__query"),
        ({"query": ""}, "args__query"),
        ({"query": "select 1", "connectionId": "x"}, "args__connectionId"),
    ],
)
def test_execute_sql__bad_arguments__400(
    alice: User, project: Project, with_key: Caller, args: Any, attr: str
) -> None:
    answer = asked(with_key(alice), **args)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)


def test_unknown_tool__404(alice: User, project: Project, with_key: Caller) -> None:
    answer = with_key(alice).post("/api/projects/@current/mcp_tools/nothing/", {}, format="json")
    assert answer.status_code == 404
