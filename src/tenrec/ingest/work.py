"""One batch from events to rows that can be counted, and then the state that belongs to it.

The order is the promise: limits fixed, rows stored under tokens, state and position in one
transaction. Wherever it breaks, the same limits are worked again from the same state, and the
event store recognises by their tokens the rows that it has.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import DataError, IntegrityError, transaction

from tenrec.accounts.models import Project
from tenrec.core.event import DropReason, Event
from tenrec.core.received import Received
from tenrec.flags import continuity
from tenrec.ingest import commands, duplicates, letters, notes, pipeline
from tenrec.ingest.context import BatchContext, GeoReader, TeamSettings
from tenrec.ingest.courtesy import Courtesy
from tenrec.ingest.ledger import Flight, Ledger
from tenrec.ingest.letters import DeadLetter, Refused
from tenrec.ingest.load import Load
from tenrec.ingest.patience import Patience
from tenrec.ingest.rows import event_line, line, tail_of
from tenrec.ingest.teams import Teams
from tenrec.ingest.writer import Writer
from tenrec.persons.apply import Groups, People, wanted_ids
from tenrec.persons.group_rules import identified_group
from tenrec.persons.groups import wanted_groups
from tenrec.store.base import EventStore
from tenrec.taxonomy.definitions import Definitions

log = logging.getLogger(__name__)

# Rows go to the store in chunks, so that it inserts one while Python makes the next. Where a
# chunk begins depends on the journal alone: a replay must cut at the same places.
CHUNK_EVENTS = 5_000
PEOPLE_BYTES = 64_000_000
"""What the persons of a batch may take, their copies in the rows included."""


@dataclass(slots=True)
class Outcome:
    """What became of a batch."""

    stored: int = 0
    dropped: Counter[tuple[int, DropReason]] = field(default_factory=Counter)
    letters: list[DeadLetter] = field(default_factory=list)
    teams: set[int] = field(default_factory=set)
    """Those that had an event stored."""


@dataclass(slots=True)
class Task:
    """A batch in work."""

    load: Load
    flight: Flight
    context: BatchContext
    seen: dict[duplicates.Key, set[int]]
    """Events that are stored already, those of this batch included as they come."""
    outcome: Outcome


@dataclass(slots=True)
class Chunk:
    """Rows on their way into the store."""

    number: int
    rows: list[bytes]
    offered: "Future[str | None]"


class Work:
    """Does batches, one after the other, in one thread; `beside` inserts, one after the other."""

    def __init__(
        self,
        store: EventStore,
        ledger: Ledger,
        patience: Patience,
        courtesy: Courtesy,
        beside: Executor,
        geoip: GeoReader | None,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._patience = patience
        self._courtesy = courtesy
        self._beside = beside
        self._geoip = geoip
        self._writer = Writer(store, ledger, patience)
        self._teams = Teams()
        self._definitions = Definitions()
        self._people: People | None = None
        self._repeats: Future[dict[duplicates.Key, set[int]]] | None = None

    def room_for(self, load: Load) -> int:
        """How many events of a new batch their persons leave room for; then `do` may come."""
        number = self._ledger.number_of(load.start, load.done)
        self._repeats = self._beside.submit(self._find_stored, load.events, number)
        self._people = People()
        count = self._people.load_for(load.events, PEOPLE_BYTES)
        if count < len(load.events):
            self._people = None  # a replay of the shorter batch will know only its own persons
        return count

    def do(self, load: Load, flight: Flight, when_idle: Callable[[], None]) -> Outcome:
        """Raises whatever went wrong; then `reset`, and the same limits once more.

        `when_idle` is called when Python's part is done and only the store has work.
        """
        if load.command is not None:
            self._forget()  # whom it changes is not what was read before
            return self._obey(load.command, flight)
        repeats, self._repeats = self._repeats, None
        if repeats is None:
            repeats = self._beside.submit(self._find_stored, load.events, flight.number)
        context = self._context(load)
        task = Task(load, flight, context, repeats.result(), Outcome(letters=[*load.letters]))
        chunks = [self._chunk(number, part, task) for number, part in _parts(load.events)]
        when_idle()
        self._store_rows(chunks, task)
        self._save(task)
        return task.outcome

    def _obey(self, command: Received, flight: Flight) -> Outcome:
        """A change to persons: everything sent before it is stored, nothing sent after it."""
        change = commands.change_of(command)
        if change is not None:
            for table, rows in change.rows().items():
                self._writer.insert(flight, table, [line(values) for values in rows])
        with transaction.atomic():
            if change is not None:
                change.save()
            self._ledger.finish(flight, 0, 0)
        self._ledger.settle(flight, 0, 0)
        return Outcome()

    def reset(self) -> None:
        """Forgets everything that a failed batch may have left in memory."""
        self._forget()
        self._teams.forget()
        self._definitions.rollback()

    def _forget(self) -> None:
        """What was read for a batch before its limits were fixed."""
        self._people, self._repeats = None, None

    def _find_stored(self, events: list[Event], number: int) -> dict[duplicates.Key, set[int]]:
        return self._patience.call(lambda: duplicates.stored(self._store, events, number))

    def _context(self, load: Load) -> BatchContext:
        now = datetime.now(UTC)
        people, self._people, groups = self._people, None, Groups()
        if people is None:
            people = People()
            people.load(each for event in load.events for each in wanted_ids(event))
        groups.load(each for event in load.events for each in wanted_groups(event))
        self._definitions.begin(now)
        teams = self._teams.load({event.team_id for event in load.events})
        return BatchContext(teams, people, groups, self._geoip, now, list(load.warnings))

    # From events to rows

    def _chunk(self, number: int, events: Sequence[Event], task: Task) -> Chunk:
        rows = []
        tail, tail_key, context = "", None, task.context
        for event in events:
            self._courtesy()
            if not self._passes(event, task):
                continue
            key = (event.received_at, event.historical_migration)
            if key != tail_key:
                tail_key, tail = key, tail_of(context.now, *key, task.flight.number)
            try:
                row = event_line(event, tail)
                self._definitions.add(event, _group_index(event, context))
            except Exception as error:  # one event that nobody foresaw, kept with its reason
                task.outcome.letters.append(letters.of_event(event, "row", repr(error)[:1000]))
                continue
            rows.append(row)
            task.outcome.stored += 1
            task.outcome.teams.add(event.team_id)
        offered = self._beside.submit(self._writer.offer, task.flight, "events", rows, number)
        return Chunk(number, rows, offered)

    def _passes(self, event: Event, task: Task) -> bool:
        """Leads the event through the steps; notes why when it is not to be stored."""
        outcome, team_id = task.outcome, event.team_id
        if team_id not in task.context.teams:
            outcome.dropped[team_id, DropReason.UNKNOWN_TEAM] += 1
            return False
        if duplicates.is_repeat(event, task.seen):
            outcome.dropped[team_id, DropReason.DUPLICATE] += 1
            return False
        result = pipeline.run(event, task.context)
        if result is None:
            return True
        if isinstance(result, DropReason):
            outcome.dropped[team_id, result] += 1
        else:
            outcome.letters.append(letters.of_event(event, result.step, result.reason))
        return False

    # Into the store

    def _store_rows(self, chunks: list[Chunk], task: Task) -> None:
        others = _other_rows(task)
        refused: list[Refused] = []
        for chunk in chunks:
            reason = chunk.offered.result()
            refused += self._writer.settle(task.flight, "events", chunk.rows, chunk.number, reason)
        task.outcome.stored -= len(refused)
        for table, rows in others.items():
            refused += self._writer.insert(task.flight, table, rows)
        dead = task.outcome.letters
        dead += map(letters.of_row, refused)
        values = (letter.values(task.context.now, task.flight.number) for letter in dead)
        self._writer.insert(task.flight, "dead_letters", [line(each) for each in values])
        for letter in dead:
            task.outcome.dropped[letter.team_id, DropReason.POISONED] += 1

    # Into the state database

    def _save(self, task: Task) -> None:
        context, outcome = task.context, task.outcome
        counts = outcome.stored, len(outcome.letters)
        with transaction.atomic():
            context.people.save()
            continuity.follow_merges(context.people.merges)
            context.groups.save()
            self._definitions.save_shapes()
            _if_possible(self._definitions.save)
            _if_possible(lambda: notes.save_warnings(context.warnings, context.now))
            notes.save_dropped(outcome.dropped, context.now.date())
            self._mark_first_events(context.teams, outcome.teams)
            self._ledger.finish(task.flight, *counts)
        self._definitions.commit()
        self._ledger.settle(task.flight, *counts)

    def _mark_first_events(self, teams: Mapping[int, TeamSettings], stored: set[int]) -> None:
        first = [team for team in stored if not teams[team].has_ingested_event]
        if first:
            Project.objects.filter(id__in=first).update(ingested_event=True)
            self._teams.forget()


def _if_possible(save: Callable[[], None]) -> None:
    """What only describes the events may not hold them up, whatever a client has sent."""
    try:
        with transaction.atomic():
            save()
    except (DataError, IntegrityError, TypeError, ValueError):
        log.exception("ingest: definitions or warnings of a batch could not be saved")


def _parts(events: list[Event]) -> Iterator[tuple[int, list[Event]]]:
    for number, start in enumerate(range(0, len(events), CHUNK_EVENTS)):
        yield number, events[start : start + CHUNK_EVENTS]


def _other_rows(task: Task) -> dict[str, list[bytes]]:
    """Everything but the events: people, groups, parts of recordings."""
    tables = {**task.context.people.rows(), **task.context.groups.rows()}
    rows = {table: [line(values) for values in each] for table, each in tables.items()}
    number = task.flight.number
    rows["replay_records"] = [line(each.values(number)) for each in task.load.replays]
    return rows


def _group_index(event: Event, context: BatchContext) -> int | None:
    if event.name != "$groupidentify":
        return None
    group = identified_group(event.properties)
    return None if group is None else context.groups.index(event.team_id, group.type)
