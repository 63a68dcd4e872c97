"""The activity log of keys: each organization that a key opens learns what happens to it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from tenrec.accounts.models import Organization, PersonalAPIKey, User
from tenrec.accounts.reach import organizations_of
from tenrec.activity.record import Change, changes_between, record

SCOPE = "PersonalAPIKey"


def told(key: PersonalAPIKey) -> dict[str, Any]:
    """What others may know of a key: the places that it opens elsewhere are not their matter."""
    return {"label": key.label, "scopes": list(key.scopes or [])}


def opened_by(key: PersonalAPIKey) -> QuerySet[Organization]:
    """The organizations of its user that the key is not kept out of."""
    found = organizations_of(key.user)
    if key.scoped_organizations:
        found = found.filter(id__in=key.scoped_organizations)
    if key.scoped_teams:
        found = found.filter(projects__id__in=key.scoped_teams).distinct()
    return found


def log_key(
    activity: str,
    key: PersonalAPIKey,
    user: User,
    *,
    before: dict[str, Any] | None = None,
    more: Iterable[Organization] = (),
) -> None:
    """One row for each organization that the key opens, and for those that it opened before."""
    changes: list[Change] = changes_between(SCOPE, before, told(key)) if before else []
    homes = {home.pk: home for home in [*more, *opened_by(key)]}
    for home in homes.values():
        record(
            activity,
            scope=SCOPE,
            item_id=key.pk,
            user=user,
            organization=home,
            name=key.label,
            changes=changes,
        )
