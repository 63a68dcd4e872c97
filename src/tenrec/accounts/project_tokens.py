"""The `phs_` tokens of a project: two at most, so that rotation breaks nobody; hashed like keys."""

from django.db.models import Q

from tenrec.accounts.models import Project
from tenrec.core.ids import hash_key, mask_key, random_token

PREFIX = "phs_"
_LENGTH = 48
_LONGEST = 200
_FIELDS = [
    "secret_token_hash",
    "secret_token_mask",
    "secret_token_backup_hash",
    "secret_token_backup_mask",
    "updated_at",
]


def rotate_secret(project: Project) -> str:
    """A new token, known only here and now; the one before goes on as the backup.

    What was the backup until now is dead.
    """
    value = random_token(PREFIX, _LENGTH)
    project.secret_token_backup_hash = project.secret_token_hash
    project.secret_token_backup_mask = project.secret_token_mask
    project.secret_token_hash, project.secret_token_mask = hash_key(value), mask_key(value)
    project.save(update_fields=_FIELDS)
    return value


def delete_backup(project: Project) -> None:
    """From now on only the newest token opens anything."""
    project.secret_token_backup_hash = project.secret_token_backup_mask = None
    project.save(update_fields=_FIELDS)


def find_by_secret(value: str) -> Project | None:
    """The project that has this token as its first or its backup; the look-up is by hash only."""
    if not (value.startswith(PREFIX) and value.isascii() and len(value) <= _LONGEST):
        return None
    hashed = hash_key(value)
    fits = Q(secret_token_hash=hashed) | Q(secret_token_backup_hash=hashed)
    return Project.objects.select_related("organization").filter(fits).first()
