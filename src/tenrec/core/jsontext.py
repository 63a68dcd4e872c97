"""JSON text that is kept: compact, integers exact whatever their size, never a raw line break."""

import json
from typing import Any

import orjson


def dumps(value: Any) -> bytes:
    """Like orjson, but also for integers beyond 64 bits and for lone surrogates."""
    try:
        return orjson.dumps(value)
    except TypeError:
        text = json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def loads(text: str | bytes) -> Any:
    """What `dumps` wrote, integers exact whatever their size (orjson rounds beyond 64 bits)."""
    value = orjson.loads(text)
    return json.loads(text) if _has_rounded(value) else value


_FIRST_ROUNDED = 2.0**63
_NOT_PLAIN = frozenset({float, dict, list})


def _has_rounded(value: Any) -> bool:
    """Whether a float may have been an integer too long for 64 bits."""
    if isinstance(value, float):
        return not -_FIRST_ROUNDED < value < _FIRST_ROUNDED
    if not isinstance(value, dict | list):
        return False
    items = value.values() if isinstance(value, dict) else value
    # Most maps hold only texts and small numbers: one pass over the types tells it quickly.
    return not _NOT_PLAIN.isdisjoint(map(type, items)) and any(map(_has_rounded, items))


def _finite(value: Any) -> Any:
    """NaN and infinities become null, as orjson does."""
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value if isinstance(value, str | int | None) else str(value)
