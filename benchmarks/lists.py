"""How long the lists of the API take: many events, persons, and a thousand of everything else."""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

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
_CONDITIONS = {"groups": [{"properties": [], "rollout_percentage": 50}]}
_NO_DASHBOARD = {"_should_create_usage_dashboard": False}

# What is made a thousand times through the API; the list of each is asked for afterwards.
_MADE: dict[str, Callable[[int], Body]] = {
    "actions": lambda n: {"name": f"Action {n}", "steps": [_STEP], "tags": ["a", f"t{n % 9}"]},
    "annotations": lambda n: {"content": f"Note {n}", "scope": "project"},
    "cohorts": lambda n: {"name": f"Cohort {n}", "is_static": True},
    "comments": lambda n: {"content": f"Remark {n}", "scope": "Replay", "item_id": str(n)},
    "dashboards": lambda n: {"name": f"Dashboard {n}", "tags": ["board"]},
    "feature_flags": lambda n: {"key": f"flag-{n}", "filters": _CONDITIONS, **_NO_DASHBOARD},
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
# What filters find. {n} is another number each time: the engine remembers where it found nothing.
# The last two are about what next to none or no event has, and so look at everything.
_PLAN = {"key": "plan", "value": "pro", "type": "person"}
_FILTERED: dict[str, tuple[str, Body]] = {
    "events by a property": ("events", {"properties": [{"key": "$browser", "value": "Safari"}]}),
    "events by distinct_id": ("events", {"distinct_id": "person-{n}"}),
    "events by person_id": ("events", {"person_id": "{person}"}),
    "persons by a property": ("persons", {"properties": [_PLAN]}),
    "persons by e-mail address": ("persons", {"email": "user-{n}@tenrec.example"}),
    "persons by cohort": ("persons", {"cohort": "{cohort}"}),
    "events by a rare property": ("events", {"properties": [{"key": "trait_{n}", "value": "{n}"}]}),
    "events by a value that none has": (
        "events",
        {"properties": [{"key": "$current_url", "value": "https://nowhere.example/{n}"}]},
    ),
}


def measure(run: Run) -> list[Line]:
    server = run.stored_server()
    _send_people(server, run.scaled(_PERSONS))
    _make_things(server, run.scaled(_EACH))
    server.wait_until_stored(300)
    lines = [_timed(server, path, lambda _, path=path: path) for path in [*_MADE, *_FOUND]]
    filled = {"cohort": _cohort(server), "people": _people(server)}
    for name, (path, asked) in _FILTERED.items():
        lines.append(_timed(server, name, lambda n, p=path, a=asked: _address(p, a, n, **filled)))
    return lines


def _address(path: str, asked: Body, n: int, cohort: int, people: list[str]) -> str:
    """With the parameters, and the places in their texts filled."""
    texts = {k: v if isinstance(v, str) else json.dumps(v) for k, v in asked.items()}
    given = {"{n}": str(n), "{cohort}": str(cohort), "{person}": people[n % len(people)]}
    for place, text in given.items():
        texts = {key: value.replace(place, text) for key, value in texts.items()}
    return f"{path}/?{urlencode(texts)}"


def _cohort(server: LiveServer) -> int:
    """All persons with a plan, half of everybody, as soon as they are found out."""
    tell("lists: a cohort of half the persons")
    criteria = {"type": "AND", "values": [_PLAN]}
    body = {"name": "Pro", "filters": {"properties": criteria}}
    address = "/api/projects/@current/cohorts/"
    made = server.ask("POST", address, json=body)
    if made.status_code != 201:
        raise RuntimeError(f"cohort: {made.status_code} {made.text[:300]}")
    number = int(made.json()["id"])
    for _ in range(600):
        cohort = server.ask("GET", f"{address}{number}/").json()
        if cohort["count"] and not cohort["is_calculating"]:
            return number
        time.sleep(0.1)
    raise RuntimeError("the cohort was not calculated")


def _people(server: LiveServer) -> list[str]:
    """Uuids of persons who did something."""
    rows = server.sql("select person_id from events group by person_id limit 100")
    return [str(row[0]) for row in rows]


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


def _timed(server: LiveServer, name: str, path: Callable[[int], str]) -> Line:
    times = sorted(_milliseconds(server, path))
    median = statistics.median(times)
    return Line(
        name=f"list {name.rstrip('/')}",
        figure=f"{median:,.0f} ms (p95 {times[-2]:,.0f} ms)",
        bar=f"≤ {_BAR:.0f} ms",
        passes=median <= _BAR,
    )


def _milliseconds(server: LiveServer, path: Callable[[int], str]) -> Iterator[float]:
    """A page of 100 each time, which is what a client gets that asks for nothing else."""
    for n in range(_ASKED):
        asked = path(n)
        address = f"/api/projects/@current/{asked}" + ("" if "?" in asked else "/")
        began = time.perf_counter()
        answer = server.ask("GET", address)
        yield (time.perf_counter() - began) * 1000
        is_empty = not answer.json()["results"] and "nowhere" not in asked
        if answer.status_code != 200 or is_empty:
            raise RuntimeError(f"{asked}: {answer.status_code} {answer.text[:300]}")
