"""Undoes the LZ-string compression of old browser SDKs (`compression=lz64`), with a limit.

A few bytes may stand for gigabytes in this format, so the output is counted while it grows.
"""

from collections.abc import Iterator

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES = {byte: value for value, byte in enumerate(_ALPHABET)} | {ord("="): 0}
_BITS = 6
_EIGHT, _SIXTEEN, _STOP = 0, 1, 2


class TooLong(Exception):
    """The output would be over the limit."""


class _Bits:
    """The bit stream: six bits a letter, first bit first; numbers come lowest bit first."""

    def __init__(self, text: bytes) -> None:
        self._bits = self._stream(text)

    @staticmethod
    def _stream(text: bytes) -> Iterator[int]:
        for byte in text:
            value = _VALUES[byte]
            for shift in range(_BITS - 1, -1, -1):
                yield value >> shift & 1

    def take(self, count: int) -> int:
        value = 0
        for place in range(count):
            value |= next(self._bits) << place
        return value


def decompress_base64(text: bytes, *, limit: int) -> str:
    """The text; ValueError for what is no such stream, TooLong over `limit` UTF-16 units."""
    try:
        units = "".join(_phrases(_Bits(text), limit))
        return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    except (KeyError, StopIteration, RuntimeError) as error:
        raise ValueError("not an LZ-string stream") from error


def _phrases(bits: _Bits, limit: int) -> Iterator[str]:
    code = bits.take(2)
    if code == _STOP:
        return
    if code > _STOP:
        raise ValueError("no first letter")
    before = chr(bits.take(8 if code == _EIGHT else 16))
    known: list[str] = ["", "", "", before]
    width, room = 3, 4
    total = 1
    yield before
    while True:
        code = bits.take(width)
        if code == _STOP:
            return
        if code in (_EIGHT, _SIXTEEN):
            known.append(chr(bits.take(8 if code == _EIGHT else 16)))
            code = len(known) - 1
            room -= 1
            if room == 0:
                room = 1 << width
                width += 1
        phrase = _phrase(known, code, before)
        total += len(phrase)
        if total > limit:
            raise TooLong
        yield phrase
        known.append(before + phrase[0])
        before = phrase
        room -= 1
        if room == 0:
            room = 1 << width
            width += 1


def _phrase(known: list[str], code: int, before: str) -> str:
    if code < len(known):
        return known[code]
    if code == len(known):
        return before + before[0]
    raise ValueError("a phrase that was never made")
