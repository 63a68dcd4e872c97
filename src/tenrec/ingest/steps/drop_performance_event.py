"""Drops `$performance_event`, which old browser SDKs still send and nobody reads."""

from tenrec.core.event import DropReason, Event
from tenrec.ingest.context import BatchContext


def drop_performance_event(event: Event, context: BatchContext) -> DropReason | None:
    return DropReason.PERFORMANCE_EVENT if event.name == "$performance_event" else None
