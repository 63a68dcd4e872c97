"""Members: the role of newcomers, what goes when they leave, and names in addresses."""

import pytest

from tenrec.accounts.memberships import leave
from tenrec.accounts.models import Invite, Membership, Organization, Project, Role, User
from tenrec.accounts.reach import current_project


def test_join__organization_with_a_default_role__has_it_from_the_start(
    garden: Organization, charlie: User
) -> None:
    garden.default_role = Role.objects.create(organization=garden, name="Newcomers")
    garden.save()
    membership = Membership.objects.create(organization=garden, user=charlie)
    assert [each.role.name for each in membership.role_memberships.all()] == ["Newcomers"]
    membership.level = Membership.Level.ADMIN
    membership.save()
    assert membership.role_memberships.count() == 1


def test_leave__gone_with_role_invites_and_current_project(
    garden: Organization, project: Project, desert: Organization, charlie: User
) -> None:
    membership = Membership.objects.create(organization=garden, user=charlie)
    charlie.current_project = project
    charlie.save()
    Invite.objects.create(organization=garden, target_email="x@example.com", created_by=charlie)
    leave(membership)
    charlie.refresh_from_db()
    assert charlie.current_project is None
    at_home = current_project(charlie)
    assert at_home is not None
    assert at_home.organization == desert
    assert not Invite.objects.exists()


@pytest.mark.django_db
def test_slug__same_name__gets_another() -> None:
    first, second = (Organization.objects.create(name="Acme Ltd.") for _ in range(2))
    assert first.slug == "acme-ltd"
    assert second.slug is not None
    assert second.slug.startswith("acme-ltd-")
    assert Organization.objects.create(name="株式会社").slug == "organization"
    first.name = "Other"
    first.save()
    assert first.slug == "acme-ltd"
