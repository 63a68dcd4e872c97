"""The persons and distinct ids of one batch as they are in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tenrec.core.ids import person_uuid
from tenrec.core.jsontext import loads

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)


@dataclass(slots=True, eq=False)
class Profile:
    """A person: `text` are its properties as JSON, parsed only when an event asks for them.

    A large text is read only when it is needed: a batch may touch thousands of persons.
    """

    team_id: int
    uuid: str
    created_at: datetime
    is_identified: bool
    version: int
    kept: str | None
    """The text, None as long as it is only in the database."""
    last_seen_at: datetime | None = None
    pk: int | None = None
    is_changed: bool = False
    is_gone: bool = False
    next_hour: datetime = NEVER
    """From here on an event moves `last_seen_at`."""
    held: list["Held"] = field(default_factory=list)
    parsed: dict[str, Any] | None = None
    fetch: Callable[[], str] = lambda: "{}"
    stored_size: int = 0
    """Of the text in the database."""

    @property
    def text(self) -> str:
        if self.kept is None:
            self.kept = self.fetch()
        return self.kept

    @property
    def properties(self) -> dict[str, Any]:
        """Never changed in place: an update replaces the dict."""
        if self.parsed is None:
            self.parsed = loads(self.text)
        return self.parsed

    def write(self, properties: dict[str, Any], text: bytes) -> None:
        self.parsed, self.kept = properties, text.decode()

    def see(self, timestamp: datetime) -> None:
        """`last_seen_at` has the precision of an hour, so that not every event is a write."""
        self.seen(timestamp.replace(minute=0, second=0, microsecond=0))

    def seen(self, hour: datetime) -> None:
        self.last_seen_at, self.next_hour = hour, hour + _HOUR


@dataclass(slots=True, eq=False)
class Held:
    """A distinct id and the person who holds it, if any."""

    team_id: int
    distinct_id: str
    person: Profile | None = None
    version: int = -1
    """Of the mapping; -1: there never was one."""
    was_personless: bool = False
    is_merged: bool = False
    """A personless id that came to a person by a merge."""
    is_changed: bool = False
    uuid: str = ""

    @property
    def own_uuid(self) -> str:
        """Of the person whom this id alone stands for."""
        if not self.uuid:
            self.uuid = person_uuid(self.team_id, self.distinct_id)
        return self.uuid

    def next_version(self, *, is_override: bool) -> int:
        """Of a new mapping: 0 says that the rows are right already; a tombstone is outdone."""
        return self.version + 1 if self.version >= 0 else int(is_override)
