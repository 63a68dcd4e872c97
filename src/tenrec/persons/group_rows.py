"""How the groups of a batch come out of the state database and go back into it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tenrec.persons import bulk
from tenrec.persons.models import Group, GroupType

_TYPES = 'SELECT name, "index" FROM persons_grouptype WHERE team_id = %s'
_GROUPS = """
    SELECT key, properties, created_at, version
    FROM persons_group WHERE team_id = %s AND group_type_index = %s AND key """
_TYPE = bulk.Upsert(
    GroupType,
    ("team_id", "name", "index", "created_at"),
    key=("team_id", "name"),
    changing=("index",),
)
_GROUP = bulk.Upsert(
    Group,
    ("team_id", "group_type_index", "key", "properties", "created_at", "version"),
    key=("team_id", "group_type_index", "key"),
    changing=("properties", "version"),
)


def types(team_id: int) -> dict[str, int]:
    """The index of each type of the team."""
    return dict(bulk.select(_TYPES, team_id))


def groups(team_id: int, index: int, keys: Sequence[str]) -> bulk.Rows:
    """Key, properties, creation, version."""
    rows = bulk.select(_GROUPS + bulk.one_of("text"), team_id, index, bulk.as_list(keys))
    return [(key, text, bulk.time_out(created), version) for key, text, created, version in rows]


def write_types(new: Iterable[tuple[int, str, int, datetime]]) -> None:
    _TYPE.run([(*row, bulk.time_in(created)) for *row, created in new])


def write_groups(changed: Iterable[tuple[int, int, str, str, datetime, int]]) -> None:
    _GROUP.run([(*row, bulk.time_in(created), version) for *row, created, version in changed])
