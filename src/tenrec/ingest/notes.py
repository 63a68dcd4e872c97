"""What a batch tells the people of its projects: warnings, and how much was dropped and why."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Model

from tenrec.core.event import DropReason, Event, Warn
from tenrec.core.jsontext import dumps, loads
from tenrec.ingest.models import Dropped, IngestionWarning, WarningCount

SAMPLES_PER_HOUR = 10
KEEP_DAYS = 30
_DETAILS_BYTES = 20_000
# Of these, every one matters to whoever looks for a person that was not merged.
ALWAYS_KEPT = frozenset(
    {
        "cannot_merge_already_identified",
        "cannot_merge_with_illegal_distinct_id",
        "merge_race_condition",
    }
)
_ALWAYS_LIMIT = 1000

WarningKey = tuple[int, str, datetime]


def save_warnings(warnings: list[Warn], at: datetime) -> None:
    """Counts all of them and keeps the first few of each team, type and hour."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    counts = Counter((warn.team_id, warn.type, hour) for warn in warnings)
    room = {key: _limit(key[1]) - _known(key) for key in counts}
    rows = []
    for warn in warnings:
        key = (warn.team_id, warn.type, hour)
        if room[key] > 0:
            room[key] -= 1
            details = _sound(warn.details)
            rows.append(
                IngestionWarning(team_id=key[0], type=key[1], details=details, timestamp=at)
            )
    IngestionWarning.objects.bulk_create(rows, batch_size=200)
    for (team_id, kind, _), count in counts.items():
        unique = {"team_id": team_id, "type": kind, "hour": hour}
        _add(WarningCount, unique, count, {"last_seen_at": at})


def save_dropped(dropped: Counter[tuple[int, DropReason]], day: date) -> None:
    """Adds to the counts of the day."""
    for (team_id, reason), count in dropped.items():
        _add(Dropped, {"team_id": team_id, "reason": reason.value, "day": day}, count, {})


def prune(now: datetime) -> None:
    """Warnings are news: those older than a month go."""
    limit = now - timedelta(days=KEEP_DAYS)
    IngestionWarning.objects.filter(timestamp__lt=limit).delete()
    WarningCount.objects.filter(hour__lt=limit).delete()


def about(event: Event, kind: str, **details: Any) -> Warn:
    """A warning that names its event."""
    named = {"eventUuid": event.uuid, "event": event.name, "distinctId": event.distinct_id}
    return Warn(event.team_id, kind, {**named, **details})


def _limit(kind: str) -> int:
    return _ALWAYS_LIMIT if kind in ALWAYS_KEPT else SAMPLES_PER_HOUR


def _known(key: WarningKey) -> int:
    team_id, kind, hour = key
    row = WarningCount.objects.filter(team_id=team_id, type=kind, hour=hour)
    return row.values_list("count", flat=True).first() or 0


def _add(model: type[Model], unique: dict[str, Any], count: int, fields: dict[str, Any]) -> None:
    rows = model._default_manager.filter(**unique)
    if not rows.update(count=F("count") + count, **fields):
        model._default_manager.create(**unique, count=count, **fields)


def _sound(details: dict[str, Any]) -> dict[str, Any]:
    """Details that every database takes: not too long, no NUL, no half characters."""
    text = dumps(details).replace(b"\\u0000", b"\\ufffd")
    if len(text) > _DETAILS_BYTES:
        return {"truncated": text[:_DETAILS_BYTES].decode("utf-8", "ignore")}
    return dict(loads(text))
