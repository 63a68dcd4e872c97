"""Finds, makes, changes or merges the person of an event."""

from tenrec.core.event import DropReason, Event
from tenrec.ingest.context import BatchContext


def set_person(event: Event, context: BatchContext) -> DropReason | None:
    opted_out = context.teams[event.team_id].person_processing_opt_out
    context.warnings.extend(context.people.process(event, opted_out=opted_out))
    return None
