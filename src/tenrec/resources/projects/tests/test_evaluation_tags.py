"""The tags that new feature flags get."""

from typing import Any

import pytest

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.activity.models import ActivityLog


@pytest.fixture
def path(project: Project) -> str:
    return f"/api/projects/{project.id}/default_evaluation_tags/"


def test_tags__added_once_in_small_letters_and_taken_away(
    path: str, bob: User, with_key: Caller
) -> None:
    client = with_key(bob, "project:write")
    assert client.get(path).json() == {"default_evaluation_tags": [], "enabled": False}
    for name in ("Staging", "staging", "app"):
        assert client.post(path, {"tag_name": name}).status_code == 201
    body = client.get(path).json()
    assert [tag["name"] for tag in body["default_evaluation_tags"]] == ["app", "staging"]
    assert body["enabled"] is True
    assert client.delete(path, {"tag_name": "app"}).status_code == 204
    assert client.delete(f"{path}?tag_name=staging").status_code == 204
    assert client.delete(f"{path}?tag_name=staging").status_code == 204
    assert client.get(path).json()["default_evaluation_tags"] == []
    assert ActivityLog.objects.count() == 4


@pytest.mark.parametrize("name", ["", " ", None, "x" * 256, ["x"], "a\x00"])
def test_tags__bad_name__400(path: str, bob: User, with_key: Caller, name: Any) -> None:
    answer = with_key(bob).post(path, {"tag_name": name})
    assert (answer.status_code, answer.json()["attr"]) == (400, "tag_name")


def test_tags__eleventh__400(path: str, bob: User, project: Project, with_key: Caller) -> None:
    client = with_key(bob)
    for number in range(10):
        assert client.post(path, {"tag_name": f"t{number}"}).status_code == 201
    assert client.post(path, {"tag_name": "t10"}).json()["attr"] == "tag_name"
    project.refresh_from_db()
    assert len(project.default_evaluation_tags) == 10


def test_tags__stranger_or_reading_key__403(
    path: str, bob: User, charlie: User, with_key: Caller
) -> None:
    assert with_key(charlie).get(path).status_code == 403
    reader = with_key(bob, "project:read")
    assert reader.get(path).status_code == 200
    assert reader.post(path, {"tag_name": "x"}).status_code == 403
    assert reader.delete(path, {"tag_name": "x"}).status_code == 403
