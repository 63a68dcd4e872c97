"""What a span that failed says about its error."""

import re
from typing import Any

from tenrec.core.wire.otel.span import Attributes, Span

_STATUS_KEYS = (
    "$ai_http_status",
    "http.response.status_code",
    "http.status_code",
    "http.status",
    "status_code",
    "error.status_code",
    "exception.status_code",
)
_IN_TEXT = re.compile(r"(?:http|status)(?=(?P<near>.{0,40}))", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"(?<!\d)[1-5]\d\d(?!\d)")


def set_failure(span: Span, properties: dict[str, Any]) -> None:
    """Nothing for a span that went well; what the client said itself stays."""
    if not span.is_error:
        return
    properties["$ai_is_error"] = True
    if "$ai_error" not in properties:
        told = _told(span.exception) or span.status_message
        properties["$ai_error"] = told or "OpenTelemetry span status error"
    if "$ai_http_status" not in properties:
        properties["$ai_http_status"] = _http_status(span, properties)


def _told(exception: Attributes) -> str:
    parts = (exception.get("exception.type"), exception.get("exception.message"))
    return ": ".join(part for part in parts if isinstance(part, str) and part)


def _http_status(span: Span, properties: dict[str, Any]) -> int:
    exception = span.exception
    return (
        _in_keys(exception)
        or _in_text(exception.get("exception.message"))
        or _in_text(exception.get("error.message"))
        or _in_keys(properties)
        or _in_text(span.status_message)
        or 500
    )


def _in_keys(attributes: dict[str, Any]) -> int | None:
    for key in _STATUS_KEYS:
        value = attributes.get(key)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 3:
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 100 <= value <= 599:
            return value
    return None


def _in_text(text: Any) -> int | None:
    """The first number like a status that stands close behind "http" or "status"."""
    if not isinstance(text, str):
        return None
    for place in _IN_TEXT.finditer(text[:10_000]):
        found = _NUMBER.search(place["near"])
        if found is not None:
            return int(found[0])
    return None
