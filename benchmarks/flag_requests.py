"""Requests for 20 flags at a server: all properties sent along, and persons whom it has to read."""

from typing import Any

import orjson
from tests.live import TOKEN, LiveServer
from tests.sdk.flags import make_flag

from benchmarks.bodies import request
from benchmarks.flags import CONDITIONS, person
from benchmarks.load import Outcome, load
from benchmarks.run import Run, processor_seconds, tell
from benchmarks.table import Line

_FLAGS = 20
_REQUESTS = 30_000
_PERSONS = 1_000
_CONNECTIONS = 32
_BARS = {"sent": 0.5, "stored": 1.5}
"""Milliseconds of the processor for one request."""


def measure(run: Run) -> list[Line]:
    count = run.scaled(_REQUESTS)
    tell(f"flags: {count:,} requests for {_FLAGS} flags, twice")
    with run.server() as server:
        _stock(server)
        return [_line(server, kind, count) for kind in _BARS]


def _stock(server: LiveServer) -> None:
    """Flags of every kind but those of cohorts, and the persons whom they ask."""
    conditions = [one for one in CONDITIONS if not any(p.get("type") == "cohort" for p in one)]
    halves = [{"key": key, "rollout_percentage": 50} for key in ("control", "test")]
    for number in range(_FLAGS):
        properties = conditions[number % len(conditions)]
        groups = [
            {"properties": [_told(each) for each in properties], "rollout_percentage": 40},
            {"properties": [], "rollout_percentage": 10},
        ]
        variants = {"multivariate": {"variants": halves}} if number % 3 == 0 else {}
        make_flag(server, f"flag-{number}", *groups, filters=variants)
    events = [
        {"event": "$set", "distinct_id": name, "properties": {"$set": properties}}
        for name, properties in map(person, range(_PERSONS))
    ]
    server.send(events)
    server.wait_until_stored()


def _told(condition: dict[str, Any]) -> dict[str, Any]:
    """As the API takes it: numbers are compared with numbers that are written as text."""
    value = condition["value"]
    return {"type": "person", **condition, "value": str(value) if type(value) is int else value}


def _line(server: LiveServer, kind: str, count: int) -> Line:
    people = [person(number % _PERSONS) for number in range(count)]
    requests = [
        request(
            "/flags/?v=2",
            orjson.dumps(
                {
                    "token": TOKEN,
                    "distinct_id": name,
                    "person_properties": properties if kind == "sent" else {},
                }
            ),
            is_gzip=False,
        )
        for name, properties in people
    ]
    assert server.process is not None
    before = processor_seconds(server.process.pid)
    outcome: Outcome = load(server.port, requests, _CONNECTIONS)
    each = (processor_seconds(server.process.pid) - before) / count * 1000
    assert outcome.answered_ok == count, outcome
    return Line(
        name=f"/flags, {_FLAGS} flags, properties {kind}",
        figure=f"{count / outcome.seconds:,.0f} requests/s, {each:.2f} ms of CPU each",
        bar=f"< {_BARS[kind]} ms",
        passes=each < _BARS[kind],
    )
