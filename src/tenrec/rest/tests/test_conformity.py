"""An answer that is not as the document promises is told to who runs the server."""

import json
import logging
from typing import Any

import pytest
from django.urls import resolve

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.rest.conformity import check_answer


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the error log would be told; a record in the log itself would fail the test."""
    told: list[str] = []
    log = logging.getLogger("tenrec.rest.conformity")
    monkeypatch.setattr(log, "error", lambda text, *words: told.append(text % words))
    return told


@pytest.fixture
def row(project: Project, alice: User, with_key: Caller) -> dict[str, Any]:
    """A row as the server gives it."""
    made = with_key(alice).post(f"/api/projects/{project.id}/annotations/", {"content": "x"})
    answer: dict[str, Any] = made.json()
    return answer


def check(path: str, status: int, body: Any, method: str = "GET") -> None:
    content = b"" if body is None else json.dumps(body).encode()
    check_answer(resolve(path), method, status, content)


@pytest.mark.parametrize(
    "where", ["/api/projects/1/annotations/", "/api/environments/1/annotations"]
)
def test_answer__as_promised__nothing_is_said(
    said: list[str], row: dict[str, Any], where: str
) -> None:
    page = {"count": 1, "next": None, "previous": None, "results": [row]}
    check(where, 200, page)
    check(where, 403, {"type": "authentication_error", "code": "x", "detail": "y", "attr": None})
    assert said == []


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (200, {"results": 3}, "$"),
        (204, None, "a status that the schema does not have"),
        (400, {"detail": "no type"}, "is a required property"),
        (200, None, "no body"),
    ],
)
def test_answer__unlike_the_promise__is_said(
    said: list[str], status: int, body: Any, words: str
) -> None:
    check("/api/projects/1/annotations/", status, body)
    assert len(said) == 1
    assert words in said[0]
    assert "annotations_list" in said[0]


def test_row__with_a_null_that_is_not_promised__is_said_with_its_place(
    said: list[str], row: dict[str, Any]
) -> None:
    check(
        "/api/projects/1/annotations/", 200, {"results": [{**row, "created_at": None}], "count": 1}
    )
    assert "$.results[0].created_at" in said[0]


def test_flat_route__is_checked_like_the_project_route(said: list[str]) -> None:
    check("/api/persons/", 200, {"results": [{}]})
    assert "persons_list" in said[0]
