"""Criteria about what a person did: checked when they are saved, so that they can be calculated.

Only the form is known here. They are calculated together with the insights, which count events.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Refuse = Callable[[str], Exception]

_NEEDS: dict[str, tuple[str, ...]] = {
    "performed_event": ("key",),
    "performed_event_multiple": ("key", "operator_value"),
    "performed_event_first_time": ("key",),
    "performed_event_regularly": ("key", "operator_value", "min_periods", "total_periods"),
    "performed_event_sequence": ("key", "seq_event", "seq_time_value", "seq_time_interval"),
    "stopped_performing_event": ("key", "seq_time_value", "seq_time_interval"),
    "restarted_performing_event": ("key", "seq_time_value", "seq_time_interval"),
}
_INTERVALS = ("minute", "hour", "day", "week", "month", "year")
_OPERATORS = ("exact", "eq", "gt", "gte", "lt", "lte")
_NUMBERS = ("time_value", "operator_value", "seq_time_value", "min_periods", "total_periods")
_WORDS = """
    type key value event_type event_filters negation operator operator_value time_value
    time_interval explicit_datetime explicit_datetime_to seq_event seq_event_type seq_time_value
    seq_time_interval total_periods min_periods
"""
_KNOWN = frozenset(_WORDS.split())
_MOMENT = re.compile(r"-\d{1,5}[hdwmy]|\d{4}-\d\d-\d\d(?:[T ][\d:.]{5,15}(?:Z|[+-]\d\d:\d\d)?)?")


def check_behaviour(data: Mapping[str, Any], refuse: Refuse) -> None:
    """Raises what `refuse` makes of the first thing that is wrong."""
    kind = data.get("value")
    if not isinstance(kind, str) or kind not in _NEEDS:
        raise refuse("The 'value' of a behavioral criterion is one of " + ", ".join(_NEEDS) + ".")
    if unknown := sorted(data.keys() - _KNOWN):
        raise refuse(f"Unknown keys of a behavioral filter: {', '.join(unknown)[:200]}")
    needs = ("event_type", *_NEEDS[kind])
    if missing := [name for name in needs if data.get(name) is None]:
        raise refuse(f"Missing required keys for behavioral filter: {', '.join(missing)}")
    if data.get("time_value") is None and data.get("explicit_datetime") is None:
        raise refuse("Missing required keys for behavioral filter: time_value")
    _check_event(data, "key", "event_type", refuse)
    _check_event(data, "seq_event", "seq_event_type", refuse)
    _check_numbers(data, refuse)
    _check_words(data, refuse)
    filters = data.get("event_filters")
    if filters is not None and not (
        isinstance(filters, list) and all(isinstance(one, Mapping) for one in filters)
    ):
        raise refuse("'event_filters' is a list of property filters.")


def _check_event(data: Mapping[str, Any], name: str, type_name: str, refuse: Refuse) -> None:
    """The name of an event, or the id of an action."""
    event, kind = data.get(name), data.get(type_name) or "events"
    if kind not in ("events", "actions"):
        raise refuse(f"'{type_name}' is events or actions.")
    if event is None:
        return
    is_number = type(event) is int or (isinstance(event, str) and event.isdecimal())
    if kind == "actions" and not is_number:
        raise refuse(f"'{name}' is the id of an action.")
    if kind == "events" and not (isinstance(event, str) and 0 < len(event) <= 400):
        raise refuse(f"'{name}' is the name of an event.")


def _check_numbers(data: Mapping[str, Any], refuse: Refuse) -> None:
    for name in _NUMBERS:
        value = data.get(name)
        if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10:
            value = int(value)
        if value is not None and not (type(value) is int and 0 <= value <= 1_000_000):
            raise refuse(f"'{name}' is a whole number from 0.")


def _check_words(data: Mapping[str, Any], refuse: Refuse) -> None:
    for name, words in (
        ("time_interval", _INTERVALS),
        ("seq_time_interval", _INTERVALS),
        ("operator", _OPERATORS),
    ):
        if data.get(name) is not None and data[name] not in words:
            raise refuse(f"'{name}' is one of {', '.join(words)}.")
    for name in ("explicit_datetime", "explicit_datetime_to"):
        moment = data.get(name)
        if moment is not None and not (isinstance(moment, str) and _MOMENT.fullmatch(moment)):
            raise refuse(f"'{name}' is an ISO date, or relative such as -7d.")
