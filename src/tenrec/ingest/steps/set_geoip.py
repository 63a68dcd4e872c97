"""Says where an event came from, when a city database is configured."""

from functools import lru_cache
from typing import Any

from tenrec.core.event import DropReason, Event
from tenrec.ingest.context import BatchContext, GeoReader

SUFFIXES = (
    "city_name",
    "city_confidence",
    "subdivision_2_name",
    "subdivision_2_code",
    "subdivision_1_name",
    "subdivision_1_code",
    "country_name",
    "country_code",
    "continent_name",
    "continent_code",
    "postal_code",
    "latitude",
    "longitude",
    "accuracy_radius",
    "time_zone",
)
_UNKNOWN = {f"$geoip_{suffix}": None for suffix in SUFFIXES}
_INITIAL_UNKNOWN = {f"$initial_geoip_{suffix}": None for suffix in SUFFIXES}


def set_geoip(event: Event, context: BatchContext) -> DropReason | None:
    properties = event.properties
    address = properties.get("$ip")
    if context.geoip is None or not address or properties.get("$geoip_disable"):
        return None
    found = _lookup(context.geoip, address) if isinstance(address, str) else None
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


@lru_cache(maxsize=50_000)
def _lookup(reader: GeoReader, address: str) -> tuple[tuple[str, Any], ...]:
    try:
        record = reader.get(address.strip())
    except ValueError:  # not an address, or IPv6 in a database of IPv4
        return ()
    return tuple(_flatten(record)) if isinstance(record, dict) else ()


def _flatten(record: dict[str, Any]) -> list[tuple[str, Any]]:
    """The values of a city record that are there, by suffix."""
    city, country = _part(record, "city"), _part(record, "country")
    continent, location = _part(record, "continent"), _part(record, "location")
    pairs = [
        ("city_name", _english(city)),
        ("city_confidence", city.get("confidence")),
        ("country_name", _english(country)),
        ("country_code", country.get("iso_code")),
        ("continent_name", _english(continent)),
        ("continent_code", continent.get("code")),
        ("postal_code", _part(record, "postal").get("code")),
        *((name, location.get(name)) for name in SUFFIXES[-4:]),
    ]
    for number, part in enumerate(record.get("subdivisions") or (), start=1):
        pairs.append((f"subdivision_{number}_name", _english(part)))
        pairs.append((f"subdivision_{number}_code", part.get("iso_code")))
    return [(suffix, value) for suffix, value in pairs if value is not None]


def _part(record: dict[str, Any], name: str) -> dict[str, Any]:
    part = record.get(name)
    return part if isinstance(part, dict) else {}


def _english(part: dict[str, Any]) -> Any:
    return _part(part, "names").get("en")
