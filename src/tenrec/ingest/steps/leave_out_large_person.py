"""Keeps the copies of very large persons from filling the memory: each event row carries one."""

from tenrec.core.event import DropReason, Event
from tenrec.ingest.context import BatchContext
from tenrec.ingest.notes import about

# A profile may have 640 kB and a request 20 000 events: without a limit, one megabyte that was
# sent becomes rows of ten gigabytes. The person itself keeps everything.
LARGE = 16_000
ALL_LARGE = 100_000_000


def leave_out_large_person(event: Event, context: BatchContext) -> DropReason | None:
    size = len(event.person_properties_text)
    if size <= LARGE:
        return None
    context.large_person_bytes += size
    if context.large_person_bytes > ALL_LARGE:
        event.person_properties_text = "{}"
        context.warnings.append(
            about(event, "person_properties_left_out", personId=event.person_id, size=size)
        )
    return None
