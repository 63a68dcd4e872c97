"""Takes the address off the event when the project wants none kept; GeoIP has seen it already."""

from tenrec.core.event import DropReason, Event
from tenrec.ingest.context import BatchContext


def hide_ip(event: Event, context: BatchContext) -> DropReason | None:
    if context.teams[event.team_id].anonymize_ips:
        event.properties.pop("$ip", None)
    return None
