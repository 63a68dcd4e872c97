"""Users with all that an answer says about each, in as many queries for one as for a hundred."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from tenrec.accounts.keys import names_organization, within
from tenrec.accounts.models import (
    Authenticator,
    Membership,
    Organization,
    PersonalAPIKey,
    Project,
    User,
)

_HOMES = Organization.objects.annotate(
    member_count=Count("memberships", distinct=True)
).prefetch_related(Prefetch("projects", Project.objects.order_by("id")))

PEOPLE: QuerySet[User] = (
    User.objects.annotate(
        has_app=Exists(Authenticator.objects.filter(user=OuterRef("pk"), confirmed=True))
    )
    .prefetch_related(
        Prefetch(
            "memberships",
            Membership.objects.prefetch_related(Prefetch("organization", _HOMES)).order_by(
                "organization__created_at", "organization_id"
            ),
        )
    )
    .order_by("id")
)


def homes_of(user: User, key: PersonalAPIKey | None) -> list[Organization]:
    """The organizations of a user, as far as the key that asks may be told of them."""
    homes = [membership.organization for membership in user.memberships.all()]
    return [h for h in homes if names_organization(key, h, within(key, h.projects.all()))]


def home_of(
    user: User, key: PersonalAPIKey | None = None, closed: Collection[UUID] = ()
) -> tuple[Project | None, Organization | None]:
    """The project visited last, or the oldest in reach; and its organization, or the oldest.

    `closed` are organizations whose rules refuse the caller.
    """
    organizations = homes_of(user, key)
    is_open = [home for home in organizations if home.pk not in closed]
    reached = [p for home in is_open for p in within(key, home.projects.all())]
    projects = {p.id: p for p in reached}
    if projects:
        project = projects.get(user.current_project_id or 0) or projects[min(projects)]
        return project, next(o for o in organizations if o.id == project.organization_id)
    return None, organizations[0] if organizations else None
