"""Reads records from the journal and makes events of them: pure work that can run ahead."""

import base64
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from tenrec.core.event import Event, Warn
from tenrec.core.received import Received
from tenrec.core.time import from_micros
from tenrec.core.wire.weight import weight
from tenrec.ingest import letters
from tenrec.ingest.journal import Entry, Journal
from tenrec.ingest.letters import DeadLetter
from tenrec.ingest.parse import parse, text_of

log = logging.getLogger(__name__)

MAX_EVENTS = 10_000
MAX_BYTES = 24_000_000
"""Of JSON, unzipped."""
MAX_WEIGHT = 120_000_000
"""Of the objects that the JSON becomes, at most: a thousand usual events weigh seven million."""
UNSPLIT = 2_000
"""A request with no more events than this stays in one batch: its text is parsed once."""
_READ_BYTES = 1_000_000

REPLAY = "replay"
COMMAND = "command"
"""Our own: a change to persons that must keep its place among the events (see outbox)."""


@dataclass(slots=True)
class Replay:
    """A part of a session recording: kept as it came."""

    team_id: int
    position: int
    received_at: int
    record: bytes

    def values(self, batch: int) -> tuple[object, ...]:
        """In the column order of the table."""
        text = base64.b64encode(self.record).decode()
        return (self.team_id, self.position, from_micros(self.received_at), text, batch)


@dataclass(slots=True)
class Load:
    """What lies in the journal from `start` to `end`; a large request may lie in several."""

    start: int
    end: int
    done: int = 0
    """Events of the request at `start` that belong to earlier batches."""
    part: int = 0
    """Events of the request at `end` that belong to this batch, or to earlier ones."""
    received_at: int = 0
    """Unix microseconds of the oldest record."""
    size: int = 0
    weight: int = 0
    most: int = MAX_EVENTS
    """Events that it may have, but for the rest of a small request."""
    requests: list[tuple[int, int, int]] = field(default_factory=list)
    """Of each: where its events begin in `events`, its position, and how many were done before."""
    events: list[Event] = field(default_factory=list)
    warnings: list[Warn] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)
    replays: list[Replay] = field(default_factory=list)
    command: Received | None = None
    """Is alone in its batch: all events before it are stored when it is carried out."""

    @property
    def is_full(self) -> bool:
        return (
            len(self.events) >= self.most
            or self.size >= MAX_BYTES
            or self.weight >= MAX_WEIGHT
            or self.part > 0
        )

    def place_of(self, number: int) -> tuple[int, int]:
        """Where a batch ends that has so many of these events: its `end` and `part`."""
        first, position, done = next(each for each in reversed(self.requests) if each[0] <= number)
        return position, done + number - first


def read(
    journal: Journal,
    start: int,
    end: int | None = None,
    give_way: Callable[[], None] = lambda: None,
    *,
    done: int = 0,
    part: int = 0,
    most: int | None = None,
) -> Load | None:
    """The next batch, or exactly the one from `start` to `end`; None when nothing is there."""
    load = Load(start, start, done, done, most=most or MAX_EVENTS)
    limit = None if end is None else (end, part)
    while limit is None or (load.end, load.part) < limit:
        entries = journal.read(load.end, max_bytes=_READ_BYTES)
        for entry in entries:
            if limit is not None and (entry.position, 0) >= limit:
                break
            give_way()
            received = _unpacked(load, entry)
            if received is not None and received.kind == COMMAND and load.end > load.start:
                return load
            if received is None:
                load.end, load.part = entry.next_position, 0
            elif not _add(load, received, entry, limit):
                return load
            if load.command is not None or (limit is None and load.is_full):
                return load
        if not entries or (end is not None and entries[-1].position >= end):
            break
    if limit is not None:
        load.end, load.part = limit
        return load
    return load if (load.end, load.part) > (start, done) else None


def _unpacked(load: Load, entry: Entry) -> Received | None:
    try:
        return Received.unpack(entry.record)
    except (ValueError, TypeError) as error:
        log.exception("journal: the record at %d is no request", entry.position)
        load.letters.append(letters.of_record(0, entry.record, "unpack", str(error)))
        return None


def _add(load: Load, received: Received, entry: Entry, limit: tuple[int, int] | None) -> bool:
    """False when the batch is better without it: it is heavy, and there is something already."""
    skipped = load.done if entry.position == load.start else 0
    if received.kind == COMMAND:
        load.command = received
    elif received.kind == REPLAY:
        load.replays.append(
            Replay(received.team_id, entry.position, received.received_at, entry.record)
        )
        load.size += len(received.body)
    else:
        try:
            return _add_events(load, received, entry, skipped, limit)
        except Exception as error:  # one request that nobody foresaw, kept with its reason
            log.exception("the request at %d cannot be parsed", entry.position)
            reason = f"{type(error).__name__}: {error}"[:1000]
            letter = letters.of_record(received.team_id, entry.record, "parse", reason)
            load.letters.append(letter)
    _pass(load, received, entry)
    return True


def _add_events(
    load: Load, received: Received, entry: Entry, skipped: int, limit: tuple[int, int] | None
) -> bool:
    text = text_of(received)
    heavy = weight(text)
    after: int | None
    if limit is None:
        if load.weight and load.weight + heavy > MAX_WEIGHT:
            return False
        after = skipped + max(load.most - len(load.events), UNSPLIT)
    else:
        after = limit[1] if entry.position == limit[0] else None
    parsed = parse(received, entry.position, text, skipped, after)
    load.requests.append((len(load.events), entry.position, skipped))
    load.events += parsed.events
    load.warnings += parsed.warnings
    share = len(parsed.events) / max(parsed.total, 1)
    load.size += int(len(text) * share)
    load.weight += int(heavy * share)
    _pass(load, received, entry)
    taken = skipped + len(parsed.events)
    if taken < parsed.total:
        load.end, load.part = entry.position, taken
    return True


def _pass(load: Load, received: Received, entry: Entry) -> None:
    load.received_at = load.received_at or received.received_at
    load.end, load.part = entry.next_position, 0
