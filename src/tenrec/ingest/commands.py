"""Commands of the journal, by name: each makes a change to the persons of one team."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from tenrec.core.jsontext import loads
from tenrec.core.received import Received
from tenrec.flags import continuity
from tenrec.persons.apply import Rows
from tenrec.persons.removal import Removal
from tenrec.persons.split import Split

log = logging.getLogger(__name__)


class Change(Protocol):
    """What People and Groups do for a batch: rows for the store, then the state."""

    def rows(self) -> Rows:
        """The same rows whenever it is tried again."""
        ...

    def save(self) -> None:
        """Inside the transaction that moves the position."""
        ...


class _RemovalEverywhere:
    """Flags forget the persons in the same transaction, after they are gone."""

    def __init__(self, team_id: int, removal: Removal) -> None:
        self._team_id = team_id
        self._removal = removal

    def rows(self) -> Rows:
        return self._removal.rows()

    def save(self) -> None:
        self._removal.save()
        continuity.forget(self._team_id, self._removal.gone)


def _remove(team_id: int, arguments: dict[str, Any]) -> Change | None:
    removal = Removal.read(team_id, arguments["deletion"], datetime.now(UTC))
    return removal and _RemovalEverywhere(team_id, removal)


def _split(team_id: int, arguments: dict[str, Any]) -> Change | None:
    return Split.read(team_id, arguments["person"], arguments.get("main"), datetime.now(UTC))


COMMANDS: dict[str, Callable[[int, dict[str, Any]], Change | None]] = {
    "remove_persons": _remove,
    "split_person": _split,
}


def change_of(command: Received) -> Change | None:
    """What the command asks for; None when there is nothing to do any more."""
    try:
        document = loads(command.body)
        make, arguments = COMMANDS[document["name"]], document["arguments"]
    except (ValueError, KeyError, TypeError):
        log.exception("journal: a command that nobody knows was left out")
        return None
    return make(command.team_id, arguments)
