"""JSON values as conditions compare them: as text, as a number, as yes or no."""

import json
import re
from datetime import date
from decimal import Decimal

UNREADABLE = (ValueError, TypeError, OverflowError, RecursionError)
"""What reading a value may raise; a condition that meets it does not match."""

_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf(?:inity)?|nan)", re.IGNORECASE
)
_TO_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def text_of(value: object) -> str:
    """Text as it is, everything else as compact JSON with sorted keys."""
    return value if isinstance(value, str) else _json_of(value)


def ascii_lower(text: str) -> str:
    """Only A to Z become small: `İ` and `i̇` stay different, as they are for the server."""
    return text.lower() if text.isascii() else text.translate(_TO_LOWER)


def number_of(value: object) -> float:
    """ValueError if it is none: `true`, `" 5"` and `"1_000"` are none."""
    if isinstance(value, float):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    raise ValueError("not a number")


def is_yes_or_no(value: object) -> bool:
    """Whether a filter's value is compared as a truth: a boolean, its word, or a list of those."""
    if isinstance(value, str):
        return value.lower() in ("true", "false")
    if isinstance(value, list):
        return all(is_yes_or_no(item) for item in value)
    return isinstance(value, bool)


def is_yes(value: object) -> bool:
    """True, its word, or a list of nothing else (so an empty list is)."""
    if isinstance(value, str):
        return value.lower() == "true"
    if isinstance(value, list):
        return all(is_yes(item) for item in value)
    return value is True


def _json_of(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case int():
            return str(value)
        case float():
            return _float_text(value)
        case list() | tuple():
            return "[" + ",".join(_json_of(item) for item in value) + "]"
        case dict():
            pairs = (f"{_json_of(str(key))}:{_json_of(value[key])}" for key in sorted(value))
            return "{" + ",".join(pairs) + "}"
        case date():
            return value.isoformat()
    raise ValueError("not JSON")


def _float_text(value: float) -> str:
    """As serde_json writes it: 1e-05 is 0.00001, 1e16 is 1e+16."""
    if value - value != 0:
        raise ValueError("not JSON")
    text = repr(value)
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return text
    power = int(exponent)
    if -6 < power < 0:
        return format(Decimal(text), "f")
    return f"{mantissa}e{power:+d}" if power > 0 else f"{mantissa}e{power}"
