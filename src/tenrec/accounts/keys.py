"""Personal API keys: making, rolling, finding; and whom any key or token of the wire stands for."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.timezone import now

from tenrec.accounts.changes import tell_of_changes
from tenrec.accounts.models import Organization, PersonalAPIKey, Project, User
from tenrec.accounts.reach import current_project, shut_out
from tenrec.core.ids import hash_key, mask_key, random_token

_TOUCH_EVERY = timedelta(hours=1)
_LONGEST = 200


def create_key(
    user: User,
    label: str,
    *,
    scopes: Sequence[str],
    scoped_teams: Sequence[int] = (),
    scoped_organizations: Sequence[str] = (),
    value: str | None = None,
) -> tuple[PersonalAPIKey, str]:
    """The key and its value, which is known only here and now."""
    value = value or random_token("phx_", 48)
    key = PersonalAPIKey.objects.create(
        user=user,
        label=label,
        mask_value=mask_key(value),
        secure_value=hash_key(value),
        scopes=list(scopes),
        scoped_teams=list(scoped_teams),
        scoped_organizations=list(scoped_organizations),
    )
    return key, value


def roll_key(key: PersonalAPIKey) -> str:
    """A new value under the same id; the old one is dead when this returns."""
    value = random_token("phx_", 48)
    key.mask_value = mask_key(value)
    key.secure_value = hash_key(value)
    key.last_rolled_at = now()
    key.save(update_fields=["mask_value", "secure_value", "last_rolled_at"])
    tell_of_changes()
    return value


def delete_key(key: PersonalAPIKey) -> None:
    """From now on the value is unknown."""
    key.delete()
    tell_of_changes()


def find_key(value: str) -> PersonalAPIKey | None:
    """The key with this value, if its user may still act; the look-up is by hash only."""
    hashed = _hash(value)
    if hashed is None:
        return None
    found = PersonalAPIKey.objects.filter(secure_value=hashed, user__is_active=True)
    return found.select_related("user").first()


def touch_key(key: PersonalAPIKey) -> None:
    """Notes that the key was used, at most once an hour."""
    moment = now()
    due = Q(last_used_at__isnull=True) | Q(last_used_at__lte=moment - _TOUCH_EVERY)
    if key.last_used_at is not None and key.last_used_at > moment - _TOUCH_EVERY:
        return
    try:
        with transaction.atomic():
            PersonalAPIKey.objects.filter(due, pk=key.pk).update(last_used_at=moment)
    except OperationalError:
        return  # a busy database must not refuse a read for the sake of this note
    key.last_used_at = moment


def resolve_token(text: str) -> int | None:
    """The project that a project token, or a personal key's user, means on the public endpoints."""
    if _hash(text) is None or "\x00" in text:
        return None
    team_id = Project.objects.filter(api_token=text).values_list("id", flat=True).first()
    if team_id is not None:
        return team_id
    key = find_key(text)
    project = current_project(key.user) if key else None
    if key is None or project is None or not is_within(key, project):
        return None
    if project.organization_id in shut_out(key.user, key):
        return None
    return project.id


def is_within(key: PersonalAPIKey, project: Project) -> bool:
    """Whether the limits of the key to projects and organizations let it reach this project."""
    if key.scoped_teams and project.id not in key.scoped_teams:
        return False
    organization = str(project.organization_id)
    return not key.scoped_organizations or organization in key.scoped_organizations


def is_limited(key: PersonalAPIKey | None) -> bool:
    """Whether the key reaches less than all that its user may reach."""
    return key is not None and bool(key.scoped_teams or key.scoped_organizations)


def within(key: PersonalAPIKey | None, projects: Iterable[Project]) -> list[Project]:
    """Those of the projects that the key reaches; without a key all of them."""
    return [project for project in projects if key is None or is_within(key, project)]


def names_organization(
    key: PersonalAPIKey | None, organization: Organization, projects: Iterable[Project]
) -> bool:
    """Whether the key may be told of the organization; `projects` are those that it reaches."""
    if key is None or not key.scoped_teams:
        limits = key.scoped_organizations if key is not None else []
        return not limits or str(organization.pk) in limits
    return any(project.organization_id == organization.pk for project in projects)


def _hash(value: str) -> str | None:
    """None for what no key can be: an endless text, or one that has no bytes."""
    if not 0 < len(value) <= _LONGEST:
        return None
    try:
        return hash_key(value)
    except UnicodeEncodeError:
        return None
