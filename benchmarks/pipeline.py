"""How fast events become countable by SQL, against the same rows put straight into the engine."""

import subprocess
import sys
import time
from pathlib import Path

from tests.live import TOKEN, LiveServer

from benchmarks.bodies import batches, gzipped, make_events, request
from benchmarks.load import load
from benchmarks.run import Run, processor_seconds, tell
from benchmarks.table import Line

_EVENTS = 500_000
_BATCH = 100


def measure(run: Run) -> list[Line]:
    count = run.scaled(_EVENTS)
    tell(f"pipeline: {count:,} events from HTTP to SQL")
    requests = [
        request("/batch/", gzipped(TOKEN, batch), is_gzip=True)
        for batch in batches(make_events(count, 3), _BATCH)
    ]
    with run.server() as server:
        seconds, processor = _until_countable(server, requests, count)
        server.stop()
        tell("pipeline: the same rows straight into chDB")
        bare, bare_processor = _straight(server.data / "events")
    rate = count / seconds
    return [
        Line(
            name="HTTP to countable by SQL, sustained",
            figure=f"{rate:,.0f} events/s",
            baseline=f"{bare:,.0f} rows/s JSONEachRow into chDB",
            ratio=rate / bare,
            bar="≥ 0.50x",
            passes=rate / bare >= 0.5,
        ),
        Line(
            name="the same by processor time (unmoved by other load)",
            figure=f"{count / processor:,.0f} events/s of a core",
            baseline=f"{bare_processor:,.0f} rows/s of a core",
            ratio=count / processor / bare_processor,
        ),
    ]


def _until_countable(server: LiveServer, requests: list[bytes], count: int) -> tuple[float, float]:
    """Seconds on the clock, and of processor time of the server."""
    assert server.process is not None
    began, used = time.perf_counter(), processor_seconds(server.process.pid)
    outcome = load(server.port, requests, 16)
    assert outcome.answered_ok == len(requests), outcome
    server.wait_until_stored(600)
    seconds = time.perf_counter() - began
    processor = processor_seconds(server.process.pid) - used
    assert server.sql("select count() from events") == [[count]]
    return seconds, processor


def _straight(events: Path) -> tuple[float, float]:
    """Rows per second, of the clock and of the processor.

    In another process, since a process opens the folder of an engine once and for good.
    """
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.straight", str(events)],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seconds, processor = done.stdout.split()[-2:]
    return float(seconds), float(processor)
