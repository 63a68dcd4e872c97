"""Which part of the journal is stored, in the state database: the other half of exactly once."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from tenrec.ingest.models import IngestState

Range = tuple[str, int, int, int]
"""Table, chunk, first row, row after the last: of the batch in flight."""


@dataclass(slots=True)
class Flight:
    """A batch whose limits are fixed: until it is stored, nothing else is."""

    name: str
    """The prefix of its insert tokens."""
    start: int
    end: int
    refused: dict[Range, str]
    """What the store would not take as a whole, and why."""
    done: int = 0
    """Events of the request at `start` that earlier batches have stored."""
    part: int = 0
    """Events of the request at `end` that this batch, or an earlier one, has."""
    is_replay: bool = False
    """It began before this process did, or failed in it: rows of it may be stored."""

    @property
    def number(self) -> int:
        """What its rows carry, so that they can be told from those of other batches."""
        return _number(self.name)


def _number(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")


class Ledger:
    """Remembers what the database says; all writing goes through here."""

    def __init__(self) -> None:
        state, _ = IngestState.objects.get_or_create(id=IngestState.ONLY)
        self._epoch = state.epoch
        self.position = state.position
        self.done = state.done
        self.stored = state.stored
        self.dead_letters = state.dead_letters
        self.flight: Flight | None = None
        if state.batch_from is not None and state.batch_to is not None:
            self.flight = self._flight(
                state.batch_from, state.batch_to, state.batch_done, state.batch_part
            )
            self.flight.refused = {(t, c, a, b): why for t, c, a, b, why in state.refused}
            self.flight.is_replay = True

    def begin(self, start: int, end: int, done: int = 0, part: int = 0) -> Flight:
        """Fixes the limits of the next batch before any work on it."""
        self._update(batch_from=start, batch_to=end, batch_done=done, batch_part=part, refused=[])
        self.flight = self._flight(start, end, done, part)
        return self.flight

    def number_of(self, start: int, done: int) -> int:
        """The number of the batch that begins there, wherever it will end."""
        return _number(self._name(start, done))

    def _name(self, start: int, done: int) -> str:
        return f"{self._epoch}-{start}" + (f"+{done}" if done else "")

    def _flight(self, start: int, end: int, done: int, part: int) -> Flight:
        return Flight(self._name(start, done), start, end, {}, done, part)

    def refuse(self, flight: Flight, rows: Range, reason: str) -> None:
        """The store refused these rows as a whole: a replay must not try them as one again."""
        refused = {**flight.refused, rows: reason}
        self._update(refused=[[*where, why] for where, why in refused.items()])
        flight.refused = refused

    def finish(self, flight: Flight, stored: int, dead_letters: int) -> None:
        """Moves the position, in the caller's transaction; `settle` after it holds."""
        self._update(
            position=flight.end,
            done=flight.part,
            batch_from=None,
            batch_to=None,
            batch_done=0,
            batch_part=0,
            refused=[],
            stored=self.stored + stored,
            dead_letters=self.dead_letters + dead_letters,
        )

    def settle(self, flight: Flight, stored: int, dead_letters: int) -> None:
        """The transaction of `finish` holds."""
        self.position, self.done = flight.end, flight.part
        self.stored += stored
        self.dead_letters += dead_letters
        self.flight = None

    def _update(self, **fields: Any) -> None:
        if not IngestState.objects.filter(id=IngestState.ONLY).update(**fields):
            raise RuntimeError("the row of the ingest state is gone")
