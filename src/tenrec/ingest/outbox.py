"""Our own events and commands: they wait in the journal in their turn, as those of SDKs do.

A change of a person by the API is an event like any other, so that it takes the same path. A
deletion or a split is a command: it is carried out between two batches, when all that was
accepted before it is stored and nothing that came after it.
"""

import time
from dataclasses import dataclass
from typing import Any

from tenrec.core.errors import Unavailable
from tenrec.core.jsontext import dumps
from tenrec.core.received import Received
from tenrec.ingest.journal import Journal
from tenrec.ingest.load import COMMAND
from tenrec.ingest.status import Status
from tenrec.persons.models import PersonDeletion

_WAIT_SECONDS = 1.5
_LOOK_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Outbox:
    """The journal of this process, and how far it is stored."""

    journal: Journal
    status: Status

    def event(self, team_id: int, name: str, distinct_id: str, properties: dict[str, Any]) -> None:
        """Returns when the event is on disk; JournalFull when it cannot be."""
        sent = {"$lib": "tenrec-api", "$geoip_disable": True, **properties}
        event = {"event": name, "distinct_id": distinct_id, "properties": sent}
        self._put(team_id, "v0", {"api_key": "", "batch": [event]})

    def command(self, team_id: int, name: str, **arguments: Any) -> None:
        """The same for a command of `ingest/commands.py`."""
        self._put(team_id, COMMAND, {"name": name, "arguments": arguments})

    def resume(self) -> None:
        """Asks once more for deletions that a crash may have kept from the journal.

        A command whose deletion is under way already does nothing.
        """
        waiting = PersonDeletion.objects.filter(state=PersonDeletion.State.WAITING)
        for pk, team_id in list(waiting.values_list("pk", "team_id")):
            self.command(team_id, "remove_persons", deletion=str(pk))

    def settle(self, seconds: float = _WAIT_SECONDS) -> bool:
        """Waits a little until all that is in the journal now can be read; whether it can.

        Not inside of a transaction: the worker may need what the caller has locked.
        """
        end, deadline = self.journal.end, time.monotonic() + seconds
        while self.status.is_running and self.status.position < end:
            if time.monotonic() > deadline:
                return False
            time.sleep(_LOOK_SECONDS)
        return self.status.position >= end

    def _put(self, team_id: int, kind: str, document: dict[str, Any]) -> None:
        now = time.time_ns() // 1000
        record = Received(team_id, now, "", "", kind, None, False, dumps(document))
        self.journal.append_now(record.pack())


_outbox: Outbox | None = None


def use(outbox: Outbox | None) -> None:
    """What `current` gives from now on; the server puts it here when it starts."""
    global _outbox
    _outbox = outbox


def current() -> Outbox:
    """The outbox of this process."""
    if _outbox is None:
        raise Unavailable("The pipeline does not run in this process.")
    return _outbox
