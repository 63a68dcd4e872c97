"""Becoming a member by an invite."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tenrec.accounts.joining import find_invite, use_invite
from tenrec.accounts.models import Invite, Organization, Role, User
from tenrec.core.errors import BadRequest


@pytest.fixture
def invite(garden: Organization, charlie: User) -> Invite:
    return Invite.objects.create(organization=garden, target_email="Charlie@example.com", level=8)


def test_use_invite__right_address__member_at_its_level_and_every_invite_gone(
    invite: Invite, garden: Organization, charlie: User
) -> None:
    Invite.objects.create(organization=garden, target_email="charlie@example.com", level=15)
    garden.default_role = Role.objects.create(organization=garden, name="Newcomers")
    garden.save()
    found = find_invite(str(invite.id))
    assert found == invite
    membership = use_invite(found, charlie)
    assert (membership.level, membership.organization) == (8, garden)
    assert [each.role.name for each in membership.role_memberships.all()] == ["Newcomers"]
    assert not Invite.objects.exists()


def test_use_invite__second_time__refused(invite: Invite, charlie: User) -> None:
    use_invite(invite, charlie)
    with pytest.raises(BadRequest) as refused:
        use_invite(invite, charlie)
    assert refused.value.code == "expired"


def test_use_invite__after_three_days__refused(
    invite: Invite, garden: Organization, charlie: User
) -> None:
    Invite.objects.update(created_at=now() - timedelta(days=3, seconds=1))
    with pytest.raises(BadRequest) as refused:
        use_invite(invite, charlie)
    assert refused.value.code == "expired"
    assert not garden.memberships.exists()


def test_use_invite__other_address__refused(invite: Invite, bob: User) -> None:
    with pytest.raises(BadRequest) as refused:
        use_invite(invite, bob)
    assert refused.value.code == "invalid_recipient"


@pytest.mark.parametrize("text", ["", "x", "7", "0190aa00-1111-7222-8333-444455556666"])
@pytest.mark.django_db
def test_find_invite__no_invite__none(text: str) -> None:
    assert find_invite(text) is None
