"""Gathers what an event says about its person: `$set`, `$set_once`, `$unset` and automatic ones."""

from datetime import datetime
from typing import Any

from tenrec.core.event import Event
from tenrec.persons.keys import AUTOMATIC, HOST_KEYS, SERVER_LIBRARIES, initial_name

_NOT_COPIED = frozenset({"$snapshot", "$performance_event", "$groupidentify"})
_SOURCES = ("$set", "$set_once", "$unset")
_SURVEY_DATE = "$survey_last_seen_date"


def collect(event: Event) -> None:
    """Fills `set`, `set_once` and `unset`; the stored properties show what was computed."""
    if not event.process_person or event.name == "$groupidentify":
        forget(event)
        return
    properties = event.properties
    event.set = _overlaid(properties.get("$set"), event.set)
    event.set_once = _overlaid(properties.get("$set_once"), event.set_once)
    if "$unset" in properties:
        event.unset = _names(properties["$unset"])
    if event.name not in _NOT_COPIED:
        _copy(properties, event.set, event.set_once)
    if event.name == "survey shown":
        event.set[_SURVEY_DATE] = _iso(event.timestamp)
    if event.set:
        properties["$set"] = event.set
    if event.set_once:
        properties["$set_once"] = event.set_once


def forget(event: Event) -> None:
    """The event says nothing about a person, whatever it carries."""
    event.set, event.set_once, event.unset = {}, {}, []
    for key in _SOURCES:
        event.properties.pop(key, None)


def _overlaid(inner: Any, outer: dict[str, Any]) -> dict[str, Any]:
    """The event's own `$set` wins over that of its properties; what is no object counts not."""
    return {**inner, **outer} if isinstance(inner, dict) else outer


def _names(value: Any) -> list[str]:
    """`$unset` is a list of names, or an object whose keys are the names."""
    if not isinstance(value, dict | list):
        return []
    return [name for name in value if isinstance(name, str)]


def _copy(properties: dict[str, Any], set_: dict[str, Any], once: dict[str, Any]) -> None:
    # A loop over the event, not over a set of names: the order must be the same on a replay.
    found = [key for key in properties if key in AUTOMATIC]
    if not found:
        return
    if not HOST_KEYS.isdisjoint(found):
        if properties.get("$lib") in SERVER_LIBRARIES:
            found = [key for key in found if key not in HOST_KEYS]
        elif "$os_name" in properties:
            found = _without_alias(properties, set_, once, found)
    for key in found:
        if key not in set_:
            set_[key] = properties[key]
        initial = AUTOMATIC[key]
        if initial not in once:
            once[initial] = properties[key]


def _without_alias(
    properties: dict[str, Any], set_: dict[str, Any], once: dict[str, Any], found: list[str]
) -> list[str]:
    """`$os_name` is what some mobile SDKs call `$os`; the person knows only `$os`."""
    properties.setdefault("$os", properties["$os_name"])
    set_.pop("$os_name", None)
    once.pop(initial_name("$os_name"), None)
    return ["$os", *(key for key in found if key not in ("$os", "$os_name"))]


def _iso(timestamp: datetime) -> str:
    return timestamp.isoformat(timespec="milliseconds").replace("+00:00", "Z")
