"""What an event says about its person, and the flag that says it has none."""

from typing import Any

import pytest

from tenrec.core.event import DropReason, Warn
from tenrec.persons.collect import collect
from tenrec.persons.flag import read_flag


def collected(make: Any, name: str, properties: dict[str, Any], **fields: Any) -> Any:
    event = make(name, "u", properties, **fields)
    collect(event)
    return event


def test_collect__automatic_property__is_copied_twice_and_stays_on_the_event(event: Any) -> None:
    got = collected(event, "$pageview", {"$browser": "F", "utm_source": None, "_kx": 1, "other": 2})
    assert got.set == {"$browser": "F", "utm_source": None, "_kx": 1}
    assert got.set_once == {"$initial_browser": "F", "$initial_utm_source": None, "$initial__kx": 1}
    assert got.properties["$set"] == got.set
    assert got.properties["$set_once"] == got.set_once


def test_collect__explicit_value__beats_the_copy(event: Any) -> None:
    sent = {"$browser": "F", "$set": {"$browser": "C"}, "$set_once": {"$initial_browser": "I"}}
    got = collected(event, "a", sent)
    assert got.set == {"$browser": "C"}
    assert got.set_once == {"$initial_browser": "I"}


def test_collect__top_level__beats_properties(event: Any) -> None:
    sent = {"$set": {"k": 1, "i": 1}, "$set_once": {"k": 1}}
    got = collected(event, "a", sent, set={"k": 2}, set_once={"o": 2})
    assert got.set == {"i": 1, "k": 2}
    assert got.set_once == {"k": 1, "o": 2}


@pytest.mark.parametrize("value", [None, "text", 5, [1], True])
def test_collect__set_is_no_object__counts_as_empty(event: Any, value: Any) -> None:
    alone = collected(event, "a", {"$set": value, "$set_once": value})
    assert (alone.set, alone.set_once) == ({}, {})
    assert alone.properties == {"$set": value, "$set_once": value}
    copied = collected(event, "a", {"$set": value, "$browser": "F"})
    assert copied.properties["$set"] == {"$browser": "F"}


@pytest.mark.parametrize(
    ("value", "names"),
    [(["a", 1, "b"], ["a", "b"]), ({"a": 1, "b": None}, ["a", "b"]), ("a", []), (None, [])],
)
def test_collect__unset__is_a_list_or_the_keys_of_an_object(
    event: Any, value: Any, names: list[str]
) -> None:
    assert collected(event, "a", {"$unset": value}).unset == names


def test_collect__nothing_said__adds_nothing(event: Any) -> None:
    got = collected(event, "a", {"x": 1})
    assert got.properties == {"x": 1}
    assert (got.set, got.set_once, got.unset) == ({}, {}, [])


def test_collect__os_name__is_os(event: Any) -> None:
    got = collected(event, "a", {"$os_name": "iOS", "$set": {"$os_name": "x"}})
    assert got.set == {"$os": "iOS"}
    assert got.set_once == {"$initial_os": "iOS"}
    assert got.properties["$os"] == "iOS"
    both = collected(event, "a", {"$os_name": "iOS", "$os": "Mac"})
    assert both.set == {"$os": "Mac"}


@pytest.mark.parametrize("lib", ["posthog-python", "posthog-node", "posthog-rs"])
def test_collect__server_library__keeps_its_host_off_the_person(event: Any, lib: str) -> None:
    sent = {"$lib": lib, "$os": "Linux", "$os_version": "6", "$os_name": "L", "$browser": "F"}
    assert collected(event, "a", sent).set == {"$browser": "F"}


def test_collect__mobile_library__describes_the_person(event: Any) -> None:
    assert collected(event, "a", {"$lib": "posthog-ios", "$os": "iOS"}).set == {"$os": "iOS"}


@pytest.mark.parametrize("name", ["$snapshot", "$performance_event"])
def test_collect__technical_event__is_not_copied(event: Any, name: str) -> None:
    assert collected(event, name, {"$browser": "F"}).set == {}


def test_collect__groupidentify__says_nothing_about_persons(event: Any) -> None:
    sent = {"$browser": "F", "$set": {"a": 1}, "$set_once": {"a": 1}, "$unset": ["a"]}
    got = collected(event, "$groupidentify", sent, set={"b": 1})
    assert (got.set, got.set_once, got.unset) == ({}, {}, [])
    assert got.properties == {"$browser": "F"}


def test_collect__survey_shown__dates_the_person(event: Any) -> None:
    got = collected(event, "survey shown", {})
    assert got.set == {"$survey_last_seen_date": "2024-05-01T12:00:00.000Z"}


def test_collect__automatic_keys__keep_the_order_of_the_event(event: Any) -> None:
    got = collected(event, "a", {"utm_term": 1, "$browser": 2, "gclid": 3, "$app_name": 4})
    assert list(got.set) == ["utm_term", "$browser", "gclid", "$app_name"]


def test_read_flag__false__strips_what_is_said_about_the_person(event: Any) -> None:
    warnings: list[Warn] = []
    sent = {"$process_person_profile": False, "$set": {"a": 1}, "$set_once": {}, "$unset": []}
    got = event("a", "u", sent, set={"a": 1})
    assert read_flag(got, opted_out=False, warnings=warnings) is None
    assert not got.process_person
    assert got.properties == {"$process_person_profile": False}
    assert got.set == {}
    assert warnings == []
    got.properties["$set"] = {"$geoip_city_name": "x"}  # as a later step may add
    collect(got)
    assert got.properties == {"$process_person_profile": False}


@pytest.mark.parametrize("value", ["false", 0, None, "true", 1, {}])
def test_read_flag__no_boolean__counts_as_true_with_a_warning(event: Any, value: Any) -> None:
    warnings: list[Warn] = []
    got = event("a", "u", {"$process_person_profile": value})
    assert read_flag(got, opted_out=False, warnings=warnings) is None
    assert got.process_person
    assert got.properties == {}
    assert [w.type for w in warnings] == ["invalid_process_person_profile"]


def test_read_flag__true__is_taken_off(event: Any) -> None:
    warnings: list[Warn] = []
    got = event("$identify", "u", {"$process_person_profile": True})
    assert read_flag(got, opted_out=False, warnings=warnings) is None
    assert got.properties == {}
    assert warnings == []


@pytest.mark.parametrize("opted_out", [False, True])
@pytest.mark.parametrize(
    "name", ["$identify", "$create_alias", "$merge_dangerously", "$groupidentify"]
)
def test_read_flag__event_needs_a_person__is_dropped(
    event: Any, name: str, opted_out: bool
) -> None:
    warnings: list[Warn] = []
    sent = {} if opted_out else {"$process_person_profile": False}
    dropped = read_flag(event(name, "u", sent), opted_out=opted_out, warnings=warnings)
    assert dropped is DropReason.PERSONLESS_NEEDS_PERSON
    assert [w.type for w in warnings] == ["invalid_event_when_process_person_profile_is_false"]


def test_read_flag__team_opted_out__wins_over_true(event: Any) -> None:
    got = event("a", "u", {"$process_person_profile": True})
    read_flag(got, opted_out=True, warnings=[])
    assert not got.process_person
    assert got.properties == {"$process_person_profile": False}
