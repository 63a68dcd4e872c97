"""The bytes of one journal file: its head, its records, and how to find them again after damage.

    file   = head record*
    head   = "TENRECJ1" salt:u32 crc:u32             (crc of the twelve bytes before it)
    record = C5 54 4A 01 length:u32 crc:u32 payload  (crc of length and payload, begun with salt)

The salt is random for each file: nobody who sends events can put bytes into a body that would
pass for a record when the journal searches for the next good one behind a damaged place.
"""

import os
import secrets
import struct
from collections.abc import Iterator
from zlib import crc32

HEAD_BYTES = 16
RECORD_HEAD_BYTES = 12
_NAME = b"TENRECJ1"
_MAGIC = b"\xc5TJ\x01"
_HEAD = struct.Struct("<8sII")
_RECORD = struct.Struct("<4sII")
_LENGTH = struct.Struct("<I")


def make_head() -> tuple[bytes, int]:
    """A head with a fresh salt, and that salt."""
    salt = secrets.randbits(32)
    start = _NAME + _LENGTH.pack(salt)
    return start + _LENGTH.pack(crc32(start)), salt


def read_head(head: bytes) -> int | None:
    """The salt, or None when this is no whole and sound head."""
    if len(head) < HEAD_BYTES:
        return None
    name, salt, check = _HEAD.unpack_from(head)
    is_sound = name == _NAME and check == crc32(head[: HEAD_BYTES - 4])
    return int(salt) if is_sound else None


def frame(payload: bytes, salt: int) -> bytes:
    """What stands before a payload in the file."""
    length = len(payload)
    return _RECORD.pack(_MAGIC, length, crc32(payload, crc32(_LENGTH.pack(length), salt)))


def record_end(data: bytes, at: int, salt: int) -> int | None:
    """Where the sound record at `at` ends, or None when none lies there (whole) in `data`."""
    start = at + RECORD_HEAD_BYTES
    if start > len(data):
        return None
    magic, length, check = _RECORD.unpack_from(data, at)
    end = start + length
    if magic != _MAGIC or end > len(data):
        return None
    sound = crc32(memoryview(data)[start:end], crc32(_LENGTH.pack(length), salt))
    return int(end) if sound == check else None


def next_record(data: bytes, at: int, salt: int) -> int | None:
    """Where the first sound record at or behind `at` begins."""
    at = data.find(_MAGIC, at)
    while at >= 0:
        if record_end(data, at, salt) is not None:
            return at
        at = data.find(_MAGIC, at + 1)
    return None


def records(data: bytes, at: int, salt: int) -> Iterator[tuple[int, int]]:
    """Begin and end of each sound record, until the first place where none lies."""
    while (end := record_end(data, at, salt)) is not None:
        yield at, end
        at = end


def claimed_length(head: bytes) -> int | None:
    """The whole length that a record's first bytes claim; None when they are no record's."""
    if len(head) < RECORD_HEAD_BYTES:
        return None
    magic, length, _ = _RECORD.unpack_from(head)
    return RECORD_HEAD_BYTES + int(length) if magic == _MAGIC else None


def last_sound_byte(data: bytes, salt: int) -> int:
    """Where the last sound record ends, damaged ones before it included: the rest is torn."""
    end = HEAD_BYTES
    begin: int | None = end
    while begin is not None:
        for _, sound in records(data, begin, salt):
            end = sound
        begin = next_record(data, max(end, begin + 1), salt)
    return end


def read_at(descriptor: int, length: int, at: int) -> bytes:
    """Exactly `length` bytes, or what the file has."""
    parts = []
    while length > 0:
        part = os.pread(descriptor, length, at)
        if not part:
            break
        parts.append(part)
        at += len(part)
        length -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def write_all(descriptor: int, data: bytes) -> None:
    """Writes everything or raises; a short write is only the way to the next one."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
