"""Which projects and organizations a user may reach, at which level, and which is current."""

from uuid import UUID

from django.db.models import QuerySet

from tenrec.accounts.models import Membership, Organization, Project, User


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
