"""A full disk refuses, writes nothing by halves, and is forgiven as soon as there is room."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenrec.core.errors import JournalFull
from tenrec.ingest.journal import Journal

LIMITED = """
import asyncio, resource, sys
from pathlib import Path
from tenrec.core.errors import JournalFull
from tenrec.ingest.journal import Journal

async def main():
    journal = Journal(Path(sys.argv[1]), max_bytes=10**9)
    await journal.append(b"first")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    answers = await asyncio.gather(
        *(journal.append(bytes([n]) * 900) for n in range(5)), return_exceptions=True)
    assert all(isinstance(answer, JournalFull) for answer in answers), answers
    assert not journal.is_accepting
    size = next(Path(sys.argv[1]).iterdir()).stat().st_size
    assert size == journal.size_bytes, (size, journal.size_bytes)
    await journal.append(b"small enough")
    assert journal.is_accepting
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    await journal.append(b"x" * 5000)
    assert [e.record for e in journal.read(0, max_bytes=10**6)] == [
        b"first", b"small enough", b"x" * 5000]
    journal.close()

asyncio.run(main())
"""


def test_append__file_size_limit__refuses_all_waiting_and_recovers(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("only root can mount a small file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


async def _until_refused(journal: Journal, record: bytes) -> int:
    taken = 0
    while True:
        try:
            await journal.append(record)
        except JournalFull:
            return taken
        taken += 1


def test_append__disk_full__keeps_what_it_took_and_recovers(tiny_disk: Path) -> None:
    async def scenario() -> None:
        journal = Journal(tiny_disk, max_bytes=10**9)
        taken = await _until_refused(journal, b"x" * 10_000)
        assert taken > 10
        assert journal.is_accepting is False
        entries = journal.read(0, max_bytes=10**7)
        assert [entry.record for entry in entries] == [b"x" * 10_000] * taken
        # All consumed: the space comes back although there is no room for a new file.
        await _until_refused(journal, b"x")
        end = journal.end
        journal.forget(end)
        await journal.append(b"y" * 10_000)
        assert journal.is_accepting
        assert [entry.record for entry in journal.read(end, max_bytes=10**7)] == [b"y" * 10_000]
        journal.close()
        again = Journal(tiny_disk, max_bytes=10**9)
        assert [entry.record for entry in again.read(end, max_bytes=10**7)] == [b"y" * 10_000]
        again.close()

    asyncio.run(scenario())


def test_append__room_made_by_others__recovers(tiny_disk: Path) -> None:
    async def scenario() -> None:
        (tiny_disk / "ballast").write_bytes(b"0" * 200_000)
        journal = Journal(tiny_disk / "journal", max_bytes=10**9)
        taken = await _until_refused(journal, b"x" * 10_000)
        (tiny_disk / "ballast").unlink()
        await journal.append(b"y" * 10_000)
        records = [entry.record for entry in journal.read(0, max_bytes=10**7)]
        assert records == [b"x" * 10_000] * taken + [b"y" * 10_000]
        journal.close()

    asyncio.run(scenario())
