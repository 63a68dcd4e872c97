"""Gathers what an event says about its person, after GeoIP added its part."""

from tenrec.core.event import DropReason, Event
from tenrec.ingest.context import BatchContext
from tenrec.persons.collect import collect


def set_person_properties(event: Event, context: BatchContext) -> DropReason | None:
    collect(event)
    return None
