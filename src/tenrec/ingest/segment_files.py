"""The files of the journal: made so that a crash at any moment leaves something readable."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tenrec.ingest import segment as form

log = logging.getLogger(__name__)

_SUFFIX = ".journal"
_LEAST_READ_BYTES = 4096

CountHole = Callable[[int, str], None]
"""Told the position and the file of a damaged place."""


class Entry(NamedTuple):
    """One record, where it begins and where the next one may begin."""

    position: int
    next_position: int
    record: bytes


@dataclass(slots=True)
class Segment:
    """One file; `size` counts its sound and synced bytes, the head included."""

    path: Path
    start: int
    salt: int | None
    size: int

    @property
    def end(self) -> int:
        """The position behind its last byte."""
        return self.start + self.size

    @property
    def is_blank(self) -> bool:
        """It holds no record."""
        return self.size <= form.HEAD_BYTES

    def read(self, position: int, max_bytes: int, count_hole: CountHole) -> list[Entry]:
        """Records from `position` on, at least one if there is any; damaged places are skipped."""
        if self.salt is None:
            return []
        try:
            descriptor = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return []  # forgotten a moment ago
        try:
            at = max(position - self.start, form.HEAD_BYTES)
            return _read(self, self.salt, descriptor, at, max_bytes, count_hole)
        finally:
            os.close(descriptor)


def _read(
    segment: Segment,
    salt: int,
    descriptor: int,
    at: int,
    max_bytes: int,
    count_hole: CountHole,
) -> list[Entry]:
    limit = segment.size  # more may be in the file, but is not synced yet
    while at < limit:
        data = _load(descriptor, at, limit, max_bytes)
        base = segment.start + at
        found = [
            Entry(base + begin, base + end, data[begin + form.RECORD_HEAD_BYTES : end])
            for begin, end in form.records(data, 0, salt)
        ]
        if found:
            return found
        count_hole(base, segment.path.name)
        rest = form.read_at(descriptor, limit - at, at)
        behind = form.next_record(rest, 1, salt)
        if behind is None:
            break
        at += behind
    return []


def _load(descriptor: int, at: int, limit: int, max_bytes: int) -> bytes:
    """Records up to `max_bytes`, or a whole one that is larger."""
    data = form.read_at(descriptor, min(max(max_bytes, _LEAST_READ_BYTES), limit - at), at)
    claimed = form.claimed_length(data)
    if claimed is not None and len(data) < claimed <= limit - at:
        data = form.read_at(descriptor, claimed, at)
    return data


def open_all(folder: Path, count_hole: CountHole) -> tuple[list[Segment], int]:
    """Every segment in order, the newest one writable; and how many torn bytes were cut off."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = sorted(p for p in folder.glob("*" + _SUFFIX) if p.stem.isdecimal())
    segments: list[Segment] = []
    torn = 0
    for index, path in enumerate(paths):
        start = int(path.stem)
        following = paths[index + 1] if index + 1 < len(paths) else None
        if following is None:
            newest, torn = _open_newest(path, start, count_hole)
            segments.append(newest)
        else:
            segments.append(_open_older(path, start, int(following.stem), count_hole))
    if not segments or segments[-1].salt is None:
        segments.append(create(folder, segments[-1].end if segments else 0))
    return segments, torn


def _open_older(path: Path, start: int, next_start: int, count_hole: CountHole) -> Segment:
    with path.open("rb") as file:
        salt = form.read_head(file.read(form.HEAD_BYTES))
    if salt is None:
        count_hole(start, path.name)
    return Segment(path, start, salt, min(path.stat().st_size, next_start - start))


def _open_newest(path: Path, start: int, count_hole: CountHole) -> tuple[Segment, int]:
    size = path.stat().st_size
    with path.open("r+b") as file:
        salt = form.read_head(file.read(form.HEAD_BYTES))
        if salt is not None:
            sound = form.last_sound_byte(form.read_at(file.fileno(), size, 0), salt)
            if sound < size:
                log.warning("journal: %d torn bytes cut off %s", size - sound, path.name)
                os.ftruncate(file.fileno(), sound)
            # What a killed server wrote last may be whole in the system's cache, yet not on disk.
            os.fsync(file.fileno())
            return Segment(path, start, salt, sound), size - sound
    if size <= form.HEAD_BYTES:  # the crash came while it was made
        return _write_head(path, start), size
    count_hole(start, path.name)
    return Segment(path, start, None, size), 0


def create(folder: Path, start: int) -> Segment:
    """An empty segment, its name on disk too."""
    return _write_head(folder / f"{start:020d}{_SUFFIX}", start)


def recycle(old: Segment, start: int) -> Segment:
    """Makes the empty segment out of a consumed one: needs no free space, for a full disk.

    Emptied before it is renamed: a crash between leaves an empty segment with an old name
    (`Journal.skip_to` mends that), never old records under new positions.
    """
    os.truncate(old.path, form.HEAD_BYTES)
    path = old.path.with_name(f"{start:020d}{_SUFFIX}")
    old.path.rename(path)
    _sync_folder(path.parent)
    return Segment(path, start, old.salt, form.HEAD_BYTES)


def _write_head(path: Path, start: int) -> Segment:
    """Nothing stays behind when this fails."""
    head, salt = form.make_head()
    try:
        with path.open("wb", buffering=0) as file:
            form.write_all(file.fileno(), head)
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return Segment(path, start, salt, form.HEAD_BYTES)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
