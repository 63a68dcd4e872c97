"""Puts the rows of a batch into the event store, each once, whatever goes wrong."""

import logging
from collections.abc import Sequence

from tenrec.core.errors import QueryRefused, StoreDown
from tenrec.ingest import leftovers
from tenrec.ingest.ledger import Flight, Ledger
from tenrec.ingest.letters import Refused
from tenrec.ingest.patience import Patience
from tenrec.ingest.rows import COLUMNS
from tenrec.store.base import Batch, EventStore

log = logging.getLogger(__name__)

# Refusals that say nothing about the rows: the schema or the account of the server is wrong.
_NOT_THE_ROWS = frozenset(
    {
        "unknown_table",
        "unknown_identifier",
        "no_such_column_in_table",
        "not_found_column_in_block",
        "syntax_error",
        "unknown_setting",
        "readonly",
        "access_denied",
        "query_timeout",
        "query_cancelled",
    }
)
# Somebody's large query may eat the memory for a while; a row that is too large eats it always.
_MEMORY = "query_memory_limit"
_MEMORY_ATTEMPTS = 4
_WHOLE = -1


class Writer:
    """Inserts with tokens made of the batch's start and a chunk: a replay changes nothing.

    Rows that the store refuses are searched by halves. Every refused range is written down
    before its halves are tried, so that a replay walks the same way with the same tokens.
    """

    def __init__(self, store: EventStore, ledger: Ledger, patience: Patience) -> None:
        self._store = store
        self._ledger = ledger
        self._patience = patience

    def insert(
        self, flight: Flight, table: str, rows: Sequence[bytes], chunk: int = 0
    ) -> list[Refused]:
        """Stores all rows but those that it gives back."""
        return self.settle(flight, table, rows, chunk, self.offer(flight, table, rows, chunk))

    def offer(self, flight: Flight, table: str, rows: Sequence[bytes], chunk: int) -> str | None:
        """One insert, in any thread: None when stored, else what is wrong with the rows."""
        known = flight.refused.get((table, chunk, 0, _WHOLE))
        if known is not None or not rows:
            return known
        return self._try(flight, table, rows, f"{table}-{flight.name}-{chunk}")

    def settle(
        self, flight: Flight, table: str, rows: Sequence[bytes], chunk: int, reason: str | None
    ) -> list[Refused]:
        """The second half of `insert`: finds the rows that spoilt the offer."""
        if reason is None:
            return []
        if (table, chunk, 0, _WHOLE) not in flight.refused:
            log.warning("the store refused %d rows of %s: %s", len(rows), table, reason)
            self._ledger.refuse(flight, (table, chunk, 0, _WHOLE), reason)
        return self._halves(flight, (table, chunk, 0, len(rows)), rows, reason)

    def _part(
        self, flight: Flight, where: tuple[str, int, int, int], rows: Sequence[bytes]
    ) -> list[Refused]:
        if not rows:
            return []
        reason = flight.refused.get(where)
        if reason is None:
            table, chunk, first, after = where
            token = f"{table}-{flight.name}-{chunk}-{first}-{after}"
            reason = self._try(flight, table, rows, token)
            if reason is None:
                return []
            self._ledger.refuse(flight, where, reason)
        return self._halves(flight, where, rows, reason)

    def _halves(
        self,
        flight: Flight,
        where: tuple[str, int, int, int],
        rows: Sequence[bytes],
        reason: str,
    ) -> list[Refused]:
        table, chunk, first, after = where
        if len(rows) == 1:
            return [Refused(table, rows[0], reason)]
        half = len(rows) // 2
        middle = first + half
        return [
            *self._part(flight, (table, chunk, first, middle), rows[:half]),
            *self._part(flight, (table, chunk, middle, after), rows[half:]),
        ]

    def _try(self, flight: Flight, table: str, rows: Sequence[bytes], token: str) -> str | None:
        if flight.is_replay and leftovers.is_told_apart(table):
            rows = self._missing(flight, table, rows)
            if not rows:
                return None
        batch = Batch(table, COLUMNS[table], b"".join(rows), token)
        attempts = 0

        def attempt() -> str | None:
            nonlocal attempts
            attempts += 1
            try:
                self._store.insert(batch)
            except QueryRefused as error:
                if not _is_about_rows(error, table, attempts):
                    raise StoreDown(error.detail, code=error.code) from error
                return error.detail.partition("\n")[0][:500]  # the rest repeats the row
            return None

        return self._patience.call(attempt)

    def _missing(self, flight: Flight, table: str, rows: Sequence[bytes]) -> list[bytes]:
        """The rows that are not stored. All of a month were, or none, whatever was cut off:
        so what is missing may go under the token of the whole."""
        stored = self._patience.call(lambda: leftovers.stored(self._store, flight, table, rows))
        if not stored:
            return list(rows)
        return [row for row in rows if leftovers.identity(table, row) not in stored]


def _is_about_rows(error: QueryRefused, table: str, attempts: int) -> bool:
    if error.code == _MEMORY and attempts < _MEMORY_ATTEMPTS:
        return False
    # There is no place for a dead letter that is refused itself; it has nothing to refuse.
    return error.code not in _NOT_THE_ROWS and table != "dead_letters"
