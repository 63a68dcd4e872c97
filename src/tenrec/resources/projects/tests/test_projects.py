"""Projects, their settings and their token."""

from collections.abc import Iterator
from unittest.mock import Mock

import pytest

from tenrec.accounts.changes import LISTENERS
from tenrec.accounts.keys import resolve_token
from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.persons.models import GroupType


@pytest.fixture
def listener() -> Iterator[Mock]:
    heard = Mock()
    LISTENERS.append(heard)
    yield heard
    LISTENERS.remove(heard)


def test_list__mine_only(
    alice: User,
    project: Project,
    second_project: Project,
    charlies_project: Project,
    with_key: Caller,
) -> None:
    body = with_key(alice).get("/api/projects/").json()
    assert [row["id"] for row in body["results"]] == [project.id, second_project.id]


def test_retrieve__fields(alice: User, project: Project, with_key: Caller) -> None:
    GroupType.objects.create(team_id=project.id, name="company", index=0)
    body = with_key(alice).get("/api/projects/@current/").json()
    assert body["id"] == project.id
    assert body["api_token"] == project.api_token
    assert body["effective_membership_level"] == 15
    assert body["group_types"] == [{"group_type": "company", "group_type_index": 0}]
    assert body["has_group_types"] is True
    assert body["created_at"].endswith("Z")


def test_change__settings__are_kept_and_told(
    bob: User,
    project: Project,
    with_session: Caller,
    listener: Mock,
    django_capture_on_commit_callbacks: object,
) -> None:
    wish = {"name": "Herbs", "timezone": "Europe/Berlin", "anonymize_ips": True}
    with django_capture_on_commit_callbacks(execute=True):
        answer = with_session(bob).patch(f"/api/projects/{project.id}/", wish, format="json")
    assert answer.status_code == 200
    project.refresh_from_db()
    assert (project.name, project.timezone, project.anonymize_ips) == tuple(wish.values())
    listener.assert_called_once_with()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("timezone", "Mars/Base"),
        ("timezone", "../../etc/passwd"),
        ("timezone", 1),
        ("name", ""),
        ("name", None),
        ("name", "a\x00"),
        ("name", "a" * 201),
        ("anonymize_ips", "maybe"),
        ("anonymize_ips", None),
        ("anonymize_ips", []),
        ("drop_events_older_than_seconds", -1),
        ("drop_events_older_than_seconds", 10**30),
        ("drop_events_older_than_seconds", "x"),
    ],
)
def test_change__bad_value__400_names_it(
    alice: User, project: Project, with_key: Caller, name: str, value: object
) -> None:
    wish = {"name": "Half saved", name: value}
    answer = with_key(alice).patch(f"/api/projects/{project.id}/", wish, format="json")
    assert answer.status_code == 400
    assert answer.json()["attr"] == name
    project.refresh_from_db()
    assert project.name == "Vegetables"


def test_change__read_only_fields__stay(alice: User, project: Project, with_key: Caller) -> None:
    wish = {"api_token": "phc_mine", "id": 1, "organization": "x", "uuid": "y"}
    answer = with_key(alice).patch(f"/api/projects/{project.id}/", wish, format="json")
    assert answer.json()["api_token"] == project.api_token


def test_reset_token__old_one_opens_nothing(
    alice: User,
    project: Project,
    with_session: Caller,
    listener: Mock,
    django_capture_on_commit_callbacks: object,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = with_session(alice).patch(f"/api/projects/{project.id}/reset_token/")
    fresh = answer.json()["api_token"]
    assert fresh.startswith("phc_")
    assert resolve_token(fresh) == project.id
    assert resolve_token(project.api_token) is None
    listener.assert_called_once_with()
