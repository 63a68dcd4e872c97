"""A small world to try persons in: events go through the steps in batches, rows are kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from tenrec.core.event import DropReason, Event, Warn
from tenrec.persons.apply import Groups, People, wanted_ids
from tenrec.persons.collect import collect
from tenrec.persons.flag import read_flag
from tenrec.persons.groups import wanted_groups
from tenrec.persons.models import Person, PersonDistinctId

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def make_event(name: str, distinct_id: str, properties: Any = None, **fields: Any) -> Event:
    fields.setdefault("team_id", 1)
    fields.setdefault("uuid", "01900000-0000-7000-8000-000000000001")
    fields.setdefault("timestamp", NOON)
    fields.setdefault("received_at", fields["timestamp"])
    return Event(name=name, distinct_id=distinct_id, properties=dict(properties or {}), **fields)


@dataclass
class World:
    """Runs batches as the worker does and remembers what the event store would be given."""

    opted_out: bool = False
    stored: list[Event] = field(default_factory=list)
    dropped: list[tuple[str, DropReason]] = field(default_factory=list)
    warnings: list[Warn] = field(default_factory=list)
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def run(self, events: Iterable[Event], *, save: bool = True) -> dict[str, list[tuple]]:
        """One batch; without `save` it is as if the process died before the last step."""
        batch = list(events)
        people, groups = People(), Groups()
        people.load(key for event in batch for key in wanted_ids(event))
        groups.load(key for event in batch for key in wanted_groups(event))
        for event in batch:
            dropped = read_flag(event, opted_out=self.opted_out, warnings=self.warnings)
            if dropped is not None:
                self.dropped.append((event.uuid, dropped))
                continue
            collect(event)
            self.warnings += people.process(event, opted_out=self.opted_out)
            self.warnings += groups.process(event)
            self.stored.append(event)
        rows = people.rows() | groups.rows()
        if save:
            for table, new in rows.items():
                self.rows.setdefault(table, []).extend(new)
            with transaction.atomic():
                people.save()
                groups.save()
        return rows

    def send(self, name: str, distinct_id: str, properties: Any = None, **fields: Any) -> Event:
        """A batch of one event."""
        event = make_event(name, distinct_id, properties, **fields)
        self.run([event])
        return event

    def newest(self, table: str, *key: int) -> dict[tuple, tuple]:
        """The rows that a query sees: the highest version of each key that is not deleted."""
        version = {"persons": 6, "groups": 6}.get(table, 3)
        newest: dict[tuple, tuple] = {}
        for row in self.rows.get(table, []):
            name = tuple(row[index] for index in key)
            if name not in newest or newest[name][version] <= row[version]:
                newest[name] = row
        if table == "groups":
            return newest
        return {name: row for name, row in newest.items() if row[-1] is not True}


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def event() -> Any:
    return make_event


def people_of(team_id: int = 1) -> dict[str, dict[str, Any]]:
    """The persons as the state database has them, by uuid."""
    found: dict[str, dict[str, Any]] = {}
    for person in Person.objects.filter(team_id=team_id).order_by("uuid"):
        found[str(person.uuid)] = {
            "properties": person.properties,
            "is_identified": person.is_identified,
            "created_at": person.created_at,
            "last_seen_at": person.last_seen_at,
            "version": person.version,
            "ids": {},
        }
    ids = PersonDistinctId.objects.filter(team_id=team_id, person__isnull=False)
    for uuid, name, version in ids.values_list("person__uuid", "distinct_id", "version"):
        found[str(UUID(str(uuid)))]["ids"][name] = version
    return found


@pytest.fixture
def people() -> Any:
    return people_of
