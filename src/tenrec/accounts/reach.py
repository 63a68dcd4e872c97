"""Which projects and organizations a user may reach, at which level, and which is current."""

from uuid import UUID

from django.db.models import QuerySet

from tenrec.accounts.models import Membership, Organization, PersonalAPIKey, Project, User
from tenrec.accounts.second_factor import has_second_factor


def projects_of(user: User) -> QuerySet[Project]:
    """Every project of every organization of the user, oldest first."""
    found = Project.objects.filter(organization__memberships__user=user)
    return found.select_related("organization").order_by("id")


def organizations_of(user: User) -> QuerySet[Organization]:
    """Every organization that the user is a member of, oldest first."""
    return Organization.objects.filter(memberships__user=user).order_by("created_at", "id")


def level_in(user: User, organization_id: UUID) -> int | None:
    """The membership level, or None for a stranger."""
    found = Membership.objects.filter(user=user, organization_id=organization_id)
    return found.values_list("level", flat=True).first()


def shut_out(user: User, key: PersonalAPIKey | None) -> set[UUID]:
    """Organizations of the user whose rules refuse this caller.

    They refuse keys of members, or sessions without a second factor. A route about one place asks
    the rules of that place; what tells of several leaves these out.
    """
    mine = Membership.objects.filter(user=user)
    if key is not None:
        low = mine.filter(level__lt=Membership.Level.ADMIN)
        mine = low.filter(organization__members_can_use_personal_api_keys=False)
    elif has_second_factor(user):
        return set()
    else:
        mine = mine.filter(organization__enforce_2fa=True)
    return set(mine.values_list("organization_id", flat=True))


def current_project(user: User) -> Project | None:
    """The project visited last; the oldest one in reach when that is gone or out of reach."""
    reachable = projects_of(user)
    if user.current_project_id is not None:
        visited = reachable.filter(id=user.current_project_id).first()
        if visited is not None:
            return visited
    return reachable.first()


def current_organization(user: User) -> Organization | None:
    """The organization of the current project, or the oldest one."""
    project = current_project(user)
    return project.organization if project else organizations_of(user).first()
