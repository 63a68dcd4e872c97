"""Removes bulky state of the SDKs that no query uses."""

from tenrec.core.event import DropReason, Event
from tenrec.ingest.context import BatchContext

BLOAT = frozenset(
    {
        "ph_product_tours",
        "$session_recording_remote_config",
        "$product_tours_activated",
        "$product_tours_enabled_server_side",
        "$surveys_activated",
        "$feature_flag_payloads",
        "$override_feature_flag_payloads",
    }
)


def strip_bloat(event: Event, context: BatchContext) -> DropReason | None:
    if not event.properties.keys().isdisjoint(BLOAT):
        for name in BLOAT:
            event.properties.pop(name, None)
    return None
