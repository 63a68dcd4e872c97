"""Dead letters: what was accepted but cannot be stored, with the reason; nothing vanishes."""

import base64
from dataclasses import dataclass
from datetime import datetime

from tenrec.core.event import Event
from tenrec.core.jsontext import dumps
from tenrec.ingest.rows import COLUMNS, unline


@dataclass(slots=True)
class Refused:
    """A row that the store will not take, and why."""

    table: str
    row: bytes
    reason: str


@dataclass(slots=True)
class DeadLetter:
    """An event, or something that should have been one."""

    team_id: int
    uuid: str
    event: str
    distinct_id: str
    payload: str
    step: str
    reason: str

    def values(self, failed_at: datetime, batch: int) -> tuple[object, ...]:
        """In the column order of the table."""
        named = (self.team_id, self.uuid, self.event, self.distinct_id)
        return (*named, self.payload, self.step, self.reason, failed_at, batch)


def of_event(event: Event, step: str, reason: str) -> DeadLetter:
    """An event that a step could not digest, as far as the steps came."""
    payload = {
        "event": event.name,
        "distinct_id": event.distinct_id,
        "uuid": event.uuid,
        "timestamp": event.timestamp.isoformat(),
        "properties": event.properties,
        "$set": event.set,
        "$set_once": event.set_once,
    }
    text = dumps(payload).decode()
    return DeadLetter(event.team_id, event.uuid, event.name, event.distinct_id, text, step, reason)


def of_row(refused: Refused) -> DeadLetter:
    """A row that the store refused."""
    values = dict(zip(COLUMNS[refused.table], unline(refused.row), strict=False))
    return DeadLetter(
        team_id=int(values["team_id"]),
        uuid=values.get("uuid") or values.get("id", ""),
        event=values.get("event", ""),
        distinct_id=values.get("distinct_id", ""),
        payload=dumps(values).decode(),
        step=f"store:{refused.table}",
        reason=refused.reason[:1000],
    )


def of_record(team_id: int, record: bytes, step: str, reason: str) -> DeadLetter:
    """A record of the journal that is no request, or whose body cannot be read."""
    return DeadLetter(team_id, "", "", "", base64.b64encode(record).decode(), step, reason)
