"""Says where an event came from, when a city database is configured."""

from typing import Any

from tenrec.core.event import DropReason, Event
from tenrec.ingest.context import BatchContext
from tenrec.ingest.geoip import SUFFIXES, place_of

_UNKNOWN = {f"$geoip_{suffix}": None for suffix in SUFFIXES}
_INITIAL_UNKNOWN = {f"$initial_geoip_{suffix}": None for suffix in SUFFIXES}


def set_geoip(event: Event, context: BatchContext) -> DropReason | None:
    properties = event.properties
    address = properties.get("$ip")
    if context.geoip is None or not address or properties.get("$geoip_disable"):
        return None
    found = place_of(context.geoip, address) if isinstance(address, str) else None
    if not found:
        return None
    properties.update((f"$geoip_{suffix}", value) for suffix, value in found)
    if event.process_person:
        known = [pair for pair in found if pair[0] in SUFFIXES]
        # Unknown ones are written as null, so that a person who moved keeps no stale city.
        _overlay(properties, "$set", _UNKNOWN, "$geoip_", known)
        _overlay(properties, "$set_once", _INITIAL_UNKNOWN, "$initial_geoip_", known)
    return None


def _overlay(
    properties: dict[str, Any],
    key: str,
    unknown: dict[str, None],
    prefix: str,
    known: list[tuple[str, Any]],
) -> None:
    old = properties.get(key)
    merged = {**old, **unknown} if isinstance(old, dict) else dict[str, Any](unknown)
    merged.update((prefix + suffix, value) for suffix, value in known)
    properties[key] = merged
