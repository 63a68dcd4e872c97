"""The v1 shape: typed events, each with its own result; the options fold into the properties."""

from typing import Any

from tenrec.core.time import parse_rfc3339
from tenrec.core.wire.event import (
    ILLEGAL_IDS,
    Parsed,
    Result,
    WireEvent,
    WireRefused,
    canonical_uuid,
)

_MAX_NAME_BYTES = 200
_MAX_ID_BYTES = 200
_COOKIELESS_ID = "$posthog_cookieless"
_YES = frozenset({"true", "t", "yes", "y", "on"})
_NO = frozenset({"false", "f", "no", "n", "off"})
_REQUIRED_TEXTS = ("event", "uuid", "distinct_id", "timestamp")
_OPTIONAL_TEXTS = ("session_id", "window_id")
_FOLDED = (
    ("cookieless_mode", "$cookieless_mode"),
    ("disable_skew_correction", "$ignore_sent_at"),
    ("process_person_profile", "$process_person_profile"),
)


class _Dropped(Exception):
    """This event only; the text is the detail of its result."""


def read_v1(document: Any, *, sdk: str = "", is_ai: bool = False) -> Parsed:
    """The events of a v1 body with their results; raises WireRefused for the whole request."""
    if not isinstance(document, dict):
        raise _wrong("the body must be an object")
    batch, created_at = document.get("batch"), document.get("created_at")
    historical = document.get("historical_migration", False)
    if not isinstance(batch, list) or not isinstance(created_at, str):
        raise _wrong("`batch` (array) and `created_at` (string) are required")
    if not isinstance(historical, bool):
        raise _wrong("`historical_migration` must be a boolean")
    if parse_rfc3339(created_at) is None:
        raise WireRefused("created_at is not an RFC 3339 time", tag="invalid_batch")
    is_internal = _internal(document)
    if not batch:
        raise WireRefused("the batch holds no event", tag="empty_batch")
    uuids = _uuids(batch)
    lib, _, version = sdk.partition("/")
    results = []
    for raw, uuid in zip(batch, uuids, strict=True):
        results.append(_result(raw, uuid, is_ai))
        event = results[-1].event
        if event is not None:
            event.is_internal = is_internal
            _inject(event.properties, lib, version)
    events = [result.event for result in results if result.event is not None]
    return Parsed(None, events, historical_migration=historical, results=results)


def lenient_bool(value: Any) -> bool | None:
    """Booleans, numbers and the usual words; null and blank mean unset, the rest ValueError."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value != 0
    if not isinstance(value, str):
        raise ValueError("neither a boolean nor anything like one")
    word = value.strip().lower()
    if not word:
        return None
    if word in _YES | _NO:
        return word in _YES
    return float(word) != 0


def _wrong(why: str) -> WireRefused:
    return WireRefused(why, tag="request_parsing_error")


def _internal(document: dict[str, Any]) -> bool:
    try:
        return bool(lenient_bool(document.get("capture_internal")))
    except ValueError as error:
        raise _wrong("`capture_internal` must be a boolean") from error


def _uuids(batch: list[Any]) -> list[str]:
    """The canonical uuid of each event; types are checked on the way."""
    seen: dict[str, None] = {}
    for raw in batch:
        _check_types(raw)
        text = raw["uuid"].strip()
        if not text:
            raise WireRefused("an event has a blank uuid", tag="missing_event_uuid")
        try:
            uuid = canonical_uuid(text)
        except ValueError as error:
            raise WireRefused(f"not a uuid: {text[:100]}", tag="invalid_event_uuid") from error
        if uuid in seen:
            raise WireRefused(f"uuid used twice: {uuid}", tag="duplicate_event_uuid")
        seen[uuid] = None
    return list(seen)


def _check_types(raw: Any) -> None:
    if not isinstance(raw, dict):
        raise _wrong("an event must be an object")
    for key in _REQUIRED_TEXTS:
        if not isinstance(raw.get(key), str):
            raise _wrong(f"an event needs the string `{key}`")
    for key in _OPTIONAL_TEXTS:
        if not isinstance(raw.get(key), str | None):
            raise _wrong(f"`{key}` must be a string")
    if not isinstance(raw.get("options"), dict | None):
        raise _wrong("`options` must be an object")


def _result(raw: dict[str, Any], uuid: str, is_ai: bool) -> Result:
    shown = raw["uuid"].strip()
    try:
        event = _event(raw, uuid, is_ai)
    except _Dropped as dropped:
        return Result(shown, "drop", str(dropped), None)
    event.is_nobody = event.distinct_id.lower() in ILLEGAL_IDS
    return Result(shown, "ok", "person_processing_disabled" if event.is_nobody else None, event)


def _event(raw: dict[str, Any], uuid: str, is_ai: bool) -> WireEvent:
    name, distinct_id, timestamp = raw["event"], raw["distinct_id"].strip(), raw["timestamp"]
    _check_name(name, is_ai)
    if not distinct_id:
        raise _Dropped("missing_distinct_id")
    if len(distinct_id.encode()) > _MAX_ID_BYTES:
        raise _Dropped("distinct_id_too_large")
    if parse_rfc3339(timestamp) is None:
        raise _Dropped("invalid_event_timestamp")
    properties = raw.get("properties")
    if properties is None:
        properties = {}
    if not isinstance(properties, dict):
        raise _Dropped("malformed_event_properties")
    _fold(raw, properties)
    if distinct_id == _COOKIELESS_ID and properties.get("$cookieless_mode") is not True:
        raise _Dropped("cookieless_mode_required")
    return WireEvent(
        name,
        distinct_id.replace("\0", "\ufffd"),
        uuid,
        properties,
        timestamp,
        ignore_sent_at=properties.get("$ignore_sent_at") is True,
    )


def _check_name(name: str, is_ai: bool) -> None:
    if not name.strip():
        raise _Dropped("missing_event_name")
    if len(name.encode()) > _MAX_NAME_BYTES:
        raise _Dropped("event_name_too_long")
    if name == "$performance_event":
        raise _Dropped("dropped_performance_event")
    if is_ai and not name.startswith("$ai_"):
        raise _Dropped("misrouted_event")


def _fold(raw: dict[str, Any], properties: dict[str, Any]) -> None:
    """Typed fields become the properties that the rest of the house knows."""
    for key in _OPTIONAL_TEXTS:
        if raw.get(key):
            properties["$" + key] = raw[key]
    options = raw.get("options")
    if not options:
        return
    try:
        for key, name in _FOLDED:
            value = lenient_bool(options.get(key))
            if value is not None:
                properties[name] = value
    except ValueError as error:
        raise _Dropped("invalid_options") from error
    tour = options.get("product_tour_id")
    if not isinstance(tour, str | None):
        raise _Dropped("invalid_options")
    if tour:
        properties["$product_tour_id"] = tour


def _inject(properties: dict[str, Any], lib: str, version: str) -> None:
    if lib:
        properties.setdefault("$lib", lib)
    if version:
        properties.setdefault("$lib_version", version)
