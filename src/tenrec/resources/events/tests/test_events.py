"""Events, read back as they were sent."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from django.utils.timezone import now

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.persons.models import Person, PersonDistinctId
from tenrec.store.base import EventStore

SITE = "http://127.0.0.1:8000"
Send = Callable[..., str]


def test_list__fields(alice: User, project: Project, send: Send, with_key: Caller) -> None:
    person = Person.objects.create(
        team_id=project.id,
        uuid=uuid4(),
        created_at=now(),
        is_identified=True,
        properties='{"email":"m@ole.example","plan":"pro"}',
    )
    PersonDistinctId.objects.create(team_id=project.id, distinct_id="mole", person=person)
    moment = datetime.now(UTC).replace(microsecond=120_000)
    uuid = send("order_paid", at=moment, properties='{"amount":12.5}', chain='a:text="Buy"')
    body = with_key(alice, "query:read").get(f"/api/projects/{project.id}/events/").json()
    (event,) = body["results"]
    assert body["next"] is None
    assert event["id"] == uuid
    assert event["event"] == "order_paid"
    assert event["timestamp"] == moment.isoformat()
    assert event["properties"] == {"amount": 12.5}
    assert event["elements"][0]["text"] == "Buy"
    assert event["elements_chain"] == 'a:text="Buy"'
    assert event["person"] == {
        "is_identified": True,
        "distinct_ids": ["mole"],
        "properties": {"email": "m@ole.example"},
    }


def test_properties__come_back_as_they_were_sent(
    alice: User, project: Project, send: Send, with_key: Caller
) -> None:
    exact = (
        '{"null":null,"empty":{},"a.b":1,"big":123456789012345678901234567890,'
        '"long":9007199254740993,"price":1.10,"text":"é😀\\u0000\\" \\\\n","list":[[],{}]}'
    )
    uuid = send(properties=exact)
    client = with_key(alice)
    for path in (f"/api/event/{uuid}/", "/api/events/"):
        assert exact in client.get(path).content.decode()


def test_retrieve__unknown_or_of_another_project__404_and_no_uuid__400(
    alice: User, project: Project, second_project: Project, send: Send, with_key: Caller
) -> None:
    theirs = send(team_id=second_project.id)
    client, path = with_key(alice), f"/api/projects/{project.id}/events/"
    assert client.get(f"{path}{theirs}/").status_code == 404
    assert client.get(f"{path}{uuid4()}/").status_code == 404
    for wrong in ("7", "x", "a b", "'"):
        answer = client.get(f"{path}{wrong}/")
        assert (answer.status_code, answer.json()["attr"]) == (400, "id")


@pytest.mark.parametrize("order", ['["-timestamp"]', '["timestamp"]'])
def test_next__followed_to_the_end__each_row_once_in_order(
    alice: User, project: Project, send: Send, with_key: Caller, order: str
) -> None:
    moment = datetime.now(UTC).replace(microsecond=5) - timedelta(minutes=5)
    old = moment - timedelta(days=3)
    ancient = datetime(2019, 5, 5, tzinfo=UTC)
    # Many share one moment: a page by time alone would lose or repeat them.
    times = [moment] * 7 + [old] * 4 + [ancient] + [moment - timedelta(seconds=n) for n in range(5)]
    sent = {send(at=at) for at in times}
    seen: list[str] = []
    moments: list[str] = []
    client = with_key(alice)
    link: str | None = f"/api/event/?limit=3&orderBy={order}"
    while link:
        body = client.get(link.removeprefix(SITE)).json()
        seen += [row["id"] for row in body["results"]]
        moments += [row["timestamp"] for row in body["results"]]
        link = body["next"]
        assert link is None or link.startswith(f"{SITE}/api/event/?")
        send(at=now() if "-" in order else ancient - timedelta(days=1))
    assert len(seen) == len(set(seen)) == len(sent)
    assert set(seen) == sent
    assert moments == sorted(moments, reverse="-" in order)


def test_next__relative_dates__do_not_move_while_paging(
    alice: User, project: Project, send: Send, with_key: Caller
) -> None:
    for _ in range(3):
        send()
    link = with_key(alice).get("/api/event/?limit=1&after=-1h").json()["next"]
    assert "after=-1h" not in link


def test_filters__event_ids_and_time(
    alice: User, project: Project, send: Send, with_key: Caller
) -> None:
    first = send("a", distinct_id="x", at=datetime(2024, 1, 1, tzinfo=UTC))
    second = send("b", distinct_id="x", at=datetime(2024, 1, 2, tzinfo=UTC))
    third = send("b", distinct_id="y", at=datetime(2024, 1, 3, tzinfo=UTC))
    person = Person.objects.create(team_id=project.id, uuid=uuid4(), created_at=now())
    PersonDistinctId.objects.create(team_id=project.id, distinct_id="y", person=person)
    client = with_key(alice)

    def found(**asked: object) -> list[str]:
        answer = client.get("/api/event/", asked)
        return [row["id"] for row in answer.json()["results"]]

    assert found() == [third, second, first]
    assert found(event="b") == [third, second]
    assert found(distinct_id="x") == [second, first]
    assert found(person_id=person.uuid) == found(person_id=person.id) == [third]
    assert found(person_id=uuid4()) == []
    assert found(after="2024-01-01") == [third, second]
    assert found(before="2024-01-03T00:00:00Z") == [second, first]
    assert found(after="2024-01-01T12:00:00+00:00", before="2024-01-02T12:00") == [second]


PROPERTIES = '{"plan":"pro","seats":5,"paid":true,"note":null,"it\'s \\"odd\\"":"yes"}'


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [
        ([{"key": "plan", "value": "pro"}], True),
        ([{"key": "plan", "value": ["free", "pro"]}], True),
        ([{"key": "plan", "value": "free"}], False),
        ([{"key": "plan", "value": "free", "operator": "is_not"}], True),
        ([{"key": "plan", "value": "PR", "operator": "icontains"}], True),
        ([{"key": "plan", "value": "^p.o$", "operator": "regex"}], True),
        ([{"key": "plan", "value": "^p.o$", "operator": "not_regex"}], False),
        ([{"key": "seats", "value": 5}], True),
        ([{"key": "seats", "value": 4, "operator": "gt"}], True),
        ([{"key": "seats", "value": "5", "operator": "lt"}], False),
        ([{"key": "paid", "value": True}], True),
        ([{"key": "paid", "value": "true"}], True),
        ([{"key": "missing", "operator": "is_set"}], False),
        ([{"key": "missing", "operator": "is_not_set"}], True),
        ([{"key": 'it\'s "odd"', "value": "yes"}], True),
        ([{"key": "who", "value": "mole", "type": "person"}], True),
        ([{"key": "plan", "value": "pro"}, {"key": "seats", "value": 9}], False),
        (
            {
                "type": "OR",
                "values": [{"key": "seats", "value": 9}, {"key": "plan", "value": "pro"}],
            },
            True,
        ),
    ],
)
def test_properties_filter__operators(
    alice: User, project: Project, send: Send, with_key: Caller, wanted: object, is_found: bool
) -> None:
    send(properties=PROPERTIES, person='{"who":"mole"}')
    answer = with_key(alice).get("/api/event/", {"properties": json.dumps(wanted)})
    assert len(answer.json()["results"]) == is_found


INJECTIONS = [
    "' OR 1=1 --",
    "'; DROP TABLE events; --",
    "\\' OR 1=1 --",
    "{p0:String}",
    "\\",
    "') UNION ALL SELECT 1 --",
    "a\tb\nc",
    "😀'\"`",
]


@pytest.mark.parametrize("nasty", INJECTIONS)
def test_filters__nasty_text__is_data(
    alice: User,
    project: Project,
    second_project: Project,
    send: Send,
    with_key: Caller,
    nasty: str,
) -> None:
    send("mine")
    send("theirs", team_id=second_project.id)
    client = with_key(alice)
    condition = json.dumps([{"key": nasty, "value": nasty, "operator": "exact"}])
    for asked in (
        {"event": nasty},
        {"distinct_id": nasty},
        {"properties": condition},
        {"properties": condition.replace("exact", "icontains")},
    ):
        answer = client.get("/api/event/", asked)
        assert (answer.status_code, answer.json()["results"]) == (200, [])
    for asked in (
        {"key": nasty},
        {"key": "a", "value": nasty},
        {"key": nasty, "event_name": nasty},
    ):
        assert client.get("/api/event/values/", asked).json() == []
    sent = send(nasty, distinct_id=nasty, properties=orjson.dumps({nasty: nasty}).decode())
    assert client.get("/api/event/", {"event": nasty}).json()["results"][0]["id"] == sent
    assert client.get("/api/event/", {"properties": condition}).json()["results"][0]["id"] == sent


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("before", "yesterday"),
        ("before", "9" * 50),
        ("after", "-x"),
        ("after", "2024-13-01"),
        ("limit", "x"),
        ("beyond", "x"),
        ("person_id", "x"),
        ("orderBy", "name"),
        ("orderBy", "[[1]]"),
        ("properties", "{"),
        ("properties", "17"),
        ("properties", "[17]"),
        ("properties", '[{"value":1}]'),
        ("properties", '[{"key":1,"value":1}]'),
        ("properties", '[{"key":"a","value":{}}]'),
        ("properties", '[{"key":"a","value":1,"operator":"eat"}]'),
        ("properties", '[{"key":"a","value":1,"operator":["exact"]}]'),
        ("properties", '[{"key":"a","value":1,"type":"moon"}]'),
        ("properties", '[{"key":"a","value":"x","operator":"gt"}]'),
        ("properties", '[{"key":"a","value":1e999,"operator":"gt"}]'),
        ("properties", '{"type":"XOR","values":[]}'),
        ("properties", "[" * 5000),
        ("properties", '{"type":"AND","values":[' * 40 + "]}" * 40),
    ],
)
def test_filters__unreadable__400_names_it(
    alice: User, project: Project, store: EventStore, with_key: Caller, name: str, value: str
) -> None:
    answer = with_key(alice).get("/api/event/", {name: value})
    assert answer.status_code == 400
    assert answer.json()["attr"] == name


@pytest.mark.parametrize("value", ["0001-01-01", "9999-12-31T23:59:59", "-99999y", "-99999h"])
def test_dates__far_away__answer(
    alice: User, project: Project, store: EventStore, with_key: Caller, value: str
) -> None:
    for name in ("before", "after"):
        assert with_key(alice).get("/api/event/", {name: value}).status_code == 200


def test_regex__wrong__400(alice: User, project: Project, send: Send, with_key: Caller) -> None:
    send(properties='{"a":"b"}')
    wanted = json.dumps([{"key": "a", "value": "(", "operator": "regex"}])
    assert with_key(alice).get("/api/event/", {"properties": wanted}).status_code == 400


def test_values__most_frequent_first_and_typed(
    alice: User, project: Project, send: Send, with_key: Caller
) -> None:
    for text in ('{"p":"pro"}', '{"p":"pro"}', '{"p":5}', '{"p":null}', '{"q":1}'):
        send("bought", properties=text)
    send("$pageview")
    client = with_key(alice)
    names = [row["name"] for row in client.get("/api/event/values/?key=p").json()]
    assert names[0] == "pro"
    assert set(names) == {"pro", 5, None}
    path = f"/api/projects/{project.id}/events/values/"
    assert client.get(f"{path}?key=p&value=PR").json() == [{"name": "pro"}]
    assert client.get(f"{path}?key=custom_event").json() == [{"name": "bought"}]
    answer = client.get(path)
    assert (answer.status_code, answer.json()["attr"]) == (400, "key")


def test_person__nobody_or_deleted__null(
    alice: User, project: Project, send: Send, with_key: Caller
) -> None:
    PersonDistinctId.objects.create(team_id=project.id, distinct_id="gone", person=None)
    send(distinct_id="gone")
    send(distinct_id="never")
    results = with_key(alice).get("/api/event/").json()["results"]
    assert [row["person"] for row in results] == [None, None]
    assert all(UUID(row["id"]) for row in results)


def test_offset__leaves_rows_out(
    alice: User, project: Project, send: Send, with_key: Caller
) -> None:
    sent = [send(at=now() - timedelta(days=n)) for n in range(4)]
    client = with_key(alice)
    body = client.get("/api/event/", {"offset": 1, "limit": 2}).json()
    assert [row["id"] for row in body["results"]] == sent[1:3]
    rest = client.get(body["next"].removeprefix(SITE)).json()
    assert [row["id"] for row in rest["results"]] == sent[3:]


def test_limit__pages_of_10_000_as_pipelines_ask(
    alice: User,
    project: Project,
    send_rows: Callable[[list[list[str]]], None],
    with_key: Caller,
) -> None:
    moment = now().astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    rows = [
        [str(project.id), str(uuid4()), "seen", moment, "mole", "{}", "{}", ""]
        for _ in range(1_003)
    ]
    send_rows(rows)
    client = with_key(alice)
    body = client.get("/api/event/", {"limit": 10_000}).json()
    assert (len(body["results"]), body["next"]) == (1_003, None)
    assert len(client.get("/api/event/", {"limit": 1_002}).json()["results"]) == 1_002


def test_action_id__only_events_of_the_action(
    alice: User, project: Project, second_project: Project, send: Send, with_key: Caller
) -> None:
    from django.apps import apps

    actions = apps.get_model("actions", "Action").objects
    steps = [{"event": "bought"}]
    mine = actions.create(project=project, name="Buys", steps=steps)
    theirs = actions.create(project=second_project, name="Theirs", steps=steps)
    wanted = send("bought")
    send("seen")
    client = with_key(alice)
    body = client.get("/api/event/", {"action_id": mine.pk}).json()
    assert [row["id"] for row in body["results"]] == [wanted]
    assert client.get("/api/event/", {"action_id": theirs.pk}).status_code == 400


def test_list__number_of_queries__does_not_grow_with_the_page(
    alice: User,
    project: Project,
    send: Send,
    with_key: Caller,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    for n in range(20):
        send(distinct_id=f"u{n}")
    client = with_key(alice)
    with django_assert_max_num_queries(8):
        assert len(client.get("/api/event/").json()["results"]) == 20
