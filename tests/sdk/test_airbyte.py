"""The released Airbyte source reads a live server: every stream, page after page, and then what
is new. What it brought is what was put in, record by record."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.live import LiveServer
from tests.sdk.airbyte_source import Source, installed

pytestmark = pytest.mark.slow
Json = Any
# One page of the source has 10,000 events, or 100 rows of anything else.
EVENTS, PEOPLE, ROWS = 10_050, 120, 105
SQL = {
    "kind": "DataVisualizationNode",
    "source": {"kind": "HogQLQuery", "query": "select event, count() from events group by event"},
}
STREAMS = {
    "projects",
    "cohorts",
    "persons",
    "events",
    "annotations",
    "insights",
    "feature_flags",
}
MADE = ("annotations", "cohorts", "insights", "feature_flags")


@pytest.fixture(scope="module")
def filled(
    migrated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[LiveServer, Json]]:
    """A server of its own, so that nobody else's rows are in it, and what was put in."""
    live = LiveServer(tmp_path_factory.mktemp("airbyte-server"), TENREC_CHECK_RESPONSES="on")
    shutil.copytree(migrated, live.data, symlinks=True)
    try:
        live.start()
        put = {
            "events": [_event(n) for n in range(EVENTS)],
            "projects": _projects(live),
            **{name: _made(live, name) for name in MADE},
        }
        _send(live, put["events"])
        yield live, put
        live.stop()
    finally:
        live.close()


@pytest.fixture(scope="module")
def source(filled: tuple[LiveServer, Json], tmp_path_factory: pytest.TempPathFactory) -> Source:
    live, _ = filled
    start = (datetime.now(UTC) - timedelta(days=45)).strftime("%Y-%m-%dT%H:%M:%SZ")
    config = {"api_key": live.key, "base_url": live.url, "start_date": start}
    return Source(installed(), tmp_path_factory.mktemp("airbyte"), config)


def _event(n: int) -> Json:
    # Two slices of 30 days, moments that several events share, and some without microseconds.
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=40 if n < 50 else 1)
    return {
        "uuid": str(uuid4()),
        "event": f"airbyte_{n % 3}",
        "distinct_id": f"airbyte-{n % PEOPLE}",
        "timestamp": (at + timedelta(milliseconds=250 * (n // 2))).isoformat(),
        "properties": {"n": n, "$set": {"email": f"{n % PEOPLE}@example.com"}},
    }


def _send(live: LiveServer, events: list[Json]) -> None:
    for first in range(0, len(events), 1000):
        assert live.send(events[first : first + 1000]).status_code == 200
    live.wait_until_stored()


def _projects(live: LiveServer) -> list[Json]:
    organization = live.ask("GET", "/api/organizations/@current/").json()["id"]
    first = live.ask("GET", "/api/projects/@current/").json()
    path = f"/api/organizations/{organization}/projects/"
    answer = live.ask("POST", path, json={"name": "Second"})
    assert answer.status_code == 201, answer.text
    back = live.ask("PATCH", "/api/users/@me/", json={"set_current_team": first["id"]})
    assert back.status_code == 200, back.text
    return [first, answer.json()]


def _made(live: LiveServer, name: str) -> list[Json]:
    bodies: dict[str, Json] = {
        "annotations": lambda n: {"content": f"Note {n}", "scope": "project"},
        "cohorts": lambda n: {"name": f"Cohort {n}", "is_static": True},
        "insights": lambda n: {"name": f"Insight {n}", "query": SQL, "saved": True},
        "feature_flags": lambda n: {
            "key": f"flag-{n}",
            "name": f"Flag {n}",
            "filters": {"groups": [{"properties": [], "rollout_percentage": n % 100}]},
            "active": n % 2 == 0,
            # Its insights would be rows of another stream.
            "_should_create_usage_dashboard": False,
        },
    }
    made = []
    for n in range(ROWS):
        answer = live.ask("POST", f"/api/projects/@current/{name}/", json=bodies[name](n))
        assert answer.status_code == 201, answer.text
        made.append(answer.json())
    return made


def _picked(rows: list[Json], *fields: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(str(row[field]) for field in fields) for row in rows)


def test_check_and_discover__succeed(source: Source) -> None:
    assert source.check() == {"status": "SUCCEEDED"}
    assert set(source.streams()) == STREAMS


def test_read__every_stream__each_row_once_as_put_in(
    filled: tuple[LiveServer, Json], source: Source
) -> None:
    live, put = filled
    streams = source.streams()
    sync = source.read([streams[name] for name in sorted(STREAMS)])
    got = sync.records
    assert set(got) == STREAMS
    for name, fields in (
        ("projects", ("id", "uuid", "name", "organization", "api_token", "timezone")),
        ("annotations", ("id", "content", "scope", "created_at", "deleted")),
        ("cohorts", ("id", "name", "is_static", "created_at", "deleted")),
        ("insights", ("id", "short_id", "name", "query", "created_at", "saved", "deleted")),
        ("feature_flags", ("id", "key", "name", "filters", "active", "created_at", "deleted")),
    ):
        assert _picked(got[name], *fields) == _picked(put[name], *fields), name
    _compare_events(got["events"], put["events"])
    people = {tuple(row["distinct_ids"]): row["properties"]["email"] for row in got["persons"]}
    assert len(got["persons"]) == PEOPLE
    assert people == {(f"airbyte-{n}",): f"{n}@example.com" for n in range(PEOPLE)}

    # What comes now is all that the next sync of the events brings.
    at = (datetime.now(UTC) - timedelta(seconds=2)).isoformat()
    news = [{**_event(n), "timestamp": at} for n in range(7)]
    _send(live, news)
    of_events = [s for s in sync.state if s["stream"]["stream_descriptor"]["name"] == "events"]
    again = source.read([streams["events"]], of_events)
    _compare_events(again.records["events"], news)
    assert source.read([streams["events"]], again.state).records == {}


def _compare_events(got: list[Json], put: list[Json]) -> None:
    assert _picked(got, "id", "event", "distinct_id") == _picked(
        put, "uuid", "event", "distinct_id"
    )
    sent = {event["uuid"]: event for event in put}
    for row in got:
        event = sent[row["id"]]
        assert row["properties"]["n"] == event["properties"]["n"]
        moments = [datetime.fromisoformat(one["timestamp"]) for one in (row, event)]
        assert moments[0] == moments[1]


def test_check__wrong_key__fails_and_says_so(
    filled: tuple[LiveServer, Json], source: Source, tmp_path_factory: pytest.TempPathFactory
) -> None:
    live, _ = filled
    config = {"api_key": "phx_wrong", "base_url": live.url, "start_date": "2026-01-01T00:00:00Z"}
    other = Source(source.command, tmp_path_factory.mktemp("wrong"), config)
    assert other.check()["status"] == "FAILED"
