"""Persons, from the journal to SQL: every scenario of data/person-scenarios.json.

Each is run twice: every event a batch of its own, and all events in one batch. The result must
be the same. The scenarios speak of the teams 1 and 2; here each run has teams that nobody else
has, so the uuids, which come from team and distinct id, are translated.
"""

import asyncio
import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from tenrec.accounts.models import Organization, Project
from tenrec.core.ids import person_uuid
from tenrec.core.received import Received
from tenrec.ingest import load as loading
from tenrec.ingest.courtesy import Courtesy
from tenrec.ingest.journal import Journal
from tenrec.ingest.ledger import Ledger
from tenrec.ingest.models import Dropped, IngestionWarning
from tenrec.ingest.patience import Patience
from tenrec.ingest.status import Status
from tenrec.ingest.work import Work
from tenrec.persons.models import PersonDistinctId
from tenrec.query.run import run
from tenrec.store.base import EventStore

SCENARIOS = json.loads((Path(__file__).parent / "data" / "person-scenarios.json").read_text())
RECEIVED = datetime(2024, 5, 2, tzinfo=UTC)
# Batches are named by their place in the journal; no other test's journal is here.
PLACE = 31_000_000_000_000
# The scenarios leave open what the cut of a long distinct id is called.
OPEN_WARNINGS = {"distinct_id_truncated"}

# HogQL: what a query sees, merges of persons included.
_EVENTS = """
    SELECT uuid, event_person_id, person_id, person_mode, person_properties, person.properties
    FROM events
"""
_PERSONS = "SELECT id, properties, is_identified, created_at FROM persons"
_DISTINCT_IDS = """
    SELECT person_id, distinct_id, version FROM person_distinct_ids FINAL
    WHERE team_id IN {teams:Array(Int64)} AND NOT is_deleted
"""


@dataclass
class Pipeline:
    """The way of an event without HTTP: journal, pipeline, store, state database."""

    journal: Journal
    store: EventStore
    beside: ThreadPoolExecutor

    def run(self, batches: list[list[bytes]]) -> None:
        ledger = Ledger()
        courtesy = Courtesy(lambda: False)
        work = Work(self.store, ledger, Patience(Status()), courtesy, self.beside, None)
        for batch in batches:
            start = self.journal.end
            for record in batch:
                asyncio.run(self.journal.append(record))
            load = loading.read(self.journal, start, self.journal.end)
            assert load is not None
            work.do(load, ledger.begin(load.start, load.end), lambda: None)


@pytest.fixture(scope="module")
def pipeline(store: EventStore, tmp_path_factory: Any) -> Iterator[Pipeline]:
    journal = Journal(tmp_path_factory.mktemp("journal"), max_bytes=100_000_000)
    logging.disable(logging.ERROR)  # the jump is told as an error
    journal.skip_to(PLACE)
    logging.disable(logging.NOTSET)
    with ThreadPoolExecutor(2) as beside:
        yield Pipeline(journal, store, beside)
    journal.close()


@dataclass
class Cast:
    """Which teams play the scenario's teams, and under which uuids their persons are known."""

    teams: dict[int, int]
    uuids: dict[str, str]

    @classmethod
    def of(cls, scenario: dict[str, Any], first_team: int) -> "Cast":
        teams = {1: first_team, 2: first_team + 1_000_000}
        ids = {name for p in scenario["expected"]["persons"] for name in p["distinct_ids"]}
        for row in scenario["expected"]["event_person"].values():
            ids |= {name for key, name in row.items() if key.endswith("uuid_of")}
        for event in scenario["events"]:
            ids.add(str(event["distinct_id"]))
        uuids = {
            person_uuid(old, name): person_uuid(new, name)
            for name in ids
            for old, new in teams.items()
        }
        return cls(teams, uuids)

    def make(self, settings: dict[str, dict[str, Any]]) -> None:
        organization = Organization.objects.create(name="Scenario")
        for old, new in self.teams.items():
            Project.objects.create(id=new, organization=organization, **settings.get(str(old), {}))


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 1000], ids=["one by one", "one batch"])
@pytest.mark.parametrize("scenario", SCENARIOS["scenarios"], ids=lambda each: each["name"][:60])
def test_persons__scenario__ends_as_it_says(
    pipeline: Pipeline, team_id: int, scenario: dict[str, Any], size: int
) -> None:
    cast = Cast.of(scenario, team_id)
    cast.make(scenario.get("teams", {}))
    records = [_record(event, cast) for event in scenario["events"]]
    pipeline.run([records[at : at + size] for at in range(0, len(records), size)])

    expected = scenario["expected"]
    teams = list(cast.teams.values())
    uuids = {event["uuid"]: event["id"] for event in scenario["events"]}
    assert _events(pipeline.store, teams, uuids, expected) == _expected_events(expected, cast)
    assert _persons(pipeline.store, teams, expected, cast) == _expected_persons(expected, cast)
    assert _mappings_of_state(teams) == _mappings_of_store(pipeline.store, teams)
    assert _warnings(uuids) == [(each["event"], each["type"]) for each in expected["warnings"]]
    assert sum(Dropped.objects.values_list("count", flat=True)) == len(expected["dropped"])


def _record(event: dict[str, Any], cast: Cast) -> bytes:
    """The request that brings the event, as capture writes it down."""
    body = {key: value for key, value in event.items() if key not in ("id", "team_id")}
    received_at = int(RECEIVED.timestamp() * 1_000_000)
    team = cast.teams[event.get("team_id", 1)]
    return Received(
        team, received_at, "", "", "v0", None, False, orjson.dumps(body | {"api_key": "phc_x"})
    ).pack()


def _clean(properties: dict[str, Any]) -> dict[str, Any]:
    return {key: properties[key] for key in properties if key != "$creator_event_uuid"}


def _ask(store: EventStore, team: int, query: str) -> list[list[Any]]:
    answer = run(team, {"query": {"kind": "HogQLQuery", "query": query}}, store=store)
    rows: list[list[Any]] = answer["results"]
    return rows


def _events(
    store: EventStore, teams: list[int], uuids: dict[str, str], expected: dict[str, Any]
) -> dict[str, Any]:
    found = {}
    for uuid, written, queried, mode, of_row, of_link in (
        row for team in teams for row in _ask(store, team, _EVENTS)
    ):
        assert of_row == of_link, "person.properties are those of the time of the event"
        name = uuids[uuid]
        found[name] = {"written": written, "queried": queried, "person_mode": mode}
        if "person_properties" in expected["event_person"][name]:
            found[name]["person_properties"] = _clean(of_row)
    return found


def _expected_events(expected: dict[str, Any], cast: Cast) -> dict[str, Any]:
    wanted = {}
    for name, row in expected["event_person"].items():
        wanted[name] = {
            "written": cast.uuids[row["written"]],
            "queried": cast.uuids[row["queried"]],
            "person_mode": row["person_mode"],
        }
        if "person_properties" in row:
            wanted[name]["person_properties"] = row["person_properties"]
    return wanted


def _persons(
    store: EventStore, teams: list[int], expected: dict[str, Any], cast: Cast
) -> dict[str, dict[str, Any]]:
    ids: dict[str, dict[str, int]] = {}
    for person, name, version in store.select(_DISTINCT_IDS, {"teams": teams}).rows:
        ids.setdefault(person, {})[name] = version
    asked = {cast.uuids[person["uuid"]]: person for person in expected["persons"]}
    found: dict[str, dict[str, Any]] = {}
    for team in teams:
        for uuid, properties, is_identified, created_at in _ask(store, team, _PERSONS):
            found[uuid] = {
                "properties": _clean(properties),
                "is_identified": is_identified,
                "team": team,
                "distinct_ids": sorted(ids[uuid]),
            }
            if "distinct_id_versions" in asked.get(uuid, {}):
                found[uuid]["distinct_id_versions"] = ids[uuid]
            if "created_at" in asked.get(uuid, {}):
                found[uuid]["created_at"] = datetime.fromisoformat(created_at)
    return found


def _expected_persons(expected: dict[str, Any], cast: Cast) -> dict[str, dict[str, Any]]:
    wanted: dict[str, dict[str, Any]] = {}
    for person in expected["persons"]:
        row: dict[str, Any] = {
            "properties": person["properties"],
            "is_identified": person["is_identified"],
            "team": cast.teams[person.get("team_id", 1)],
            "distinct_ids": sorted(person["distinct_ids"]),
        }
        if "distinct_id_versions" in person:
            row["distinct_id_versions"] = person["distinct_id_versions"]
        if "created_at" in person:
            row["created_at"] = datetime.fromisoformat(person["created_at"])
        wanted[cast.uuids[person["uuid"]]] = row
    return wanted


def _mappings_of_state(teams: list[int]) -> set[tuple[str, str, int]]:
    rows = PersonDistinctId.objects.filter(team_id__in=teams)
    found = rows.values_list("person__uuid", "distinct_id", "version")
    return {(str(person), name, version) for person, name, version in found}


def _mappings_of_store(store: EventStore, teams: list[int]) -> set[tuple[str, str, int]]:
    rows = store.select(_DISTINCT_IDS, {"teams": teams}).rows
    return {(str(a), b, int(c)) for a, b, c in rows}


def _warnings(uuids: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (uuids[warning.details["eventUuid"]], warning.type)
        for warning in IngestionWarning.objects.order_by("id")
        if warning.type not in OPEN_WARNINGS
    ]


@pytest.mark.parametrize("scenario", SCENARIOS["scenarios"], ids=lambda each: each["name"][:60])
def test_person_uuid__scenario__is_the_one_of_every_other_server(scenario: Any) -> None:
    for person in scenario["expected"]["persons"]:
        assert person_uuid(person.get("team_id", 1), person["uuid_of"]) == person["uuid"]
