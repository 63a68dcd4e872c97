"""Reads records from the journal and makes events of them: pure work that can run ahead."""

import base64
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from tenrec.core.event import Event, Warn
from tenrec.core.received import Received
from tenrec.core.time import from_micros
from tenrec.ingest import letters
from tenrec.ingest.journal import Entry, Journal
from tenrec.ingest.letters import DeadLetter
from tenrec.ingest.parse import parse

log = logging.getLogger(__name__)

MAX_EVENTS = 10_000
MAX_BYTES = 24_000_000
"""Of JSON, unzipped: what bounds the memory of a batch."""
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
    """What lies in the journal from `start` to `end`."""

    start: int
    end: int
    received_at: int = 0
    """Unix microseconds of the oldest record."""
    size: int = 0
    events: list[Event] = field(default_factory=list)
    warnings: list[Warn] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)
    replays: list[Replay] = field(default_factory=list)
    command: Received | None = None
    """Is alone in its batch: all events before it are stored when it is carried out."""

    @property
    def is_full(self) -> bool:
        return len(self.events) >= MAX_EVENTS or self.size >= MAX_BYTES


def read(
    journal: Journal,
    start: int,
    end: int | None = None,
    give_way: Callable[[], None] = lambda: None,
) -> Load | None:
    """The next batch, or exactly the one from `start` to `end`; None when nothing is there."""
    load = Load(start, start)
    while end is None or load.end < end:
        entries = journal.read(load.end, max_bytes=_READ_BYTES)
        for entry in entries:
            if end is not None and entry.position >= end:
                break
            give_way()
            received = _unpacked(load, entry)
            if received is not None and received.kind == COMMAND and load.end > load.start:
                return load
            load.end = entry.next_position
            if received is not None:
                _add(load, received, entry)
            if load.command is not None or (end is None and load.is_full):
                return load
        if not entries or (end is not None and entries[-1].position >= end):
            break
    if end is not None:
        load.end = end
        return load
    return load if load.end > start else None


def _unpacked(load: Load, entry: Entry) -> Received | None:
    try:
        return Received.unpack(entry.record)
    except (ValueError, TypeError) as error:
        log.exception("journal: the record at %d is no request", entry.position)
        load.letters.append(letters.of_record(0, entry.record, "unpack", str(error)))
        return None


def _add(load: Load, received: Received, entry: Entry) -> None:
    load.received_at = load.received_at or received.received_at
    if received.kind == COMMAND:
        load.command = received
        return
    if received.kind == REPLAY:
        load.replays.append(
            Replay(received.team_id, entry.position, received.received_at, entry.record)
        )
        load.size += len(received.body)
        return
    try:
        parsed = parse(received, entry.position)
    except Exception as error:
        log.exception("the request at %d cannot be parsed", entry.position)
        reason = f"{type(error).__name__}: {error}"[:1000]
        load.letters.append(letters.of_record(received.team_id, entry.record, "parse", reason))
        return
    load.size += parsed.size
    load.events += parsed.events
    load.warnings += parsed.warnings
