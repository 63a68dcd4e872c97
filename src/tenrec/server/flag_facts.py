"""What the data plane is told for feature flags: out of the state database, in threads of its own.

Flags and persons do not know each other, and the edge knows no Django: here they meet.
"""

import pickle
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import maxminddb
from django.db import Error, InterfaceError, OperationalError, connections

from tenrec.accounts.models import Project
from tenrec.core.errors import Unavailable
from tenrec.core.jsontext import dumps
from tenrec.edge.flags.source import FlagSource, Snapshot, Told
from tenrec.edge.sdk_config import SETTINGS, sdk_config
from tenrec.flags.continuity import keep_keys, stored_keys
from tenrec.flags.definitions import definitions, etag_of
from tenrec.flags.needs import needs_of
from tenrec.flags.question import Facts, Question
from tenrec.flags.snapshot import Limits, Shelf
from tenrec.flags.stored import rules_of, stored
from tenrec.ingest.geoip import place_of
from tenrec.persons import asked
from tenrec.server.flag_grants import grant_of

_T = TypeVar("_T")
_TIMES_TEXT = 12
"""Objects take so much more than the bytes that they were counted by."""
_GRANT_WEIGHT = 500
_DEFINITIONS = Limits(max_weight=64 * 1024 * 1024)


def open_source(geoip_database: Path | None) -> FlagSource:
    """Everything that the endpoints of flags ask; nothing is read yet."""
    threads = ThreadPoolExecutor(2, "flags")
    source = FlagSource(
        snapshots=Shelf(
            lambda key, before: _calmly(lambda: _snapshot(key, before)), _weight_of, threads
        ),
        definitions=Shelf(
            lambda key, before: _calmly(lambda: _told(key)), _size_of, threads, _DEFINITIONS
        ),
        grants=Shelf(
            lambda key, before: _calmly(lambda: grant_of(*key)), lambda _: _GRANT_WEIGHT, threads
        ),
        find=lambda question: _calmly(lambda: find(question)),
        keep=lambda team_id, missing, key: _calmly(lambda: keep_keys(team_id, missing, key)),
        loaders=threads,
    )
    if geoip_database is not None:
        source.places = partial(_place, maxminddb.open_database(geoip_database))
    return source


def find(question: Question) -> Facts:
    """One look-up for the person, and one for each other thing that is asked."""
    team_id = question.team_id
    ids = [question.distinct_id]
    if question.continuous and question.anon_distinct_id not in (None, question.distinct_id):
        ids.append(str(question.anon_distinct_id))
    found: dict[str, asked.Somebody] = {}
    if question.wants_person or question.cohorts or question.continuous:
        found = asked.people(team_id, ids, with_properties=question.wants_person)
    person = found.get(question.distinct_id)
    keys, missing = _hash_keys(question, [found[each].uuid for each in ids if each in found])
    return Facts(
        person_properties=person.properties if person else {},
        person_metadata=person.metadata if person else {},
        cohorts=(
            asked.lists_with(person.uuid, question.cohorts)
            if person and question.cohorts
            else frozenset()
        ),
        group_properties=asked.group_properties(team_id, question.groups),
        hash_keys=keys,
        missing_keys=missing,
    )


def _hash_keys(
    question: Question, uuids: list[UUID]
) -> tuple[dict[str, str], tuple[tuple[UUID, str], ...]]:
    """What is kept counts, that of the distinct id first; what is missing is still to be kept."""
    if not question.continuous or not uuids:
        return {}, ()
    held = stored_keys(question.team_id, uuids, frozenset(question.continuous))
    keys: dict[str, str] = {}
    for uuid in reversed(uuids):
        keys |= held[uuid]
    anon = question.anon_distinct_id
    if anon is None:
        return keys, ()
    missing = tuple(
        (uuid, flag) for uuid in held for flag in question.continuous if flag not in held[uuid]
    )
    return {**dict.fromkeys(question.continuous, anon), **keys}, missing


def _snapshot(team_id: int, before: Snapshot | None) -> Snapshot | None:
    """The same object as before when nothing has changed: reading rules takes longest."""
    settings = Project.objects.filter(id=team_id).values(*SETTINGS).first()
    if settings is None:
        return None
    rows = stored(team_id)
    text = pickle.dumps((settings, rows.flags, rows.cohorts, rows.group_types, rows.timezone))
    fingerprint = hash(text)
    if before is not None and before.fingerprint == fingerprint:
        return before
    rules = rules_of(rows)
    has_flags = any(flag.is_active for flag in rules.flags)
    config = sdk_config(settings, has_flags=has_flags)
    return Snapshot(rules, needs_of(rules), config, fingerprint, len(text) * _TIMES_TEXT)


def _told(team_id: int) -> Told | None:
    if not Project.objects.filter(id=team_id).exists():
        return None
    rows = stored(team_id)
    told = definitions(rows.flags, rows.cohorts, rows.group_types, send_cohorts=True)
    return Told(dumps(told), etag_of(told))


def _weight_of(snapshot: Snapshot | None) -> int:
    return _GRANT_WEIGHT if snapshot is None else snapshot.weight


def _size_of(told: Told | None) -> int:
    return _GRANT_WEIGHT if told is None else len(told.body)


def _place(reader: maxminddb.Reader, address: str) -> Mapping[str, Any]:
    return {f"$geoip_{name}": value for name, value in place_of(reader, address)}


def _calmly(work: Callable[[], _T]) -> _T:
    """In a thread whose connection stays open; one that was cut is made anew, once."""
    try:
        return work()
    except Error:
        connections.close_all()
    try:
        return work()
    except (OperationalError, InterfaceError) as error:
        connections.close_all()
        raise Unavailable(str(error)) from error
    except Error:
        connections.close_all()
        raise
