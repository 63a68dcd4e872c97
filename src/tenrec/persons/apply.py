"""Carries out what events do to persons: a batch is loaded at once and written at once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tenrec.core.event import Event, Warn
from tenrec.persons import people_rows
from tenrec.persons.change import absorb, change, create
from tenrec.persons.cohorts.static import follow_merges
from tenrec.persons.groups import Groups
from tenrec.persons.jobs import ask_for
from tenrec.persons.merge import (
    MERGING_EVENTS,
    TOMBSTONE_STEP,
    Attach,
    Claim,
    Create,
    Keep,
    Known,
    Merge,
    Separate,
    decide,
    is_illegal,
    source_id,
)
from tenrec.persons.profile import Held, Profile

__all__ = ["Groups", "People", "wanted_ids"]

PERSONLESS_SINCE = datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC)
"""`person_created_at` of rows without a person."""
_AT_ONCE = 2_000
"""Events whose persons are read together."""
_GRACE = timedelta(minutes=1)
"""So long after its creation a person is not taken for proof that a personless event is late."""

Rows = dict[str, list[tuple[Any, ...]]]


def wanted_ids(event: Event) -> Iterator[tuple[int, str]]:
    """The distinct ids whose persons `People.process` will need for this event."""
    yield event.team_id, event.distinct_id
    if event.name in MERGING_EVENTS:
        source = source_id(event.name, event.properties)
        if source is not None and not is_illegal(source):
            yield event.team_id, source


class People:
    """The persons of one batch. Not for several threads, and not for a second batch."""

    def __init__(self) -> None:
        self._ids: dict[tuple[int, str], Held] = {}
        self._persons: dict[tuple[int, str], Profile] = {}
        self._tombstones: dict[tuple[int, str], int] = {}
        self._changed: list[Profile] = []
        self._changed_ids: list[Held] = []
        self._gone: list[Profile] = []
        self._merges: list[tuple[int, str, str]] = []
        self._personless: dict[Held, datetime] = {}

    def load(self, wanted: Iterable[tuple[int, str]]) -> None:
        """Reads all that is known of these ids; one that was forgotten is read when it comes."""
        missing: dict[int, list[str]] = {}
        for key in wanted:
            if key not in self._ids:
                self._ids[key] = Held(*key)
                missing.setdefault(key[0], []).append(key[1])
        for team_id, ids in missing.items():
            self._load(team_id, ids)

    def load_for(self, events: Sequence[Event], budget: int) -> int:
        """Reads the persons of these events until they take the budget; of how many it did.

        A person takes three times its text (text, values, a new text), and each of its events
        carries a copy. There is always room for the first event.
        """
        spent, known = 0, 0
        for first in range(0, len(events), _AT_ONCE):
            part = events[first : first + _AT_ONCE]
            self.load(each for event in part for each in wanted_ids(event))
            new, known = [*self._persons.values()][known:], len(self._persons)
            copies = sum(map(self._copied, part))
            texts = 3 * sum(person.stored_size for person in new)
            if spent + copies + texts > budget:
                return first + self._count_for(part, budget - spent)
            spent += copies + texts
        return len(events)

    def _copied(self, event: Event) -> int:
        person = self._ids[event.team_id, event.distinct_id].person
        return 0 if person is None else min(person.stored_size, people_rows.LARGE)

    def _count_for(self, events: Sequence[Event], budget: int) -> int:
        """How many fit, one by one; some of their persons may have been counted before."""
        counted: set[Profile] = set()
        for number, event in enumerate(events):
            budget -= self._copied(event)
            for key in wanted_ids(event):
                person = self._ids[key].person
                if person is not None and person not in counted:
                    counted.add(person)
                    budget -= 3 * person.stored_size
            if budget < 0:
                return max(number, 1)
        return len(events)

    def _load(self, team_id: int, ids: list[str]) -> None:
        for distinct_id, version, *columns in people_rows.holders(team_id, ids):
            held = self._ids[team_id, distinct_id]
            held.version = version
            if columns[0] is not None:
                self._join(held, self._known(team_id, columns))
        strangers = [
            held for held in (self._ids[team_id, each] for each in ids) if held.person is None
        ]
        if not strangers:
            return
        for distinct_id in people_rows.personless(
            team_id, [each.distinct_id for each in strangers]
        ):
            self._ids[team_id, distinct_id].was_personless = True
        uuids = [held.own_uuid for held in strangers]
        for row in people_rows.by_uuid(team_id, uuids):
            self._known(team_id, row)
        for uuid, version in people_rows.tombstones(team_id, uuids).items():
            self._tombstones.setdefault((team_id, uuid), version)

    def _known(self, team_id: int, row: Any) -> Profile:
        """The one object of a stored person, however many ids lead to it."""
        person = people_rows.profile(team_id, row)
        return self._persons.setdefault((team_id, person.uuid), person)

    def _late(self, team_id: int, distinct_id: str) -> Held:
        self.load([(team_id, distinct_id)])
        return self._ids[team_id, distinct_id]

    def _join(self, held: Held, person: Profile) -> None:
        held.person = person
        person.held.append(held)

    # One event

    def process(self, event: Event, *, opted_out: bool) -> list[Warn]:
        """Finds or makes the person of the event, changes it, and fills the event's columns."""
        key = event.team_id, event.distinct_id
        own = self._ids.get(key) or self._late(*key)
        if not event.process_person:
            self._pass_by(event, own, opted_out)
            return []
        warnings: list[Warn] = []
        source = source_id(event.name, event.properties) if event.name in MERGING_EVENTS else None
        is_new = source is not None and self._merge(event, source, own, warnings)
        person = own.person
        if person is None:
            person, is_new = self._create(event, own, warnings)
        if is_new:
            text = person.text
        else:
            is_changed, text = change(person, event, warnings)
            if is_changed:
                self._touch(person)
        event.person_id = person.uuid
        event.person_created_at = person.created_at
        event.person_properties_text = text
        event.person_mode = "full"
        return warnings

    def _pass_by(self, event: Event, own: Held, opted_out: bool) -> None:
        """An event without a person shows whose it would be, and nothing about them."""
        person = own.person
        event.person_properties_text = "{}"
        event.person_mode = "propertyless"
        if person is not None:
            event.person_id, event.person_created_at = person.uuid, person.created_at
            if event.timestamp > person.created_at + _GRACE and not opted_out:
                event.person_mode = "force_upgrade"
            return
        event.person_id, event.person_created_at = own.own_uuid, PERSONLESS_SINCE
        if not own.was_personless:
            own.was_personless = True
            self._personless[own] = event.received_at

    def _merge(self, event: Event, source: str, own: Held, warnings: list[Warn]) -> bool:
        """Carries out the decision; True when it made a person, who then is up to date."""
        if is_illegal(source):
            other = Held(event.team_id, source)  # never stored, so there is nothing to read
        else:
            key = event.team_id, source
            other = self._ids.get(key) or self._late(*key)
        match decide(_claim(other), _claim(own), force=event.name == "$merge_dangerously"):
            case Separate(warning, identifies):
                if warning:
                    warnings.append(_refused(warning, event, source))
                if identifies and own.person:
                    self._identify(own.person)
                return False
            case Create(owner, is_override=is_override):
                first, second = (own, other) if owner == own.distinct_id else (other, own)
                person, is_new = self._create(event, first, warnings)
                self._attach(second, person, is_override)
                self._identify(person)
                return is_new
            case Attach(distinct_id, is_override=is_override):
                joining, holder = (own, other) if distinct_id == own.distinct_id else (other, own)
                if holder.person is not None:
                    self._attach(joining, holder.person, is_override)
                    self._identify(holder.person)
            case Keep():
                if own.person is not None:
                    self._identify(own.person)
            case Merge():
                if own.person is not None and other.person is not None:
                    self._absorb(event, other.person, own.person, warnings)
        return False

    def _create(self, event: Event, held: Held, warnings: list[Warn]) -> tuple[Profile, bool]:
        """A new person, unless the uuid is somebody's already: then the id joins that one."""
        key = event.team_id, held.own_uuid
        person = self._persons.get(key)
        is_new = person is None or person.is_gone
        if person is None or is_new:
            person = create(event, held.own_uuid, self._tombstones.get(key, -1) + 1, warnings)
            self._persons[key] = person
            self._changed.append(person)
        self._attach(held, person, is_override=False)
        return person, is_new

    def _attach(self, held: Held, person: Profile, is_override: bool) -> None:
        held.version = held.next_version(is_override=is_override)
        self._join(held, person)
        if not held.is_changed:
            held.is_changed = True
            self._changed_ids.append(held)
        if held.was_personless and held.own_uuid != person.uuid:
            held.is_merged = True
            self._personless.setdefault(held, PERSONLESS_SINCE)

    def _identify(self, person: Profile) -> None:
        if not person.is_identified:
            person.is_identified = True
            self._touch(person)

    def _touch(self, person: Profile) -> None:
        """One batch is one new version, however many events change the person."""
        if not person.is_changed:
            person.is_changed = True
            person.version += 1
            self._changed.append(person)

    def _absorb(self, event: Event, gone: Profile, into: Profile, warnings: list[Warn]) -> None:
        self._load_ids_of(gone)
        self._touch(into)
        absorb(into, gone, event, warnings)
        # By name: the order in which a database answers must not show in what is stored.
        for held in sorted(gone.held, key=lambda each: each.distinct_id):
            self._attach(held, into, is_override=True)
        gone.held = []
        self._merges.append((gone.team_id, gone.uuid, into.uuid))
        self._tombstones[gone.team_id, gone.uuid] = gone.version + TOMBSTONE_STEP
        if gone.pk is not None:
            self._gone.append(gone)

    def _load_ids_of(self, person: Profile) -> None:
        """A person may hold ids that no event of this batch named."""
        if person.pk is None:
            return
        for distinct_id, version in people_rows.held_by(person.pk):
            key = person.team_id, distinct_id
            if key not in self._ids:
                held = self._ids[key] = Held(*key, version=version)
                self._join(held, person)

    # All events

    def rows(self) -> Rows:
        """What is new for the event store, with final versions; before or after `save`."""
        ids = [
            (held.team_id, held.distinct_id, held.person.uuid, held.version, False)
            for held in self._changed_ids
            if held.person is not None
        ]
        return {
            "persons": [*map(_person_row, self._alive()), *map(_tombstone_row, self._gone)],
            "person_distinct_ids": ids,
            "person_distinct_id_overrides": [row for row in ids if row[3] > 0],
        }

    @property
    def merges(self) -> list[tuple[int, str, str]]:
        """Team, who is gone, into whom, in the order in which it happened."""
        return self._merges

    def save(self) -> None:
        """Writes the state database, inside the caller's transaction."""
        people_rows.write_persons(self._alive())
        people_rows.write_ids(self._changed_ids)
        people_rows.write_personless(self._personless.items())
        people_rows.bury(self._gone)
        if self._merges:
            ask_for(sorted(follow_merges(self._merges)))

    def _alive(self) -> list[Profile]:
        return [person for person in self._changed if not person.is_gone]


def _claim(held: Held) -> Claim:
    person = held.person
    known = Known(person.uuid, person.is_identified) if person is not None else None
    return Claim(held.distinct_id, known, held.was_personless)


def _refused(type_: str, event: Event, source: str) -> Warn:
    details: dict[str, Any] = {"eventUuid": event.uuid, "event": event.name}
    if type_ == "cannot_merge_already_identified":
        details |= {"sourcePersonDistinctId": source, "targetPersonDistinctId": event.distinct_id}
    else:
        ids = (event.distinct_id, source)
        illegal, other = ids if is_illegal(event.distinct_id) else ids[::-1]
        details |= {"illegalDistinctId": illegal, "otherDistinctId": other}
    return Warn(event.team_id, type_, details)


def _person_row(person: Profile) -> tuple[Any, ...]:
    return (
        person.team_id,
        person.uuid,
        person.created_at,
        person.text,
        person.is_identified,
        person.last_seen_at,
        person.version,
        False,
    )


def _tombstone_row(person: Profile) -> tuple[Any, ...]:
    return (
        person.team_id,
        person.uuid,
        person.created_at,
        "{}",
        person.is_identified,
        None,
        person.version + TOMBSTONE_STEP,
        True,
    )
