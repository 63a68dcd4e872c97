"""Experience continuity: by which identifier a person was put into a rollout before a log-in.

Read and written while flags are asked for, and moved or dropped when persons merge or go.
"""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db import connection, transaction

from tenrec.flags.models import HashKeyOverride

_AT_ONCE = 500
# The person is looked for in the same statement, so that one who is being deleted keeps nothing:
# PostgreSQL waits for the deletion or makes it wait, SQLite has one writer at a time.
_KEEP = """
    INSERT INTO flags_hashkeyoverride (project_id, person_uuid, feature_flag_key, hash_key)
    SELECT %s, uuid, %s, %s FROM persons_person WHERE team_id = %s AND uuid = %s {lock}
    ON CONFLICT DO NOTHING
"""


def stored_keys(
    team_id: int, uuids: Sequence[UUID], flags: Collection[str]
) -> dict[UUID, dict[str, str]]:
    """Person → flag key → identifier."""
    rows = HashKeyOverride.objects.filter(project_id=team_id, person_uuid__in=uuids)
    found: dict[UUID, dict[str, str]] = {uuid: {} for uuid in uuids}
    for uuid, flag, key in rows.values_list("person_uuid", "feature_flag_key", "hash_key"):
        if flag in flags:
            found[uuid][flag] = key
    return found


def keep_keys(team_id: int, missing: Iterable[tuple[UUID, str]], hash_key: str) -> None:
    """The identifier for each person and flag; what is there already stays."""
    is_postgres = connection.vendor == "postgresql"
    statement = _KEEP.format(lock="FOR KEY SHARE" if is_postgres else "")
    with transaction.atomic(), connection.cursor() as cursor:
        for uuid, flag in missing:
            bare = str(uuid) if is_postgres else uuid.hex
            cursor.execute(statement, [team_id, flag, hash_key, team_id, bare])


def follow_merges(merges: Sequence[tuple[int, str, str]]) -> None:
    """Team, who is gone, into whom, in their order: what is kept of the one goes to the other.

    What the other has already stays.
    """
    teams: dict[int, list[tuple[str, str]]] = {}
    for team_id, gone, into in merges:
        teams.setdefault(team_id, []).append((gone, into))
    for team_id, pairs in teams.items():
        for start in range(0, len(pairs), _AT_ONCE):
            part = pairs[start : start + _AT_ONCE]
            gone_ones = [gone for gone, _ in part]
            held = HashKeyOverride.objects.filter(project_id=team_id, person_uuid__in=gone_ones)
            if held.exists():
                for gone, into in part:
                    _move(team_id, gone, into)


def _move(team_id: int, source: str, target: str) -> None:
    held = HashKeyOverride.objects.filter(project_id=team_id, person_uuid=source)
    rows = [
        HashKeyOverride(project_id=team_id, person_uuid=target, feature_flag_key=flag, hash_key=key)
        for flag, key in held.values_list("feature_flag_key", "hash_key")
    ]
    HashKeyOverride.objects.bulk_create(rows, ignore_conflicts=True)
    held.delete()


def forget(team_id: int, uuids: Sequence[UUID]) -> None:
    """Persons who are deleted; called after they are gone."""
    for start in range(0, len(uuids), _AT_ONCE):
        part = uuids[start : start + _AT_ONCE]
        HashKeyOverride.objects.filter(project_id=team_id, person_uuid__in=part).delete()
