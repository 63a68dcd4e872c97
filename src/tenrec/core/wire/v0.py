"""The v0 shapes: an array of events, a batch object, one event, or an engage object."""

from typing import Any, TypeVar

from tenrec.core.wire.event import (
    MAX_DISTINCT_ID,
    Parsed,
    WireEvent,
    WireRefused,
    canonical_uuid,
    is_blank,
    parse_refused,
    text_of,
)

_T = TypeVar("_T")
ALL = slice(None)
_TOKEN_KEYS = ("token", "api_key", "$token")
_NO_NAME = "failed to hydrate events from request: non-engage request missing event name attribute"


def read_v0(
    document: Any, *, is_engage: bool = False, needs_token: bool = True, part: slice = ALL
) -> Parsed:
    """The events of a v0 body, or some of them; raises WireRefused with the text of the wire."""
    if isinstance(document, list):
        raws, batch = document, None
    elif not isinstance(document, dict):
        raise parse_refused("invalid type: expected an event, a batch or an array of events")
    elif "batch" in document:
        raws, batch = _batch(document), document
    else:
        raws, batch = [document], None
        if document.get("event") is None and not is_engage:
            raise WireRefused(_NO_NAME)
    if not raws:
        raise WireRefused("request holds no event", tag="empty_batch")
    events = [_event(raw, is_engage) for raw in raws[part]]
    if batch is None:
        token = _common_token(raws) if needs_token else None
        return Parsed(token, events, total=len(raws))
    return Parsed(
        _root_token(batch),
        events,
        sent_at=_optional(batch, "sent_at", str),
        historical_migration=bool(_optional(batch, "historical_migration", bool)),
        total=len(raws),
    )


def _batch(document: dict[str, Any]) -> list[Any]:
    raws = document["batch"]
    if not isinstance(raws, list):
        raise parse_refused("invalid type: batch must be an array")
    if _root_token(document) is None:
        raise parse_refused("missing field `api_key` of the batch")
    return raws


def _event(raw: Any, is_engage: bool) -> WireEvent:
    if not isinstance(raw, dict):
        raise parse_refused("invalid type: an event must be an object")
    get = raw.get
    name = get("event")
    if not isinstance(name, str):
        if name is not None or not is_engage:
            raise parse_refused("an event needs the string `event`")
        name = "$identify"
    if not name:
        raise WireRefused("event submitted with an empty event name", tag="missing_event_name")
    properties = get("properties")
    if not isinstance(properties, dict):
        if properties is not None:
            raise parse_refused("invalid type: properties must be an object")
        properties = {}
    distinct_id = read_distinct_id(raw, properties)
    is_long = len(distinct_id) > MAX_DISTINCT_ID
    if not isinstance(properties.get("$cookieless_mode", False), bool):
        raise WireRefused("event submitted with invalid cookieless mode")
    return WireEvent(
        name,
        distinct_id[:MAX_DISTINCT_ID] if is_long else distinct_id,
        _uuid(get("uuid")),
        properties,
        _optional(raw, "timestamp", str),
        _offset(get("offset")),
        _optional(raw, "$set", dict),
        _optional(raw, "$set_once", dict),
        properties.get("$ignore_sent_at") is True,
        "capture_internal" in properties,
        is_long,
    )


def read_distinct_id(raw: dict[str, Any], properties: dict[str, Any]) -> str:
    """Of the event, else of its properties; whole, however long it is."""
    value = raw.get("distinct_id")
    if value is None:
        value = raw.get("$distinct_id")
    if value is None:
        value = properties.get("distinct_id")
    text = "" if value is None else text_of(value)
    if is_blank(text):
        raise WireRefused("event submitted without a distinct_id", tag="missing_distinct_id")
    return text


def _uuid(value: Any) -> str | None:
    if value is None or value == "":
        return None
    try:
        return canonical_uuid(value)
    except (ValueError, AttributeError, TypeError) as error:
        raise parse_refused("UUID parsing failed") from error


def _offset(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise parse_refused("invalid type: offset must be an integer")
    return value


def _optional(raw: dict[str, Any], key: str, kind: type[_T]) -> _T | None:
    value = raw.get(key)
    if value is not None and not isinstance(value, kind):
        raise parse_refused(f"invalid type: {key} must be of type {kind.__name__}")
    return value


def _root_token(raw: dict[str, Any]) -> str | None:
    for key in _TOKEN_KEYS:
        value = raw.get(key)
        if isinstance(value, str):
            return value
        if value is not None:
            raise parse_refused(f"invalid type: {key} must be a string")
    return None


def _common_token(raws: list[dict[str, Any]]) -> str | None:
    """The one that all events name, at their root or in their properties."""
    found: str | None = None
    for raw in raws:
        token = _root_token(raw)
        if token is None:
            token = (raw.get("properties") or {}).get("token")
        if not isinstance(token, str):
            return None
        if found is not None and token != found:
            raise WireRefused(
                "batch submitted with inconsistent api_key values",
                status=401,
                tag="invalid_api_token",
            )
        found = token
    return found
