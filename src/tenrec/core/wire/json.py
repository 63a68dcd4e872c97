"""Bytes to values: exact, bounded, and the same for capture and ingest."""

import re
import zlib
from typing import Any

import orjson

from tenrec.core import jsontext

_MAX_DEPTH = 254
# For finding integers beyond 64 bits: digits all look like 0, what may stand before a number
# like a colon, blanks and signs are gone.
_SHAPES = bytes(48 if 48 <= b <= 57 else 58 if b in b":,[" else 46 for b in range(256))
_LONG_NUMBER = b":" + b"0" * 19
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(
    rb"\\(?:(?P<pair>u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def loads(data: bytes) -> Any:
    """The document with exact integers; ValueError when it is no JSON, or nested too deep."""
    value, data = _loads(data)
    has_long = _LONG_NUMBER in data.translate(_SHAPES, b" \t\r\n-")
    return jsontext.loads(data) if has_long else value


def quick_loads(data: bytes) -> Any:
    """The same document for checking only: integers beyond 64 bits are rounded."""
    return _loads(data)[0]


def _loads(data: bytes) -> tuple[Any, bytes]:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        if _SURROGATE_ESCAPE.search(data) is None:
            raise
        data = _ESCAPE.sub(_without_lone, data)
        value = orjson.loads(data)
    _check_depth(value, data)
    return value, data


def _without_lone(match: "re.Match[bytes]") -> bytes:
    """Half a character, written as an escape, becomes U+FFFD; everything else stays."""
    return b"\\ufffd" if match["lone"] else match[0]


def _check_depth(value: Any, data: bytes) -> None:
    """No part behind may meet a nesting that it cannot walk: what cannot be written is refused."""
    if data.count(b"}") + data.count(b"]") <= _MAX_DEPTH:
        return  # too few brackets to be deep
    try:
        orjson.dumps(value)
    except TypeError as error:
        raise ValueError("recursion limit exceeded") from error


class TooLong(ValueError):
    """More bytes than the limit come out of it."""


def gunzip(data: bytes, *, limit: int) -> tuple[bytes, int]:
    """The first member's content and how many bytes it took; ValueError for a bad stream.

    Never holds more than `limit` and a little of the output.
    """
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if len(content) > limit:
        raise TooLong
    if not unpacker.eof:
        raise ValueError("the stream ends too early")
    return content, len(data) - len(unpacker.unused_data)
