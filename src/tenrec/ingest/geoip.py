"""Where an address is, out of a city database: for events, and for flags."""

from functools import lru_cache
from typing import Any

from tenrec.ingest.context import GeoReader

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


@lru_cache(maxsize=50_000)
def place_of(reader: GeoReader, address: str) -> tuple[tuple[str, Any], ...]:
    """What is known, by the names that `$geoip_` goes before; nothing of what is no address."""
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
