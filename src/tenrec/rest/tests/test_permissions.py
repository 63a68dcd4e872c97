"""Scopes, levels and limits, each by an example; test_every_route.py tries all routes."""

import pytest

from tenrec.accounts.models import Membership, Project, User
from tenrec.accounts.tests.cast import Caller


def test_removed_member__key_loses_reach_at_once(
    bob: User, project: Project, with_key: Caller
) -> None:
    client = with_key(bob)
    assert client.get(f"/api/projects/{project.id}/").status_code == 200
    Membership.objects.filter(user=bob).delete()
    assert client.get(f"/api/projects/{project.id}/").status_code == 403


@pytest.mark.parametrize(
    ("level", "status"),
    [(Membership.Level.MEMBER, 403), (Membership.Level.ADMIN, 200), (Membership.Level.OWNER, 200)],
)
def test_reset_token__by_level(
    bob: User, project: Project, with_key: Caller, level: int, status: int
) -> None:
    Membership.objects.filter(user=bob).update(level=level)
    answer = with_key(bob).patch(f"/api/projects/{project.id}/reset_token/")
    assert answer.status_code == status


def test_scope__write__reads_too_but_not_the_other_way(
    alice: User, project: Project, with_key: Caller
) -> None:
    path = f"/api/projects/{project.id}/"
    writer, reader = with_key(alice, "project:write"), with_key(alice, "project:read")
    assert writer.get(path).status_code == 200
    assert reader.get(path).status_code == 200
    answer = reader.patch(path, {"name": "New"}, format="json")
    assert answer.status_code == 403
    assert answer.json()["detail"] == "API key missing required scope 'project:write'."
    assert writer.patch(path, {"name": "New"}, format="json").status_code == 200


def test_limited_key__route_without_project__403_but_users_me_works(
    alice: User, project: Project, with_key: Caller
) -> None:
    client = with_key(alice, scoped_teams=[project.id])
    assert client.get("/api/projects/").status_code == 403
    assert client.get("/api/users/@me/").status_code == 200
    assert client.get(f"/api/projects/{project.id}/").status_code == 200


def test_limited_key__token_of_another_project_in_the_query__403(
    alice: User, project: Project, second_project: Project, with_key: Caller
) -> None:
    client = with_key(alice, scoped_teams=[project.id])
    path = f"/api/projects/{project.id}/persons/"
    assert client.get(path).status_code == 200
    assert client.get(f"{path}?token={second_project.api_token}").status_code == 403
