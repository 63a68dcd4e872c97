"""JSON values as conditions compare them: as text, as a number, as yes or no."""

import json
import re
from datetime import date
from decimal import Decimal

UNREADABLE = (ValueError, TypeError, OverflowError, RecursionError)
"""What reading a value may raise; a condition that meets it does not match."""

LONGEST_TEXT = 100_000
"""So much of a text is searched: each of a project's flags may search it again."""
_UNSAID = object()

_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf(?:inity)?|nan)", re.IGNORECASE
)
_TO_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


class Written:
    """A list or object of a request: read once, however many conditions compare it."""

    __slots__ = ("_is_yes", "_text", "_value")

    def __init__(self, value: list[object] | dict[str, object]) -> None:
        self._value = value
        self._text: object = _UNSAID
        self._is_yes: bool | None = None

    def text(self) -> str:
        """As JSON; ValueError if it is none."""
        if self._text is _UNSAID:
            self._text = None
            self._text = _json_of(self._value)
        if not isinstance(self._text, str):
            raise ValueError("not JSON")
        return self._text

    def is_yes(self) -> bool:
        if self._is_yes is None:
            self._is_yes = False
            self._is_yes = is_yes(self._value)
        return self._is_yes


def text_of(value: object) -> str:
    """Text as it is, everything else as compact JSON with sorted keys."""
    if isinstance(value, str):
        return value
    return value.text() if isinstance(value, Written) else _json_of(value)


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
    return value.is_yes() if isinstance(value, Written) else value is True


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
