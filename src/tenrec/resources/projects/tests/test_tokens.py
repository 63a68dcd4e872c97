"""The tokens of a project: shown once, masked ever after, and who may touch them."""

from typing import Any

import pytest

from tenrec.accounts.models import Membership, Project, User
from tenrec.accounts.project_tokens import find_by_secret
from tenrec.accounts.tests.cast import Caller, mark_session, new_user
from tenrec.activity.models import ActivityLog

ACTIONS = ("reset_token", "rotate_secret_token", "delete_secret_token_backup")


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}"


def test_rotate__shown_once_then_masked__backup_goes_on(
    home: str, alice: User, project: Project, with_session: Caller
) -> None:
    client = with_session(alice)
    first = client.patch(f"{home}/rotate_secret_token/").json()
    assert first["secret_api_token"].startswith("phs_")
    assert len(first["secret_api_token"]) > 40
    assert first["secret_api_token_backup"] is None
    second = client.patch(f"{home}/rotate_secret_token/").json()
    values = [first["secret_api_token"], second["secret_api_token"]]
    assert [find_by_secret(value) for value in values] == [project, project]
    shown = client.get(f"{home}/").json()
    masks = [f"phs_...{value[-4:]}" for value in values]
    assert [shown["secret_api_token_backup"], shown["secret_api_token"]] == masks
    gone = client.patch(f"{home}/delete_secret_token_backup/").json()
    assert (gone["secret_api_token_backup"], gone["secret_api_token"]) == (None, masks[1])
    assert [find_by_secret(value) for value in values] == [None, project]
    told = repr([row.detail for row in ActivityLog.objects.all()])
    assert ActivityLog.objects.count() == 3
    assert masks[1] in told
    assert not any(value in told for value in values)


@pytest.mark.parametrize("action", ACTIONS)
def test_tokens__member_stranger_stale_or_reading_key__403(
    home: str,
    alice: User,
    bob: User,
    charlie: User,
    project: Project,
    with_key: Caller,
    with_session: Caller,
    action: str,
) -> None:
    before = Project.objects.values().get(id=project.id)
    stale = with_session(alice)
    mark_session(stale, proved_at=1)
    for client in (
        with_key(bob),
        with_session(bob),
        with_key(charlie),
        with_session(charlie),
        with_key(alice, "project:read"),
        stale,
    ):
        assert client.patch(f"{home}/{action}/").status_code == 403
    assert Project.objects.values().get(id=project.id) == before


@pytest.mark.parametrize("action", ACTIONS)
def test_tokens__admin_with_a_key__may(
    home: str, garden: Any, project: Project, with_key: Caller, action: str
) -> None:
    ada = new_user("Ada", garden, Membership.Level.ADMIN)
    assert with_key(ada, "project:write").patch(f"{home}/{action}/").status_code == 200


def test_secret__is_no_setting(home: str, alice: User, project: Project, with_key: Caller) -> None:
    wish = {
        "secret_api_token": "phs_mine",
        "secret_token_hash": "sha256$mine",
        "secret_api_token_backup": "phs_mine",
        "product_intents": [{"product_type": "x"}],
    }
    body = with_key(alice).patch(f"{home}/", wish).json()
    assert (body["secret_api_token"], body["product_intents"]) == (None, [])
    project.refresh_from_db()
    assert project.secret_token_hash is None
