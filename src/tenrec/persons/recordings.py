"""Finds the parts of session recordings that somebody's browser sent."""

import base64
from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from tenrec.core import wire
from tenrec.core.received import Received
from tenrec.store.base import EventStore

_PAGE = 50
_BODY_LIMIT = 256_000_000
_RECORDS = f"""
    SELECT position, record FROM replay_records
    WHERE team_id = {{team:Int64}} AND position > {{after:UInt64}}
        AND received_at < fromUnixTimestamp64Micro({{until:Int64}}, 'UTC')
    ORDER BY position LIMIT {_PAGE}
"""


def records_of(
    store: EventStore,
    team_id: int,
    ids: Collection[str],
    until: datetime | None,
    wait: Callable[[], None],
) -> Iterator[int]:
    """Positions of the records with anything of these ids: one record is one browser's request."""
    assert until is not None
    last = {"team": team_id, "after": 0, "until": int(until.timestamp() * 1_000_000)}
    while rows := store.select(_RECORDS, last).rows:
        for position, record in rows:
            if not ids_in(base64.b64decode(record)).isdisjoint(ids):
                yield position
        last["after"] = rows[-1][0]
        wait()


def ids_in(record: bytes) -> set[str]:
    """The distinct ids that a record of the journal names; none when it cannot be read."""
    try:
        received = Received.unpack(record)
        body = received.body
        if received.is_gzip:
            body, _ = wire.gunzip(body, limit=_BODY_LIMIT)
        return {event.distinct_id for event in wire.read("v0", wire.loads(body)).events}
    except (ValueError, TypeError, wire.WireRefused):
        return set()
