"""The journal: what capture acknowledged, on disk and synced before the answer, in order.

One thread writes all requests that wait with one synced write (group commit).
A position is a byte offset over all segments that ever were; it never starts again, because
a segment is named after its first position and the newest is kept even when it is empty.
"""

import asyncio
import errno
import logging
import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple

from tenrec.core.errors import JournalFull
from tenrec.ingest import segment as form
from tenrec.ingest.segment_files import Entry, Segment, create, open_all, recycle

__all__ = ["Entry", "Journal"]

log = logging.getLogger(__name__)

_GROUP_BYTES = 16_000_000
_TROUBLE_SECONDS = 5.0
_NEVER = float("-inf")
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class _Waiting(NamedTuple):
    record: bytes
    done: asyncio.Future[None]


@dataclass(slots=True)
class Counters:
    """What the journal has seen since it was opened; `holes` are the damaged positions."""

    records: int = 0
    groups: int = 0
    refused: int = 0
    torn_bytes: int = 0
    holes: set[int] = field(default_factory=set)


class Journal:
    """Append-only segments in one folder; `append` is for coroutines, the rest for any thread."""

    def __init__(self, folder: Path, *, max_bytes: int, segment_bytes: int = 64_000_000) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self.segment_bytes = max(1, min(segment_bytes, max_bytes // 4))
        self.counters = Counters()
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._queued_bytes = 0
        self._files = threading.Lock()
        self._grown = threading.Condition()
        self._barren: tuple[int, int] | None = None
        self._trouble_at = _NEVER
        self._must_rotate = False
        self._is_closed = False
        self._segments, self.counters.torn_bytes = open_all(folder, self._count_hole)
        self._older_bytes = sum(segment.size for segment in self._segments[:-1])
        self._file = _open(self._segments[-1].path)
        self._thread = threading.Thread(target=self._write_groups, name="journal", daemon=True)
        self._thread.start()

    # What the server asks

    @property
    def end(self) -> int:
        """Behind the last synced record; of an empty newest segment, its start."""
        newest = self._segments[-1]
        return newest.start if newest.is_blank else newest.end

    @property
    def start(self) -> int:
        """Of the oldest segment that is still kept."""
        return self._segments[0].start

    @property
    def size_bytes(self) -> int:
        """On disk."""
        return self._older_bytes + self._segments[-1].size

    @property
    def is_accepting(self) -> bool:
        """No write failed in the last seconds and the backlog is under its limit."""
        is_calm = time.monotonic() - self._trouble_at > _TROUBLE_SECONDS
        return not self._is_closed and is_calm and self.size_bytes < self.max_bytes

    async def append(self, record: bytes) -> None:
        """Returns when the record is on disk and synced; after JournalFull nothing of it is."""
        self._admit(record)
        length = len(record) + form.RECORD_HEAD_BYTES
        self._queued_bytes += length
        try:
            await self._put(record)
        finally:
            self._queued_bytes -= length

    def append_now(self, record: bytes) -> None:
        """`append` for a thread without an event loop; such records are few and small."""
        self._admit(record)
        asyncio.run(self._put(record))

    def _admit(self, record: bytes) -> None:
        if self._is_closed:
            raise JournalFull("The server is stopping")
        length = len(record) + form.RECORD_HEAD_BYTES
        if self.size_bytes + self._queued_bytes + length > self.max_bytes:
            self.counters.refused += 1
            raise JournalFull("The backlog is over its limit")

    async def _put(self, record: bytes) -> None:
        done = asyncio.get_running_loop().create_future()
        self._queue.put(_Waiting(record, done))
        await done

    def close(self) -> None:
        """Writes what waits, then lets go of the files."""
        if self._is_closed:
            return
        self._is_closed = True
        self._queue.put(None)
        self._thread.join()
        _answer(self._rest_of_queue(), JournalFull("The server is stopping"))
        os.close(self._file)
        with self._grown:
            self._grown.notify_all()

    # What the worker asks

    def wait(self, position: int, timeout: float) -> bool:
        """Blocks until something readable lies behind `position`, or the time is over."""
        with self._grown:
            self._grown.wait_for(lambda: self._is_closed or self.backlog(position) > 0, timeout)
        return self.backlog(position) > 0

    def backlog(self, position: int) -> int:
        """Bytes behind `position` that can be read; 0 when the worker has seen everything."""
        end = self.end
        return 0 if self._barren == (position, end) else max(0, end - position)

    def read(self, position: int, *, max_bytes: int) -> list[Entry]:
        """Synced records from `position` on: at least one if there is any, else up to the limit."""
        found: list[Entry] = []
        room = max_bytes
        end = self.end  # before the segments: what comes meanwhile is not called barren
        for segment in self._segments:
            if segment.end <= position:
                continue
            more = segment.read(max(position, segment.start), room, self._count_hole)
            found += more
            room -= sum(len(entry.record) for entry in more)
            is_finished = not more or more[-1].next_position == segment.end
            if room <= 0 or (found and not is_finished):
                break
        if not found and position < end:
            self._barren = (position, end)
        return found

    def forget(self, position: int) -> None:
        """Removes the segments wholly before `position`."""
        with self._files:
            kept = self._segments
            while len(kept) > 1 and kept[1].start <= position:
                kept[0].path.unlink(missing_ok=True)
                kept = kept[1:]
            self._keep(kept)
            if position >= self.end and self._is_worth_emptying():
                self._empty_newest()

    def skip_to(self, position: int) -> None:
        """Makes sure that nothing new gets a place before `position`.

        For a folder that was lost or restored while the worker's own position was kept:
        without this, new records would lie where the worker believes to have been.
        """
        with self._files:
            if position > self.end:
                log.error("journal ends at %d, before position %d: jumping", self.end, position)
                self._rotate(position)

    def _count_hole(self, position: int, name: str) -> None:
        """A damaged place; counted and told once, however often it is passed."""
        if position not in self.counters.holes:
            self.counters.holes.add(position)
            log.error("journal: damaged record skipped in %s at %d", name, position)

    # Writing

    def _write_groups(self) -> None:
        """The thread: everything that waits goes into one write."""
        is_open = True
        while is_open:
            group: list[_Waiting] = []
            size = 0
            waiting = self._queue.get()
            while waiting is not None:
                group.append(waiting)
                size += len(waiting.record)
                if size >= _GROUP_BYTES or self._queue.empty():
                    break
                waiting = self._queue.get()
            is_open = waiting is not None
            if group:
                self._write_group(group)

    def _write_group(self, group: list[_Waiting]) -> None:
        refusal: JournalFull | None = None
        try:
            with self._files:
                self._write([waiting.record for waiting in group])
        except Exception as error:  # whatever it is, somebody waits for an answer
            if not isinstance(error, OSError):
                log.exception("journal: the write failed")
            self._trouble_at = time.monotonic()
            self.counters.refused += len(group)
            refusal = JournalFull(f"The journal cannot be written: {error}")
        else:
            self._trouble_at = _NEVER
            self.counters.records += len(group)
            self.counters.groups += 1
        _answer(group, refusal)
        with self._grown:
            self._grown.notify_all()

    def _write(self, payloads: list[bytes]) -> None:
        if self._must_rotate or self._segments[-1].size >= self.segment_bytes:
            self._rotate(self._segments[-1].end)
        newest = self._segments[-1]
        assert newest.salt is not None  # open_all and _rotate see to it
        salt = newest.salt
        data = b"".join([part for one in payloads for part in (form.frame(one, salt), one)])
        try:
            form.write_all(self._file, data)
        except OSError as error:
            # After a failed sync nobody knows what the system still holds of this file.
            self._must_rotate = error.errno not in _NO_ROOM
            self._cut_back(newest.size)
            raise
        newest.size += len(data)

    def _cut_back(self, size: int) -> None:
        try:
            os.ftruncate(self._file, size)
        except OSError:
            self._must_rotate = True  # the next segment's name ends this one at the right place

    def _is_worth_emptying(self) -> bool:
        newest = self._segments[-1]
        is_troubled = self._trouble_at > _NEVER
        return not newest.is_blank and (is_troubled or newest.size >= self.segment_bytes // 8)

    def _empty_newest(self) -> None:
        """All is consumed: the space comes back although the position stays."""
        newest = self._segments[-1]
        try:
            self._rotate(newest.end)
            newest.path.unlink(missing_ok=True)
            self._keep(self._segments[1:])
        except OSError as error:
            log.warning("journal: no room for a new segment (%s), the old one is reused", error)
            self._reuse_newest()

    def _reuse_newest(self) -> None:
        newest = self._segments[-1]
        try:
            self._use(recycle(newest, newest.end), [])
        except OSError as error:
            log.warning("journal: that failed too: %s", error)
            self._must_rotate = True  # whatever the file holds now, nothing is added to it

    def _rotate(self, start: int) -> None:
        self._use(create(self.folder, start), self._segments)

    def _use(self, fresh: Segment, older: list[Segment]) -> None:
        file = _open(fresh.path)
        os.close(self._file)
        self._file = file
        self._must_rotate = False
        self._keep([*older, fresh])

    def _keep(self, segments: list[Segment]) -> None:
        self._segments = segments
        self._older_bytes = sum(segment.size for segment in segments[:-1])

    def _rest_of_queue(self) -> list[_Waiting]:
        rest: list[_Waiting] = []
        try:
            while True:
                waiting = self._queue.get_nowait()
                if waiting is not None:
                    rest.append(waiting)
        except Empty:
            return rest


def _open(path: Path) -> int:
    """O_DSYNC: a write returns when it is on disk, so that each group is one call without the GIL.

    With a separate fdatasync the thread would have to win the GIL back once more, and wait for
    it while the event loop is busy.
    """
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_DSYNC)


def _answer(group: list[_Waiting], refusal: JournalFull | None) -> None:
    """Wakes every event loop once for all of its requests."""
    by_loop: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for waiting in group:
        by_loop.setdefault(waiting.done.get_loop(), []).append(waiting.done)
    for loop, futures in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, futures, refusal)
        except RuntimeError:
            log.warning("journal: %d requests were gone before their answer", len(futures))


def _resolve(futures: list[asyncio.Future[None]], refusal: JournalFull | None) -> None:
    for future in futures:
        if future.done():  # the client went away
            continue
        if refusal is None:
            future.set_result(None)
        else:
            future.set_exception(JournalFull(refusal.detail))
