"""Spans from the JSON encoding of OTLP: ids in hex, 64-bit numbers as text or as numbers."""

import math
import re
from collections.abc import Iterator
from typing import Any

from tenrec.core.wire.event import WireRefused, parse_refused
from tenrec.core.wire.otel.span import Attributes, Meter, Span, Weighed, check_spans

_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){0,32}")
_UINT64 = 2**64
_ERRORS = (2, "2", "STATUS_CODE_ERROR")


def spans_of(document: Any) -> Iterator[Span]:
    """Raises WireRefused for what is no trace request; keys that nobody knows are passed over."""
    resources = [
        (each, [(scoped, _list(scoped, "spans")) for scoped in _objects(each, "scopeSpans")])
        for each in _objects(_object(document), "resourceSpans")
    ]
    check_spans(sum(len(spans) for _, scopes in resources for _, spans in scopes))
    meter = Meter()
    for each, scopes in resources:
        resource = _weighed(_inner(each, "resource"), meter)
        for scoped, spans in scopes:
            version = _text(_inner(scoped, "scope"), "version")
            for span in spans:
                yield _span(_object(span), resource, version, meter)


def _span(span: dict[str, Any], resource: Weighed, version: str, meter: Meter) -> Span:
    status = _inner(span, "status")
    is_error = status.get("code") in _ERRORS
    return Span(
        _id(span, "traceId"),
        _id(span, "spanId"),
        _id(span, "parentSpanId"),
        _text(span, "name"),
        _nanoseconds(span, "startTimeUnixNano"),
        _nanoseconds(span, "endTimeUnixNano"),
        _weighed(span, meter),
        resource,
        version,
        is_error,
        _text(status, "message") if is_error else "",
        _exception(span, meter) if is_error else {},
    )


def _exception(span: dict[str, Any], meter: Meter) -> Attributes:
    for event in reversed(_objects(span, "events")):
        keys = {each.get("key") for each in _objects(event, "attributes")}
        if event.get("name") == "exception" or keys & {"exception.message", "exception.type"}:
            return _attributes(event, "attributes", meter)
    return {}


def _weighed(holder: dict[str, Any], meter: Meter) -> Weighed:
    since = meter.now
    return meter.weighed(_attributes(holder, "attributes", meter), since)


def _attributes(holder: dict[str, Any], name: str, meter: Meter) -> Attributes:
    found: Attributes = {}
    for pair in _objects(holder, name):
        key = _text(pair, "key")
        meter.take(len(key))
        value = _value(pair.get("value"), meter)
        if value is not None:
            found[key] = value[0]
    return found


def _value(value: Any, meter: Meter) -> tuple[Any] | None:
    """None when nothing is set; a value that is not a number any more is a null."""
    if value is None:
        return None
    for kind, raw in _object(value).items():
        if raw is None:
            continue
        match kind:
            case "stringValue" | "bytesValue":
                text = _text(value, kind)
                meter.take(len(text))
                return (text,)
            case "boolValue":
                if not isinstance(raw, bool):
                    raise _wrong("boolValue must be a boolean")
                return (raw,)
            case "intValue":
                return (_int(raw, "intValue"),)
            case "doubleValue":
                return (_double(raw),)
            case "arrayValue":
                return (list(_items(_object(raw), meter)),)
            case "kvlistValue":
                return (_attributes(_object(raw), "values", meter),)
    return None


def _items(holder: dict[str, Any], meter: Meter) -> Iterator[Any]:
    for item in _list(holder, "values"):
        meter.take(8)
        value = _value(item, meter)
        if value is not None:
            yield value[0]


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong("an object was expected")
    return value


def _inner(holder: dict[str, Any], name: str) -> dict[str, Any]:
    value = holder.get(name)
    return {} if value is None else _object(value)


def _list(holder: dict[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _wrong(f"{name} must be an array")
    return value


def _objects(holder: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [_object(value) for value in _list(holder, name)]


def _text(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _wrong(f"{name} must be a string")
    return value


def _id(span: dict[str, Any], name: str) -> str:
    text = _text(span, name)
    if not _HEX.fullmatch(text):
        raise _wrong(f"{name} must be hexadecimal")
    return text.lower()


def _nanoseconds(span: dict[str, Any], name: str) -> int:
    value = span.get(name)
    number = 0 if value is None else _int(value, name)
    if not 0 <= number < _UINT64:
        raise _wrong(f"{name} must be nanoseconds since 1970")
    return number


def _int(value: Any, name: str) -> int:
    if isinstance(value, str) and value.isascii() and value.removeprefix("-").isdigit():
        value = int(value) if len(value) <= 20 else None
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(f"{name} must be an integer")
    return value


def _double(value: Any) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _wrong("doubleValue must be a number")
    if isinstance(value, int):
        return value
    try:
        number = float(value)
    except ValueError as error:
        raise _wrong("doubleValue must be a number") from error
    return number if math.isfinite(number) else None


def _wrong(why: str) -> WireRefused:
    return parse_refused(f"invalid OTLP trace format: {why}")
