"""Knows which events of a batch are stored already: an SDK that retries must not count twice.

An event is a duplicate when one with the same team, uuid, name and distinct id was accepted on
its day or the day next to it (a retry without a timestamp may pass midnight). The first wins.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tenrec.core.event import Event
from tenrec.store.base import EventStore, Limits

Key = tuple[int, str, str, str]

_LOOKUP = """
SELECT team_id, uuid, event, distinct_id, timestamp
FROM events
PREWHERE team_id IN {teams:Array(Int64)}
    AND event IN {names:Array(String)}
    AND uuid IN {uuids:Array(UUID)}
    AND timestamp >= {first:DateTime64(6, 'UTC')}
    AND timestamp <= {last:DateTime64(6, 'UTC')}
    %s
WHERE batch != {batch:UInt64}
"""
# Only for days that can be written as the engine's Date32, what the table is sorted by.
_ON_DAYS = "AND toDate32(timestamp) IN {days:Array(Date32)}"
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2299, 12, 31)
_LIMITS = Limits(seconds=120, rows=10_000_000)
_DAY = timedelta(days=1)


def stored(store: EventStore, events: Iterable[Event], batch: int) -> dict[Key, set[int]]:
    """The days (as ordinals) on which events of the batch were stored by earlier batches."""
    given = [event for event in events if event.has_client_uuid]
    if not given:
        return {}
    params, has_days = _params(given, batch)
    answer = store.select(_LOOKUP % (_ON_DAYS if has_days else ""), params, limits=_LIMITS)
    found: dict[Key, set[int]] = {}
    for team_id, uuid, name, distinct_id, timestamp in answer.rows:
        key = (int(team_id), str(uuid), name, distinct_id)
        found.setdefault(key, set()).add(timestamp.toordinal())
    return found


def _params(events: list[Event], batch: int) -> tuple[dict[str, Any], bool]:
    days = _around({event.timestamp.date() for event in events})
    first, last = min(days), max(days)
    params = {
        "teams": sorted({event.team_id for event in events}),
        "names": sorted({event.name for event in events}),
        "uuids": [event.uuid for event in events],
        "first": datetime.combine(first, time.min, UTC),
        "last": datetime.combine(last, time.max, UTC),
        "batch": batch,
    }
    if first < _FIRST_DAY or last > _LAST_DAY:
        return params, False
    return {**params, "days": sorted(days)}, True


def is_repeat(event: Event, seen: dict[Key, set[int]]) -> bool:
    """Whether `seen` has this event; if not, it does from now on."""
    if not event.has_client_uuid:
        return False
    key = (event.team_id, event.uuid, event.name, event.distinct_id)
    day = event.timestamp.toordinal()
    days = seen.get(key)
    if days is None:
        seen[key] = {day}
        return False
    if not days.isdisjoint((day - 1, day, day + 1)):
        return True
    days.add(day)
    return False


def _around(days: set[date]) -> set[date]:
    around = set(days)
    for day in days:
        if day > date.min:
            around.add(day - _DAY)
        if day < date.max:
            around.add(day + _DAY)
    return around
