"""Keys and tokens: whom they stand for."""

import pytest

from tenrec.accounts.keys import create_key, find_key, resolve_token, roll_key
from tenrec.accounts.models import Membership, Organization, Project, User
from tenrec.core.ids import hash_key


def test_find__by_hash_of_any_key(alice: User) -> None:
    key, value = create_key(alice, "CI", scopes=["*"])
    assert key.secure_value == hash_key(value)
    assert find_key(value) == key
    assert find_key(value + " ") is None
    fresh = roll_key(key)
    assert find_key(value) is None
    assert find_key(fresh) == key


@pytest.mark.parametrize("text", ["", "\x00", "a\x00b", "\ud800", "x" * 10_000, "phc_no", "😀"])
def test_tokens__nonsense__open_nothing(alice: User, text: str) -> None:
    assert resolve_token(text) is None
    assert find_key(text) is None


def test_resolve__project_token(project: Project, charlies_project: Project) -> None:
    assert resolve_token(project.api_token) == project.id
    assert resolve_token(charlies_project.api_token) == charlies_project.id


def test_resolve__personal_key__current_project_of_its_user(
    alice: User, project: Project, second_project: Project
) -> None:
    _, value = create_key(alice, "CI", scopes=["feature_flag:read"])
    assert resolve_token(value) == project.id
    alice.current_project = second_project
    alice.save()
    assert resolve_token(value) == second_project.id


def test_resolve__personal_key_limited_elsewhere__nothing(
    alice: User, project: Project, second_project: Project, desert: Organization
) -> None:
    _, value = create_key(alice, "a", scopes=["*"], scoped_teams=[second_project.id])
    assert resolve_token(value) is None
    _, value = create_key(alice, "b", scopes=["*"], scoped_organizations=[str(desert.id)])
    assert resolve_token(value) is None


def test_resolve__personal_key_where_those_of_members_are_refused__nothing(
    bob: User, alice: User, garden: Organization, project: Project
) -> None:
    Organization.objects.filter(pk=garden.pk).update(members_can_use_personal_api_keys=False)
    for user, level, found in ((bob, 1, None), (alice, 8, project.id), (alice, 15, project.id)):
        Membership.objects.filter(user=user, organization=garden).update(level=level)
        _, value = create_key(user, "a", scopes=["*"])
        assert resolve_token(value) == found


def test_resolve__personal_key_of_nobody_anymore__nothing(bob: User, project: Project) -> None:
    _, value = create_key(bob, "a", scopes=["*"])
    assert resolve_token(value) == project.id
    Membership.objects.filter(user=bob).delete()
    assert resolve_token(value) is None
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert resolve_token(value) is None
