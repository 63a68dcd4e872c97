"""Keeps the definitions up with the events of a batch; the steady state writes nothing."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.db.models import Q

from tenrec.core.event import Event
from tenrec.taxonomy.detect import PropertyType, detect
from tenrec.taxonomy.models import EventDefinition, EventProperty, PropertyDefinition
from tenrec.taxonomy.seen import (
    NAMES_PER_TEAM,
    ROWS_PER_TEAM,
    PropertyKey,
    TeamNames,
    is_fit,
    load,
)
from tenrec.taxonomy.shapes import Shapes

UPDATES_PER_EVENT = 10_000
# Writing names must not hold up the events that carry them; what is left out comes next time.
NEW_PER_BATCH = 10_000
_CHUNK = 500
_NOT_DEFINED = frozenset({"$set", "$set_once", "$unset", "$groups"}) | {
    f"$group_{index}" for index in range(5)
}
_TYPELESS = frozenset({dict, list, type(None)})
_UNPAIRED = ("$feature/", "$feature_enrollment/")
_Kind = PropertyDefinition.Kind
# An attribute of an enum takes its time, and these are needed for every event.
_OF_EVENT = (_Kind.EVENT.value, PropertyDefinition.NO_GROUP)
_OF_PERSON = (_Kind.PERSON.value, PropertyDefinition.NO_GROUP)


class Definitions:
    """Collects from events, writes inside the caller's transaction, learns when that is done.

    One thread uses it. `rollback` forgets what a failed batch has taught.
    """

    def __init__(self) -> None:
        self._teams: dict[int, TeamNames] = {}
        self._hour = 0
        self._now = 0.0
        self._shapes = Shapes()
        self._clear()

    def _clear(self) -> None:
        self._events: dict[tuple[int, str], datetime] = {}
        self._properties: dict[tuple[int, PropertyKey], PropertyType | None] = {}
        self._pairs: set[tuple[int, str, str]] = set()
        self._late_types: set[tuple[int, PropertyKey]] = set()
        self._shapes.clear()
        self._new = 0

    def begin(self, now: datetime) -> None:
        """A new batch: its clock."""
        self._now = now.timestamp()
        self._hour = int(self._now) // 3600

    def add(self, event: Event, group_index: int | None = None) -> None:
        """Notes what an event shows; `group_index` belongs to `$groupidentify`."""
        names = self._teams.get(event.team_id)
        if names is None or names.loaded_hour != self._hour:
            names = self._load(event.team_id)
        name = event.name
        settled = names.settled.get(name)
        if settled is None or names.last_seen.get(name, -1) < self._hour:
            if not is_fit(name) or name == "$$plugin_metrics":
                return
            if name not in names.last_seen and not self._has_room(names):
                return
            settled = names.settled.setdefault(name, set())
            self._see_event(event, names)
        properties = event.properties
        if name == "$groupidentify":
            self._see_group(event, names, group_index)
        elif not properties.keys() <= settled:
            self._see_properties(event, names, settled)
        if event.process_person and name != "$groupidentify":
            self._see_person(event, names)
        self._see_shapes(event, names, group_index)

    def _see_shapes(self, event: Event, names: TeamNames, group_index: int | None) -> None:
        team_id, see = event.team_id, self._shapes.add
        see(team_id, names, _OF_EVENT, event.properties)
        for values in (event.set, event.set_once):
            if values:
                see(team_id, names, _OF_PERSON, values)
        if group_index is not None:
            group = event.properties.get("$group_set")
            if isinstance(group, dict):
                see(team_id, names, (_Kind.GROUP.value, group_index), group)

    def save_shapes(self) -> None:
        """Writes what SQL must know to read properties right, in the caller's transaction."""
        self._shapes.save()

    def save(self) -> None:
        """Writes what is new, in the caller's transaction."""
        self._save_events()
        self._save_properties()
        pairs = [EventProperty(team_id=t, event=e, property=p) for t, e, p in sorted(self._pairs)]
        EventProperty.objects.bulk_create(pairs, batch_size=_CHUNK, ignore_conflicts=True)

    def commit(self) -> None:
        """The transaction holds: what was learned stays in memory."""
        self._clear()
        for team_id, names in list(self._teams.items()):
            if names.size > NAMES_PER_TEAM:
                del self._teams[team_id]

    def rollback(self) -> None:
        """The transaction failed: memory is read anew from the database."""
        self._clear()
        self._teams.clear()

    def _load(self, team_id: int) -> TeamNames:
        # Every hour anew: somebody may have deleted a definition that is seen again.
        names = load(team_id, self._hour)
        for (team, kind), type_ in self._properties.items():
            if team == team_id:
                names.types[kind] = names.types.get(kind, False) or type_ is not None
        for team, event, name in self._pairs:
            if team == team_id:
                names.pairs.setdefault(event, set()).add(name)
        names.numeric |= {
            kind[2]
            for (_, kind), type_ in self._properties.items()
            if type_ == PropertyType.NUMERIC
        }
        names.shapes |= self._shapes.learned(team_id)
        names.count_rows()
        self._teams[team_id] = names
        return names

    def _has_room(self, names: TeamNames) -> bool:
        """Whether one more name may be learned, of this team and in this batch."""
        return names.rows < ROWS_PER_TEAM and self._new < NEW_PER_BATCH

    def _count_new(self, names: TeamNames) -> None:
        names.rows += 1
        self._new += 1

    def _see_event(self, event: Event, names: TeamNames) -> None:
        if names.last_seen.get(event.name, -1) < self._hour:
            if event.name not in names.last_seen:
                self._count_new(names)
            names.last_seen[event.name] = self._hour
            floored = datetime.fromtimestamp(self._hour * 3600, UTC)
            self._events[event.team_id, event.name] = floored

    def _see_properties(self, event: Event, names: TeamNames, settled: set[str]) -> None:
        fresh = [name for name in event.properties if name not in settled]
        if len(fresh) > UPDATES_PER_EVENT:
            return
        pairs = names.pairs.setdefault(event.name, set())
        for name in fresh:
            value = event.properties[name]
            if name in pairs and type(value) in _TYPELESS:
                continue  # seen before, and this value does not tell its type either
            if name in _NOT_DEFINED:
                settled.add(name)
                continue
            if not is_fit(name):
                continue  # not settled: nobody can fill the memory with such names
            if name not in pairs and not name.startswith(_UNPAIRED):
                if not self._has_room(names):
                    continue
                self._count_new(names)
                pairs.add(name)
                self._pairs.add((event.team_id, event.name, name))
            key = (_Kind.EVENT.value, PropertyDefinition.NO_GROUP, name)
            if self._see_type(event.team_id, names, key, value):
                settled.add(name)

    def _see_person(self, event: Event, names: TeamNames) -> None:
        for source in ("$set", "$set_once"):
            values = event.properties.get(source)
            if not isinstance(values, dict) or values.keys() <= names.settled_person:
                continue
            for name in [name for name in values if name not in names.settled_person]:
                key = (_Kind.PERSON.value, PropertyDefinition.NO_GROUP, name)
                if is_fit(name) and self._see_type(event.team_id, names, key, values[name]):
                    names.settled_person.add(name)

    def _see_group(self, event: Event, names: TeamNames, index: int | None) -> None:
        values = event.properties.get("$group_set")
        if index is None or not isinstance(values, dict):
            return
        for name, value in values.items():
            if is_fit(name):
                self._see_type(event.team_id, names, (_Kind.GROUP.value, index, name), value)

    def _see_type(self, team_id: int, names: TeamNames, key: PropertyKey, value: Any) -> bool:
        """True when the property's type is known, now or before."""
        is_typed = names.types.get(key)
        if is_typed:
            return True
        if is_typed is None and not self._has_room(names):
            return False
        found = detect(key[2], value, self._now)
        if is_typed is None:
            self._count_new(names)
        elif found is not None:
            self._late_types.add((team_id, key))
        if found is PropertyType.NUMERIC:
            names.numeric.add(key[2])
        if is_typed is None or found is not None:
            names.types[key] = found is not None
            self._properties[team_id, key] = found
        return found is not None

    def _save_events(self) -> None:
        rows = [
            EventDefinition(team_id=team, name=name, created_at=at, last_seen_at=at)
            for (team, name), at in sorted(self._events.items())
        ]
        EventDefinition.objects.bulk_create(
            rows,
            batch_size=_CHUNK,
            update_conflicts=True,
            unique_fields=["team_id", "name"],
            update_fields=["last_seen_at"],
        )

    def _save_properties(self) -> None:
        rows = [_definition(team, key, found) for (team, key), found in self._properties.items()]
        PropertyDefinition.objects.bulk_create(rows, batch_size=_CHUNK, ignore_conflicts=True)
        late = [_definition(*each, self._properties[each]) for each in self._late_types]
        for chunk in _chunks(late, 100):
            self._fill_types(chunk)

    def _fill_types(self, rows: list[PropertyDefinition]) -> None:
        """The first type wins: only definitions that have none yet are touched."""
        match = Q()
        for row in rows:
            match |= Q(
                team_id=row.team_id,
                name=row.name,
                type=row.type,
                group_type_index=row.group_type_index,
            )
        wanted = {(r.team_id, r.name, r.type, r.group_type_index): r for r in rows}
        untyped = list(PropertyDefinition.objects.filter(match, property_type=None))
        for stored in untyped:
            row = wanted[stored.team_id, stored.name, stored.type, stored.group_type_index]
            stored.property_type, stored.is_numerical = row.property_type, row.is_numerical
        PropertyDefinition.objects.bulk_update(
            untyped, ["property_type", "is_numerical"], batch_size=_CHUNK
        )


def _definition(team_id: int, key: PropertyKey, found: PropertyType | None) -> PropertyDefinition:
    kind, index, name = key
    return PropertyDefinition(
        id=uuid4(),
        team_id=team_id,
        name=name,
        type=kind,
        group_type_index=index,
        property_type=None if found is None else found.value,
        is_numerical=found is PropertyType.NUMERIC,
    )


def _chunks(rows: list[PropertyDefinition], size: int) -> Iterable[list[PropertyDefinition]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
