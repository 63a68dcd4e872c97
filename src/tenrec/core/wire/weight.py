"""What JSON text weighs as Python objects: an upper bound, for the price of counting characters.

Text of short values makes thirty times as many bytes of objects as it has itself. Measured with
CPython 3.11 for lists, objects, texts and numbers of every kind; docs/decisions/0014-memory.md.
"""

_COUNTED = b'{[:,"'
_OTHERS = bytes(byte for byte in range(256) if byte not in _COUNTED)
_LIGHT = 12
"""Objects for each byte of text, up to which nobody looks closer: events have six or seven."""
HEAVIEST = 66
"""What no text exceeds."""


def weight(text: bytes) -> int:
    """Bytes of memory that the document will take at most."""
    size, count = len(text), text.count
    rough = 4 * size + 150 * count(b"{") + 56 * count(b"[") + 100 * count(b",")
    if rough <= _LIGHT * size:
        return rough
    return min(rough, _close(text))


def _close(text: bytes) -> int:
    """Strings have quotes, numbers have none: three times the work, seldom needed."""
    count = text.translate(None, _OTHERS).count
    objects = 150 * count(b"{") + 56 * count(b"[") + 56 * count(b":")
    return 4 * len(text) + objects + 32 * count(b",") + 25 * count(b'"')
