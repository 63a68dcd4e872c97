"""Which keys open the flag definitions of which project."""

import pytest

from tenrec.accounts.keys import create_key
from tenrec.accounts.models import Project, User
from tenrec.accounts.project_tokens import delete_backup, rotate_secret
from tenrec.server.flag_grants import grant_of


def key_of(user: User, scopes: list[str], **limits: object) -> str:
    return create_key(user, "k", scopes=scopes, **limits)[1]


def test_secret_of_a_project__opens_its_own_only(project: Project, second_project: Project) -> None:
    old = rotate_secret(project)
    new = rotate_secret(project)
    for secret in (old, new):
        assert grant_of(secret, project.api_token).team_id == project.id
        assert grant_of(secret, "").team_id == project.id
        assert grant_of(secret, second_project.api_token).status == 401
    delete_backup(project)
    assert grant_of(old, project.api_token).status == 401
    assert grant_of(new, project.api_token).team_id == project.id
    assert grant_of("phs_made_up", project.api_token).code == "authentication_failed"


@pytest.mark.parametrize(
    ("scopes", "status"),
    [
        (["*"], 200),
        (["feature_flag:read"], 200),
        (["feature_flag:write"], 200),
        (["insight:read"], 403),
        ([], 403),
    ],
)
def test_personal_key__needs_the_scope(
    alice: User, project: Project, scopes: list[str], status: int
) -> None:
    grant = grant_of(key_of(alice, scopes), project.api_token)
    assert grant.status == status
    assert grant.team_id == (project.id if status == 200 else None)


def test_personal_key__opens_what_its_user_reaches(
    alice: User, project: Project, second_project: Project, charlies_project: Project
) -> None:
    key = key_of(alice, ["*"])
    assert grant_of(key, second_project.api_token).team_id == second_project.id
    assert grant_of(key, "").team_id == project.id
    assert grant_of(key, charlies_project.api_token).status == 403
    limited = key_of(alice, ["*"], scoped_teams=[project.id])
    assert grant_of(limited, project.api_token).team_id == project.id
    assert grant_of(limited, second_project.api_token).status == 403
    other = key_of(alice, ["*"], scoped_organizations=[str(charlies_project.organization_id)])
    assert grant_of(other, project.api_token).status == 403


def test_personal_key__of_a_member_whom_the_organization_refuses__is_403(
    bob: User, project: Project
) -> None:
    key = key_of(bob, ["*"])
    assert grant_of(key, project.api_token).team_id == project.id
    project.organization.members_can_use_personal_api_keys = False
    project.organization.save()
    assert grant_of(key, project.api_token).status == 403


def test_token__unknown_or_none_at_all__is_401(alice: User, project: Project) -> None:
    key = key_of(alice, ["*"])
    assert grant_of(key, "phc_nobody").status == 401
    assert grant_of("phx_nobody", project.api_token).status == 401
    assert grant_of(project.api_token, project.api_token).status == 401
    # A personal key stands for its project wherever a project token is asked for.
    assert grant_of(key, key).team_id == project.id
    assert grant_of("\0", "é" * 300).status == 401
