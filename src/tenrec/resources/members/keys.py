"""Whose personal API keys open something in an organization."""

from tenrec.accounts.models import Membership, PersonalAPIKey, Project


def keys_of(member: Membership) -> list[PersonalAPIKey]:
    """The keys of a member whose limits let them in here, the newest first."""
    home = str(member.organization_id)
    projects = Project.objects.filter(organization_id=member.organization_id)
    here = set(projects.values_list("id", flat=True))
    return [
        key
        for key in PersonalAPIKey.objects.filter(user=member.user).order_by("-created_at", "id")
        if (not key.scoped_organizations or home in key.scoped_organizations)
        and (not key.scoped_teams or here.intersection(key.scoped_teams))
    ]
