"""Bound values as the text that ClickHouse reads for a `{name:Type}` parameter."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0", "\b": "\\b", "\f": "\\f"}
)
_QUOTED = str.maketrans({**{chr(k): v for k, v in _ESCAPES.items()}, "'": "\\'"})


def as_texts(params: Mapping[str, Any] | None) -> dict[str, str]:
    """Every value as one field of tab-separated text, which is how both wires read it."""
    return {name: as_text(value) for name, value in (params or {}).items()}


def as_text(value: Any) -> str:
    """A top-level value: strings are escaped but not quoted, NULL is `\\N`."""
    if value is None:
        return "\\N"
    if isinstance(value, Enum):
        return as_text(value.value)
    if isinstance(value, str):
        return clean(value).translate(_ESCAPES)
    return _plain(value)


def clean(text: str) -> str:
    """Lone surrogates cannot be UTF-8; the replacement character stands for them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="surrogatepass").decode("utf-8", errors="replace")
    return text


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal | UUID):
        return str(value)
    if isinstance(value, datetime):
        return _datetime(value)
    if isinstance(value, date):
        return value.isoformat()
    return _container(value)


def _datetime(value: datetime) -> str:
    utc = value.astimezone(UTC) if value.tzinfo else value
    # DateTime refuses a fraction and DateTime64 does without: leave out an empty one.
    return utc.replace(tzinfo=None).isoformat(sep=" ")


def _container(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{_element(k)}:{_element(v)}" for k, v in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, tuple):
        return "(" + ",".join(map(_element, value)) + ")"
    if isinstance(value, Iterable):
        return "[" + ",".join(map(_element, value)) + "]"
    raise TypeError(f"{type(value).__name__} cannot be a query parameter")


def _element(value: Any) -> str:
    """A value inside an array, tuple or map, where strings and times are quoted."""
    if value is None:
        return "NULL"
    if isinstance(value, Enum):
        return _element(value.value)
    if isinstance(value, str):
        return "'" + clean(value).translate(_QUOTED) + "'"
    if isinstance(value, date | UUID):
        return "'" + _plain(value) + "'"
    return _plain(value)
