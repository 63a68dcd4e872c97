"""Where an event came from: only what is known on the event, everything on the person."""

from collections.abc import Callable
from typing import Any

import pytest

from tenrec.ingest.steps.set_geoip import SUFFIXES, set_geoip

Make = Callable[..., Any]
BERLIN = {
    "city": {"names": {"en": "Berlin", "de": "Berlin"}},
    "country": {"names": {"en": "Germany", "de": "Deutschland"}, "iso_code": "DE"},
    "continent": {"names": {"en": "Europe"}, "code": "EU"},
    "location": {"latitude": 52.5, "longitude": 13.25, "time_zone": "Europe/Berlin"},
    "subdivisions": [
        {"names": {"en": "Land Berlin"}, "iso_code": "BE"},
        {"names": {"en": "Mitte"}},
        {"names": {"en": "Tiergarten"}, "iso_code": "X3"},
    ],
}
EMPTY = {"traits": {"is_anycast": 1}}


@pytest.fixture
def reader(city_database: Make) -> Any:
    return city_database({"203.0.113.0/24": BERLIN, "198.51.100.0/24": EMPTY})


def test_set_geoip__known_address__fills_event_and_person(
    event: Make, context: Make, reader: Any
) -> None:
    given = event(**{"$ip": "203.0.113.7", "$set": {"plan": "pro", "$geoip_city_name": "Bonn"}})
    assert set_geoip(given, context(reader)) is None
    found = given.properties
    assert found["$geoip_city_name"] == "Berlin"
    assert found["$geoip_country_code"] == "DE"
    assert found["$geoip_latitude"] == 52.5
    assert found["$geoip_subdivision_3_code"] == "X3"
    assert "$geoip_postal_code" not in found
    assert "$geoip_subdivision_2_code" not in found
    person = found["$set"]
    assert person["plan"] == "pro"
    assert person["$geoip_city_name"] == "Berlin"
    assert person["$geoip_postal_code"] is None
    assert {key for key in person if key != "plan"} == {f"$geoip_{s}" for s in SUFFIXES}
    assert found["$set_once"]["$initial_geoip_country_name"] == "Germany"
    assert found["$set_once"]["$initial_geoip_accuracy_radius"] is None
    assert len(found["$set_once"]) == 15


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"$ip": ""},
        {"$ip": "203.0.113.7", "$geoip_disable": True},
        {"$ip": "192.168.1.1"},
        {"$ip": "127.0.0.1"},
        {"$ip": "2001:db8::1"},
        {"$ip": "not an address"},
        {"$ip": 42},
        {"$ip": "198.51.100.9"},
    ],
)
def test_set_geoip__nothing_known__changes_nothing(
    event: Make, context: Make, reader: Any, properties: dict[str, Any]
) -> None:
    given = event(**properties)
    assert set_geoip(given, context(reader)) is None
    assert given.properties == properties


def test_set_geoip__no_database__changes_nothing(event: Make, context: Make) -> None:
    given = event(**{"$ip": "203.0.113.7"})
    set_geoip(given, context(None))
    assert given.properties == {"$ip": "203.0.113.7"}


def test_set_geoip__event_without_person__has_no_person_properties(
    event: Make, context: Make, reader: Any
) -> None:
    given = event(**{"$ip": "203.0.113.7"})
    given.process_person = False
    set_geoip(given, context(reader))
    assert given.properties["$geoip_city_name"] == "Berlin"
    assert "$set" not in given.properties


def test_set_geoip__set_that_is_no_object__is_replaced(
    event: Make, context: Make, reader: Any
) -> None:
    given = event(**{"$ip": "203.0.113.7", "$set": "junk"})
    set_geoip(given, context(reader))
    assert given.properties["$set"]["$geoip_city_name"] == "Berlin"
