"""Turns the SDK's own complaint into a warning of the project; it is no event."""

from tenrec.core.event import DropReason, Event, Warn
from tenrec.ingest.context import BatchContext

NAME = "$$client_ingestion_warning"


def drop_client_warning(event: Event, context: BatchContext) -> DropReason | None:
    if event.name != NAME:
        return None
    details = {
        "eventUuid": event.uuid,
        "distinctId": event.distinct_id,
        "message": event.properties.get("$$client_ingestion_warning_message"),
        "lib": event.properties.get("$lib"),
        "libVersion": event.properties.get("$lib_version"),
    }
    context.warnings.append(Warn(event.team_id, "client_ingestion_warning", details))
    return DropReason.CLIENT_WARNING
