"""Carries out what events do to groups: their types, their properties, `$group_0` to `$group_4`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tenrec.core.event import Event, Warn
from tenrec.core.jsontext import loads
from tenrec.persons import group_rows
from tenrec.persons.change import text_of
from tenrec.persons.group_rules import (
    GROUP_COLUMNS,
    MAX_KEY_LENGTH,
    NamedGroup,
    changed,
    identified_group,
    mentioned_groups,
)
from tenrec.persons.properties import MAX_BYTES

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(slots=True, eq=False)
class KnownGroup:
    """A group as it is in memory; `text` are its properties as JSON."""

    team_id: int
    index: int
    key: str
    created_at: datetime
    text: str
    version: int
    updated_at: datetime
    is_changed: bool = False


def wanted_groups(event: Event) -> Iterator[tuple[int, str, str]]:
    """(team, type, key) of the group that `Groups.process` will change for this event."""
    if event.name == "$groupidentify":
        group = identified_group(event.properties)
        if group is not None and len(group.key) <= MAX_KEY_LENGTH:
            yield event.team_id, group.type, group.key


class Groups:
    """The groups of one batch. Not for several threads, and not for a second batch."""

    def __init__(self) -> None:
        self._types: dict[int, dict[str, int]] = {}
        self._new_types: list[tuple[int, str, int, datetime]] = []
        self._groups: dict[tuple[int, int, str], KnownGroup | None] = {}
        self._changed: list[KnownGroup] = []

    def load(self, wanted: Iterable[tuple[int, str, str]]) -> None:
        """Reads these groups at once; one that was forgotten is read when it comes."""
        by_type: dict[tuple[int, int], list[str]] = {}
        for team_id, type_, key in wanted:
            index = self._types_of(team_id).get(type_)
            if index is not None and (team_id, index, key) not in self._groups:
                self._groups[team_id, index, key] = None
                by_type.setdefault((team_id, index), []).append(key)
        for (team_id, index), keys in by_type.items():
            for row in group_rows.groups(team_id, index, keys):
                self._groups[team_id, index, row[0]] = _known(team_id, index, row)

    def process(self, event: Event) -> list[Warn]:
        """Fills the group columns of the event, and changes the group of a `$groupidentify`."""
        if not event.process_person:
            return _without_groups(event)
        if "$groups" in event.properties:
            for type_, value, key in mentioned_groups(event.properties):
                index = self._index(event, type_)
                if index is not None:
                    event.properties[GROUP_COLUMNS[index]] = value
                    event.groups[index] = key
        if event.name != "$groupidentify":
            return []
        group = identified_group(event.properties)
        return [] if group is None else self._identify(event, group)

    def index(self, team_id: int, type_: str) -> int | None:
        """The index of a group type that has one."""
        return self._types_of(team_id).get(type_)

    def _types_of(self, team_id: int) -> dict[str, int]:
        types = self._types.get(team_id)
        if types is None:
            types = self._types[team_id] = group_rows.types(team_id)
        return types

    def _index(self, event: Event, type_: str) -> int | None:
        """The index of a type, taken at first sight; None for the sixth type and all after it."""
        types = self._types_of(event.team_id)
        index = types.get(type_)
        if index is None and len(types) < len(GROUP_COLUMNS) and 0 < len(type_) <= MAX_KEY_LENGTH:
            index = min(set(range(len(GROUP_COLUMNS))) - set(types.values()))
            types[type_] = index
            self._new_types.append((event.team_id, type_, index, event.received_at))
        return index

    def _identify(self, event: Event, group: NamedGroup) -> list[Warn]:
        warnings = []
        details = {"eventUuid": event.uuid, "groupType": group.type, "groupKey": group.key}
        if group.has_bad_set:
            warnings.append(Warn(event.team_id, "invalid_group_set", details))
        if len(group.key) > MAX_KEY_LENGTH:  # a step has dropped these; the column is no longer
            return warnings
        index = self._index(event, group.type)
        if index is not None and not self._write(event, index, group):
            warnings.append(Warn(event.team_id, "group_upsert_message_size_too_large", details))
        return warnings

    def _write(self, event: Event, index: int, group: NamedGroup) -> bool:
        """Makes or changes the group; False when it would grow beyond the limit."""
        known = self._find(event.team_id, index, group)
        before = loads(known.text) if known is not None else {}
        after = changed(before, group.set, group.unset)
        if known is not None and after is before:
            return True
        text = text_of(after)
        if len(text) > MAX_BYTES:
            return False
        if known is None:
            known = KnownGroup(
                event.team_id, index, group.key, event.timestamp, "{}", -1, event.received_at
            )
            self._groups[event.team_id, index, group.key] = known
        known.text, known.updated_at = text.decode(), event.received_at
        if not known.is_changed:
            known.is_changed = True
            known.version += 1
            self._changed.append(known)
        return True

    def _find(self, team_id: int, index: int, group: NamedGroup) -> KnownGroup | None:
        self.load([(team_id, group.type, group.key)])
        return self._groups[team_id, index, group.key]

    def rows(self) -> Rows:
        """What is new for the event store."""
        return {
            "groups": [
                (
                    group.team_id,
                    group.index,
                    group.key,
                    group.text,
                    group.created_at,
                    group.updated_at,
                    group.version,
                )
                for group in self._changed
            ]
        }

    def save(self) -> None:
        """Writes the state database, inside the caller's transaction."""
        group_rows.write_types(self._new_types)
        group_rows.write_groups(
            (each.team_id, each.index, each.key, each.text, each.created_at, each.version)
            for each in self._changed
        )


def _known(team_id: int, index: int, row: tuple[Any, ...]) -> KnownGroup:
    key, text, created_at, version = row
    return KnownGroup(team_id, index, key, created_at, text, version, created_at)


def _without_groups(event: Event) -> list[Warn]:
    """Events without a person stand outside group analytics; `$groups` stays as it was sent."""
    for name in GROUP_COLUMNS:
        event.properties.pop(name, None)
    if not event.properties.get("$groups"):
        return []
    details = {"eventUuid": event.uuid, "event": event.name, "distinctId": event.distinct_id}
    type_ = "groups_ignored_when_process_person_profile_is_false"
    return [Warn(event.team_id, type_, details)]
