"""Drops events older than the project wants to keep, measured from when they arrived."""

from datetime import timedelta

from tenrec.core.event import DropReason, Event, Warn
from tenrec.ingest.context import BatchContext


def drop_too_old(event: Event, context: BatchContext) -> DropReason | None:
    limit = context.teams[event.team_id].drop_events_older_than_seconds
    # Not the clock: a batch that is replayed after a crash must drop the same events.
    if not limit or event.received_at - event.timestamp <= timedelta(seconds=limit):
        return None
    details = {
        "eventUuid": event.uuid,
        "event": event.name,
        "distinctId": event.distinct_id,
        "eventTimestamp": event.timestamp.isoformat(),
        "ageInSeconds": int((event.received_at - event.timestamp).total_seconds()),
        "dropThresholdSeconds": limit,
    }
    context.warnings.append(Warn(event.team_id, "event_dropped_too_old", details))
    return DropReason.TOO_OLD
