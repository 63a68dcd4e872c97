"""How the persons of a batch come out of the state database and go back into it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from tenrec.persons import bulk
from tenrec.persons.merge import TOMBSTONE_STEP
from tenrec.persons.models import (
    Person,
    PersonDistinctId,
    PersonlessDistinctId,
    PersonTombstone,
)
from tenrec.persons.profile import Held, Profile

LARGE = 16_000
"""Characters of a profile that is read only when an event needs it."""
_AT_ONCE = 2_000
"""Ids in one query: together with `LARGE` it bounds what an answer takes."""

_COLUMNS = f"""p.id, p.uuid, CASE WHEN length(p.properties) <= {LARGE} THEN p.properties END,
           length(p.properties), p.is_identified, p.created_at, p.last_seen_at, p.version"""
_HOLDERS = f"""
    SELECT d.distinct_id, d.version, {_COLUMNS}
    FROM persons_persondistinctid d LEFT JOIN persons_person p ON p.id = d.person_id
    WHERE d.team_id = %s AND d.distinct_id """
_BY_UUID = f"""
    SELECT {_COLUMNS} FROM persons_person p WHERE p.team_id = %s AND p.uuid """
_TEXT = "SELECT properties FROM persons_person WHERE id = %s"
_PERSONLESS = """
    SELECT distinct_id FROM persons_personlessdistinctid WHERE team_id = %s AND distinct_id """
_TOMBSTONES = """
    SELECT uuid, version FROM persons_persontombstone WHERE team_id = %s AND uuid """
_HELD_BY = "SELECT distinct_id, version FROM persons_persondistinctid WHERE person_id = %s"

_PERSON = bulk.Upsert(
    Person,
    (
        "id",
        "team_id",
        "uuid",
        "properties",
        "is_identified",
        "created_at",
        "last_seen_at",
        "version",
    ),
    key=("id",),
    changing=("properties", "is_identified", "created_at", "last_seen_at", "version"),
)
_DISTINCT_ID = bulk.Upsert(
    PersonDistinctId,
    ("team_id", "distinct_id", "person_id", "version"),
    key=("team_id", "distinct_id"),
    changing=("person_id", "version"),
)
_PERSONLESS_ID = bulk.Upsert(
    PersonlessDistinctId,
    ("team_id", "distinct_id", "is_merged", "created_at"),
    key=("team_id", "distinct_id"),
    changing=("is_merged",),
)
_TOMBSTONE = bulk.Upsert(
    PersonTombstone,
    ("team_id", "uuid", "version"),
    key=("team_id", "uuid"),
    changing=("version",),
)


def holders(team_id: int, ids: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Distinct id, its version, then its person's columns; all None when that was deleted."""
    for first in range(0, len(ids), _AT_ONCE):
        some = bulk.as_list(ids[first : first + _AT_ONCE])
        yield from bulk.select(_HOLDERS + bulk.one_of("text"), team_id, some)


def by_uuid(team_id: int, uuids: Iterable[str]) -> bulk.Rows:
    return bulk.select(_BY_UUID + bulk.one_of("uuid"), team_id, _uuids(uuids))


def tombstones(team_id: int, uuids: Iterable[str]) -> dict[str, int]:
    rows = bulk.select(_TOMBSTONES + bulk.one_of("uuid"), team_id, _uuids(uuids))
    return {bulk.uuid_out(uuid): version for uuid, version in rows}


def personless(team_id: int, ids: Sequence[str]) -> list[str]:
    rows = bulk.select(_PERSONLESS + bulk.one_of("text"), team_id, bulk.as_list(ids))
    return [row[0] for row in rows]


def held_by(pk: int) -> bulk.Rows:
    """All distinct ids of a person, with their versions."""
    return bulk.select(_HELD_BY, pk)


def _uuids(uuids: Iterable[str]) -> object:
    return bulk.as_list([bulk.uuid_in(uuid) for uuid in uuids])


def profile(team_id: int, row: Sequence[Any]) -> Profile:
    pk, uuid, text, size, is_identified, created_at, last_seen_at, version = row
    person = Profile(
        team_id,
        bulk.uuid_out(uuid),
        bulk.time_out(created_at),
        bool(is_identified),
        version,
        text,
        pk=pk,
        stored_size=size,
    )
    if text is None:
        person.fetch = partial(_text, pk)
    if last_seen_at is not None:
        person.seen(bulk.time_out(last_seen_at))
    return person


def _text(pk: int) -> str:
    rows = bulk.select(_TEXT, pk)
    return str(rows[0][0]) if rows else "{}"


def write_persons(changed: Sequence[Profile]) -> None:
    """New persons get their ids here."""
    new = [person for person in changed if person.pk is None]
    for person, pk in zip(new, bulk.reserve_ids(Person, len(new)), strict=True):
        person.pk = pk
    _PERSON.run(
        [
            (
                person.pk,
                person.team_id,
                bulk.uuid_in(person.uuid),
                person.text,
                person.is_identified,
                bulk.time_in(person.created_at),
                bulk.time_in(person.last_seen_at),
                person.version,
            )
            for person in changed
        ]
    )


def write_ids(changed: Iterable[Held]) -> None:
    _DISTINCT_ID.run(
        [
            (held.team_id, held.distinct_id, held.person.pk, held.version)
            for held in changed
            if held.person is not None
        ]
    )


def write_personless(seen: Iterable[tuple[Held, datetime]]) -> None:
    _PERSONLESS_ID.run(
        [
            (held.team_id, held.distinct_id, held.is_merged, bulk.time_in(first_seen))
            for held, first_seen in seen
        ]
    )


def bury(gone: Sequence[Profile]) -> None:
    """Removes persons who were stored and are now part of others."""
    _TOMBSTONE.run(
        [
            (person.team_id, bulk.uuid_in(person.uuid), person.version + TOMBSTONE_STEP)
            for person in gone
        ]
    )
    bulk.delete(Person, [person.pk for person in gone if person.pk is not None])
