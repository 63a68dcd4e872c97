"""Decides whether an event has a person, and drops what makes no sense without one."""

from tenrec.core.event import DropReason, Event
from tenrec.ingest.context import BatchContext
from tenrec.persons.flag import read_flag


def set_person_flag(event: Event, context: BatchContext) -> DropReason | None:
    opted_out = context.teams[event.team_id].person_processing_opt_out
    return read_flag(event, opted_out=opted_out, warnings=context.warnings)
