"""How fast events become durable: batches against bare gunzip and parse, and single requests."""

import gzip
import time

import orjson
from tests.live import TOKEN

from benchmarks.bodies import batches, gzipped, make_events, request
from benchmarks.load import load
from benchmarks.run import Run, tell
from benchmarks.table import Line

_BATCH = 100
_BATCHES = 3_000
_SINGLES = 60_000


def measure(run: Run) -> list[Line]:
    return [_batched(run), _single(run)]


def _batched(run: Run) -> Line:
    count = run.scaled(_BATCHES)
    tell(f"capture: {count} batches of {_BATCH} events")
    bodies = [gzipped(TOKEN, batch) for batch in batches(make_events(count * _BATCH, 1), _BATCH)]
    before = _bare(bodies)
    with run.server() as server:
        outcome = load(server.port, (request("/batch/", body, is_gzip=True) for body in bodies), 32)
    assert outcome.answered_ok == count, outcome
    bare = (before + _bare(bodies)) / 2
    rate = count * _BATCH / outcome.seconds
    return Line(
        name="capture, durable, batches of 100, gzip",
        figure=f"{rate:,.0f} events/s",
        baseline=f"{bare:,.0f}/s gunzip + orjson.loads",
        ratio=rate / bare,
        bar="≥ 0.25x",
        passes=rate / bare >= 0.25,
    )


def _bare(bodies: list[bytes]) -> float:
    """Events per second of only unpacking and parsing."""
    began = time.perf_counter()
    events = sum(len(orjson.loads(gzip.decompress(body))["batch"]) for body in bodies)
    return events / (time.perf_counter() - began)


def _single(run: Run) -> Line:
    count = run.scaled(_SINGLES)
    tell(f"capture: {count} requests with a single event")
    requests = [
        request("/i/v0/e/", orjson.dumps({"api_key": TOKEN, **event}), is_gzip=False)
        for event in make_events(count, 2)
    ]
    with run.server() as server:
        outcome = load(server.port, requests, 64)
    assert outcome.answered_ok == count, outcome
    rate = count / outcome.seconds
    return Line(
        name="capture, durable, single events",
        figure=f"{rate:,.0f} requests/s",
        bar="≥ 8,000/s",
        passes=rate >= 8_000,
    )
