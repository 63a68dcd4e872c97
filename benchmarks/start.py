"""How long a start takes with a million events stored, until the server takes events."""

import statistics
import time

from benchmarks.run import Run, tell
from benchmarks.table import Line

_TIMES = 3


def measure(run: Run) -> list[Line]:
    server = run.stored_server()
    total = server.sql("select count() from events")[0][0]
    tell("start: stopping and starting")
    took = []
    for _ in range(_TIMES):
        server.stop()
        began = time.perf_counter()
        server.start()
        took.append(time.perf_counter() - began)
    seconds = statistics.median(took)
    return [
        Line(
            name=f"start with {total:,} events stored",
            figure=f"{seconds:.2f} s until ready",
            bar="≤ 3 s",
            passes=seconds <= 3,
        )
    ]
