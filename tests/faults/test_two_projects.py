"""Two projects of two organizations on one server: neither ever sees a row of the other."""

import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.live import LiveServer

pytestmark = pytest.mark.slow

ALICES = "alices-own-secret"
BOBS = "bobs-own-secret"
BOBS_TOKEN = "phc_bob00000000000000000000000000000000000000000"
BOBS_KEY = "phx_bob00000000000000000000000000000000000000000"


class House(NamedTuple):
    """The server with the two projects."""

    server: LiveServer
    alices_project: int
    bobs_project: int


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    server = LiveServer(tmp_path_factory.mktemp("two-projects"))
    try:
        server.start()
        made = subprocess.run(
            [sys.executable, "-m", "tests.faults.second_project", BOBS_TOKEN, BOBS_KEY],
            env=server.env(),
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        )
        fill(server, server.token, ALICES)
        fill(server, BOBS_TOKEN, BOBS)
        server.wait_until_stored()
        alices = server.ask("GET", "/api/projects/@current/").json()["id"]
        yield House(server, alices, int(made.stdout))
    finally:
        server.close()


def fill(server: LiveServer, token: str, secret: str) -> None:
    """Events, persons, groups and a merge; the same ids in both projects, other secrets."""
    batch = [
        {
            "event": secret if number == 1 else "shared name",
            "uuid": str(uuid.UUID(int=number + 1)),
            "distinct_id": f"user-{number}",
            "timestamp": "2026-10-01T12:00:00Z",
            "properties": {
                "secret": secret,
                f"key-{secret}": 1,
                "$set": {"secret": secret},
                "$groups": {"company": "the-company"},
            },
        }
        for number in range(5)
    ]
    named = {"$group_type": "company", "$group_key": "the-company", "$group_set": {"s": secret}}
    merge = {"$anon_distinct_id": "user-0", "$set": {"merged": secret}}
    batch.append({"event": "$groupidentify", "distinct_id": "user-1", "properties": named})
    batch.append({"event": "$identify", "distinct_id": "user-9", "properties": merge})
    answer = server.http.post("/batch/", json={"api_key": token, "batch": batch})
    assert answer.status_code == 200, answer.text


def ask(house: House, query: str, key: str = BOBS_KEY, **more: Any) -> Any:
    body = {"query": {"kind": "HogQLQuery", "query": query}, **more}
    return house.server.ask("POST", "/api/projects/@current/query/", key, json=body)


QUESTIONS = [
    "select * from events",
    "select * from persons",
    "select * from groups",
    "select * from person_distinct_ids",
    "select * from person_distinct_id_overrides",
    "select * from dead_letters",
    "select event, properties, person.properties, distinct_id from events",
    "select properties.secret, person.properties.secret from events",
    "select * from events where team_id = {alice}",
    "select * from events where team_id != -1 or 1 = 1",
    "select * from events where 1 = 1 or team_id = {alice}",
    "select * from events e where e.team_id in ({alice}, {bob})",
    "select team_id, count() from events group by team_id",
    "select properties.secret from events union all select properties.secret from events",
    "select * from (select * from (select * from events))",
    "with events as (select * from events) select * from events",
    "with e as (select properties.secret as s from events) select * from e join e as f on 1 = 1",
    "select a.properties.secret from events a cross join events b",
    "select a.properties.secret, b.properties.secret from events a left join events b "
    "on a.distinct_id = b.distinct_id",
    "select e.event, p.properties.secret from events e left join persons p on 1 = 1",
    "select p.properties.secret from persons p right join events e on e.person_id != p.id",
    "select p.properties.secret from persons p full outer join events e on 1 = 0",
    "select count() from events where distinct_id in (select distinct_id from events)",
    "select (select any(properties.secret) from events)",
    "select (select groupArray(properties.secret) from events)",
    "select event from events where properties.secret in (select properties.secret from persons)",
    "select groupUniqArray(properties.secret) from events",
    "select * from tenrec.events",
    "select * from default.events",
    "select * from `tenrec`.`events`",
    "select * from merge('tenrec', 'events')",
    "select * from remote('127.0.0.1', tenrec.events)",
    "select * from cluster('default', tenrec.events)",
    "select * from file('*', 'LineAsString')",
    "select * from url('http://127.0.0.1:1/', 'LineAsString')",
    "select * from view(select * from events)",
    "select * from numbers(3) n join events e on 1 = 1",
    "select * from system.tables",
    "select * from system.query_log",
    "select * from system.parts",
    "select * from information_schema.tables",
    "select * from dictionary('x')",
    "select dictGet('x', 'y', 1)",
    "select joinGet('events', 'properties', 1)",
    "select hasColumnInTable('tenrec', 'events', 'properties')",
    "select * from events settings additional_table_filters = {{}}",
    "select * from events format JSON",
    "select * from events into outfile '/tmp/outfile'",
    "select * from events; select * from events",
    "select * from events -- where team_id = {bob}",
    "select * from events /* */ where 1 /*",
    "select * from events final",
    "select * from events sample 1",
    "select * from events prewhere 1",
    "select * from events array join [1, 2] as x",
    "select columns('.*') from events",
    "select * except (event) from events",
    "select * replace ('x' as event) from events",
    "select e.* from events as e",
    "select lagInFrame(properties.secret) over (order by timestamp) from events",
    "select any(properties.secret) over () from events",
    "select group_0.properties.s from events",
    "select company.properties.s from events",
    "select properties.secret from events limit 100 by event",
    "select properties.secret from events order by (select count() from events)",
    "select event from events group by event having count() > (select 0 from events limit 1)",
    "select if(1, (select any(properties.secret) from persons), '') from events",
    "select arrayMap(x -> (select any(properties.secret) from events), [1])",
    "select properties.secret from events as persons",
    "select persons.properties.secret from events as persons, persons as events",
    "with (select any(properties.secret) from events) as x select x",
    "with recursive r as (select 1 as n union all select n + 1 from r) select * from r, events",
    "explain select * from events",
    "describe events",
    "show tables",
    "insert into events select * from events",
    "drop table events",
    "truncate table events",
    "select '{alice}', {{alice}} from events",
    "select * from events where event = '\\' or team_id = {alice} --'",
    "select * from `events` where `team_id` = {alice}",
    'select "properties" from "events"',
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_query__whatever_bob_asks__never_shows_a_row_of_alice(house: House, question: str) -> None:
    text = question.format(alice=house.alices_project, bob=house.bobs_project)
    answer = ask(house, text)
    assert answer.status_code in (200, 400), answer.text
    assert ALICES not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select count() from events", 7),
        ("select count() from persons", 5),
        ("select count() from groups", 1),
        ("select count(distinct properties.secret) from events", 1),
        ("select count(distinct person.properties.secret) from events", 1),
        ("select count() from events a join events b on 1 = 1", 49),
    ],
)
@pytest.mark.parametrize("key", [BOBS_KEY, None])
def test_query__counts__are_those_of_one_project(
    house: House, query: str, expected: int, key: str | None
) -> None:
    answer = ask(house, query, key or house.server.key)
    assert answer.status_code == 200, answer.text
    assert answer.json()["results"] == [[expected]]


def test_query__by_his_own_secret__finds_bobs_rows(house: House) -> None:
    """Otherwise all of the above would pass on an empty project."""
    assert BOBS in ask(house, "select properties.secret from events").text
    assert BOBS in ask(house, "select properties.secret from persons").text
    assert BOBS in ask(house, "select properties from groups").text


@pytest.mark.parametrize(
    "path",
    [
        "",
        "events/",
        "persons/",
        "event_definitions/",
        "property_definitions/",
        "pipeline/",
        "ingestion_warnings/",
        "persons/?distinct_id=user-1",
        f"events/{uuid.UUID(int=2)}/",
    ],
)
def test_lists__of_alices_project__are_refused_to_bob(house: House, path: str) -> None:
    server = house.server
    answer = server.ask("GET", f"/api/projects/{house.alices_project}/{path}", BOBS_KEY)
    assert answer.status_code in (403, 404), answer.text
    assert ALICES not in answer.text


def test_query__of_alices_project__is_refused_to_bob(house: House) -> None:
    body = {"query": {"kind": "HogQLQuery", "query": "select properties.secret from events"}}
    path = f"/api/projects/{house.alices_project}/query/"
    answer = house.server.ask("POST", path, BOBS_KEY, json=body)
    assert answer.status_code in (403, 404), answer.text
    assert ALICES not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/api/event/",
        "/api/events/",
        "/api/person/",
        "/api/persons/",
        "/api/event_definition/",
        "/api/property_definition/",
        "/api/projects/",
        "/api/organizations/@current/",
        "/api/users/@me/",
        "/api/personal_api_keys/",
        "/api/event/?event=shared name&after=2000-01-01T00:00:00Z",
        f"/api/event/?after=2000-01-01T00:00:00Z&token={'{alices_token}'}",
        f"/api/event/{uuid.UUID(int=2)}/",
        "/api/person/?distinct_id=user-1",
        "/api/person/?token={alices_token}",
    ],
)
def test_flat_lists__bob__never_show_anything_of_alice(house: House, path: str) -> None:
    asked = path.format(alices_token=house.server.token)
    answer = house.server.ask("GET", asked, BOBS_KEY)
    assert answer.status_code < 500
    for secret in (ALICES, "alice@tenrec.example", house.server.token):
        assert secret not in answer.text.replace(asked, "")


def test_capture__to_bobs_token__does_not_touch_alices_person(house: House) -> None:
    """The same distinct ids and event uuids live in both; a person belongs to one project."""
    server = house.server
    people = {
        key: server.ask("GET", "/api/person/?distinct_id=user-1", key).json()["results"]
        for key in (server.key, BOBS_KEY)
    }
    (alices,), (bobs,) = people.values()
    assert alices["uuid"] != bobs["uuid"]
    assert alices["properties"]["secret"] == ALICES
    assert bobs["properties"]["secret"] == BOBS
