"""How long after the answer 200 an event can be counted, at a steady rate."""

import bisect
import threading
import time

import httpx
from tests.live import TOKEN, LiveServer

from benchmarks.bodies import batches, gzipped, make_events
from benchmarks.run import Run, tell
from benchmarks.table import Line

_RATE = 2_000
_BATCH = 20
_SECONDS = 40


def measure(run: Run) -> list[Line]:
    seconds = max(run.scaled(_SECONDS), 10)
    tell(f"latency: {_RATE:,} events/s for {seconds} s")
    bodies = [gzipped(TOKEN, batch) for batch in batches(make_events(_RATE * seconds, 4), _BATCH)]
    with run.server() as server:
        answered: list[float] = []
        sender = threading.Thread(target=_send, args=(server.url, bodies, answered))
        sender.start()
        delays = _watch(server, answered, len(bodies))
        sender.join()
    delays.sort()
    p50, p95 = delays[len(delays) // 2], delays[int(len(delays) * 0.95)]
    return [
        Line(
            name=f"from 200 to countable at {_RATE:,}/s, p95",
            figure=f"{p95:.2f} s (p50 {p50:.2f}, max {delays[-1]:.2f})",
            bar="≤ 1 s",
            passes=p95 <= 1,
        )
    ]


def _send(url: str, bodies: list[bytes], answered: list[float]) -> None:
    """One connection, so that the order of the answers is the order of the journal."""
    headers = {"content-encoding": "gzip", "content-type": "application/json"}
    with httpx.Client(trust_env=False) as http:
        begin = time.monotonic()
        for number, body in enumerate(bodies):
            time.sleep(max(0.0, begin + number * _BATCH / _RATE - time.monotonic()))
            answer = http.post(f"{url}/batch/", content=body, headers=headers)
            assert answer.status_code == 200, answer.text
            answered.append(time.monotonic())


def _watch(server: LiveServer, answered: list[float], total: int) -> list[float]:
    """Of every request the time from its answer to the first count that has it.

    The moment of a count is when its answer came: the delay is told too long, never too short.
    """
    counted: list[tuple[int, float]] = []
    while not counted or counted[-1][0] < total:
        events = server.sql("select count() from events")[0][0]
        counted.append((events // _BATCH, time.monotonic()))
        time.sleep(0.05)
    batches_at = [batches for batches, _ in counted]
    return [
        counted[bisect.bisect_left(batches_at, number + 1)][1] - at
        for number, at in enumerate(answered)
    ]
