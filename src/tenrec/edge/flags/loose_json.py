"""JSON as browsers and phones really send it: NaN, Infinity and broken UTF-8 are forgiven."""

import base64
import binascii
import json
from typing import Any
from urllib.parse import unquote_to_bytes

from tenrec.core import wire


class NoJson(ValueError):
    """It cannot be read as JSON in any way."""


def loads(text: bytes) -> Any:
    """The document, with null for numbers that are none; also out of base64. Raises NoJson."""
    try:
        return _read(text)
    except NoJson:
        unwrapped = _unbase64(text)
        if unwrapped is None:
            raise
        return _read(unwrapped)


def _read(text: bytes) -> Any:
    try:
        return wire.quick_loads(text)
    except ValueError:
        return _read_loosely(text)


def _read_loosely(text: bytes) -> Any:
    """Three times slower, and seldom needed; the second pass takes half characters out."""
    try:
        value = json.loads(
            text.decode("utf-8", "replace").lstrip("\ufeff"),
            parse_constant=lambda _: None,
            parse_float=_finite,
            parse_int=_whole,
        )
        return wire.quick_loads(json.dumps(value).encode())
    except (ValueError, RecursionError) as error:
        raise NoJson(str(error)) from error


def _finite(digits: str) -> float | None:
    value = float(digits)
    return value if value - value == 0 else None


def _whole(digits: str) -> int | float | None:
    """However many digits: Python itself refuses very many."""
    return int(digits) if len(digits) <= 300 else _finite(digits)


def _unbase64(text: bytes) -> bytes | None:
    """Also with escapes, blanks and without its padding."""
    bare = unquote_to_bytes(text).translate(None, b" \t\r\n").rstrip(b"=")
    if not bare:
        return None
    try:
        return base64.b64decode(bare + b"=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
