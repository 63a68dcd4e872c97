"""`tenrec demo` as its user sees it: the time until the million events are countable."""

import subprocess
import sys
import time

from tests.live import TOKEN, LiveServer

from benchmarks.run import Run, tell
from benchmarks.table import Line

_took: dict[str, float] = {}


def measure(run: Run) -> list[Line]:
    run.stored_server()
    events, seconds = _took["events"], _took["seconds"]
    return [
        Line(
            name=f"tenrec demo, {events:,.0f} events, 20,000 users",
            figure=f"{seconds:.0f} s, {events / seconds:,.0f} events/s",
        )
    ]


def fill(server: LiveServer, events: int) -> None:
    """Tells the story to a server."""
    tell(f"demo: {events:,} events")
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "tenrec", "demo", "--events", str(events), "--token", TOKEN],
        env=server.env(),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    _took.update(events=events, seconds=time.perf_counter() - began)
    assert server.sql("select count() from events") == [[events]]
