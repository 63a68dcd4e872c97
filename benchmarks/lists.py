"""How long the lists of the API take: many events, persons, and a thousand of everything else."""

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.live import LiveServer

from benchmarks.run import Run, tell
from benchmarks.table import Line

_PERSONS = 100_000
_EACH = 1_000
_ASKED = 25
_BATCH = 1_000
_BAR = 50.0

Body = dict[str, Any]
_QUERY = {"kind": "HogQLQuery", "query": "select 1"}
_STEP = {"event": "order_paid", "url": "/checkout", "url_matching": "contains"}

# What is made a thousand times through the API; the list of each is asked for afterwards.
_MADE: dict[str, Callable[[int], Body]] = {
    "actions": lambda n: {"name": f"Action {n}", "steps": [_STEP], "tags": ["a", f"t{n % 9}"]},
    "annotations": lambda n: {"content": f"Note {n}", "scope": "project"},
    "cohorts": lambda n: {"name": f"Cohort {n}", "is_static": True},
    "comments": lambda n: {"content": f"Remark {n}", "scope": "Replay", "item_id": str(n)},
    "dashboards": lambda n: {"name": f"Dashboard {n}", "tags": ["board"]},
    "insight_variables": lambda n: {"name": f"Variable {n}", "type": "String"},
    "insights": lambda n: {"name": f"Insight {n}", "query": _QUERY, "saved": True},
    "notebooks": lambda n: {"title": f"Notebook {n}", "content": {"type": "doc", "content": []}},
}
# What comes by itself.
_FOUND = [
    "activity_log",
    "event_definitions",
    "events",
    "events/?event=seen_5",
    "groups/?group_type_index=0",
    "persons",
    "persons/?search=user-77@",
    "property_definitions",
]


def measure(run: Run) -> list[Line]:
    server = run.stored_server()
    _send_people(server, run.scaled(_PERSONS))
    _make_things(server, run.scaled(_EACH))
    server.wait_until_stored(300)
    return [_timed(server, path) for path in [*_MADE, *_FOUND]]


def _send_people(server: LiveServer, count: int) -> None:
    tell(f"lists: {count:,} persons, and {_EACH:,} names of events and properties")
    for start in range(0, count, _BATCH):
        server.send([_somebody(n) for n in range(start, min(start + _BATCH, count))])


def _somebody(n: int) -> Body:
    traits = {"email": f"user-{n}@tenrec.example", "plan": ["free", "pro"][n % 2]}
    return {
        "event": f"seen_{n % _EACH}",
        "distinct_id": f"person-{n}",
        "properties": {f"trait_{n % _EACH}": n, "$set": traits},
    }


def _make_things(server: LiveServer, count: int) -> None:
    for path, body in _MADE.items():
        tell(f"lists: {count:,} {path}")
        for n in range(count):
            answer = server.ask("POST", f"/api/projects/@current/{path}/", json=body(n))
            if answer.status_code != 201:
                raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")


def _timed(server: LiveServer, path: str) -> Line:
    times = sorted(_milliseconds(server, path))
    median = statistics.median(times)
    return Line(
        name=f"list {path.rstrip('/')}",
        figure=f"{median:,.0f} ms (p95 {times[-2]:,.0f} ms)",
        bar=f"≤ {_BAR:.0f} ms",
        passes=median <= _BAR,
    )


def _milliseconds(server: LiveServer, path: str) -> Iterator[float]:
    """A page of 100 each time, which is what a client gets that asks for nothing else."""
    address = f"/api/projects/@current/{path}" + ("" if "?" in path else "/")
    for _ in range(_ASKED):
        began = time.perf_counter()
        answer = server.ask("GET", address)
        yield (time.perf_counter() - began) * 1000
        if answer.status_code != 200 or not answer.json()["results"]:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")
