"""Annotations: made, changed, hidden and brought back, each logged."""

import pytest

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
