"""SIGKILL at any moment: what was acknowledged is there, in order, once."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tenrec.ingest.journal import Journal

WRITER = """
import asyncio, sys
from pathlib import Path
from tenrec.ingest.journal import Journal

async def writer(journal, lane):
    number = 0
    while True:
        await journal.append(f"{sys.argv[2]} {lane} {number} ".encode() + b"x" * 500)
        print(lane, number, flush=True)
        number += 1

async def main():
    journal = Journal(Path(sys.argv[1]), max_bytes=10**9, segment_bytes=100_000)
    await asyncio.gather(*(writer(journal, lane) for lane in range(20)))

asyncio.run(main())
"""


@pytest.mark.parametrize("delay", [0.01, 0.07, 0.23])
def test_append__killed_again_and_again__acknowledged_records_are_there(
    tmp_path: Path, delay: float
) -> None:
    acknowledged: set[bytes] = set()
    for turn in range(3):
        command = [sys.executable, "-c", WRITER, str(tmp_path / "journal"), str(turn)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            lines = (first + process.stdout.read()).splitlines(keepends=True)
        acknowledged |= {b"%d %s" % (turn, line.strip()) for line in lines if line.endswith(b"\n")}
    journal = Journal(tmp_path / "journal", max_bytes=10**9)
    found: list[bytes] = []
    position = 0
    while entries := journal.read(position, max_bytes=100_000):
        found += [entry.record.rsplit(b" ", 1)[0] for entry in entries]
        position = entries[-1].next_position
    journal.close()
    assert len(found) == len(set(found))
    assert acknowledged <= set(found)
    assert len(acknowledged) > 20
    assert not journal.counters.holes
    for turn in range(3):
        for lane in range(20):
            own = [int(key.split()[2]) for key in found if key.startswith(b"%d %d " % (turn, lane))]
            assert own == sorted(own)
