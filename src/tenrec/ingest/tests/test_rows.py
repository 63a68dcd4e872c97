"""What goes into the event store comes out as it was."""

import uuid
from datetime import UTC, datetime
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenrec.core import jsontext
from tenrec.core.event import Event
from tenrec.ingest.rows import COLUMNS, event_line, line, tail_of, unline
from tenrec.store.base import Batch, EventStore

NOW = datetime(2026, 5, 1, 12, 0, 0, 5, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def row_of(event: Event) -> bytes:
    return event_line(event, tail_of(NOW, NOW, False, 2**64 - 1))


def event_of(team_id: int, **fields: Any) -> Event:
    named: dict[str, Any] = {"name": "e", "distinct_id": "u", "properties": {}, **fields}
    person = {"person_id": str(uuid.uuid4()), "person_created_at": NOW}
    return Event(team_id, str(uuid.uuid4()), timestamp=NOW, received_at=NOW, **person, **named)


@given(st.lists(TEXTS, min_size=1))
def test_line__any_texts__come_back_from_unline(texts: list[str]) -> None:
    assert unline(line(texts)) == texts


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TEXTS, TEXTS.filter(bool), st.dictionaries(TEXTS, VALUES, max_size=6), TEXTS)
def test_event_line__anything_a_client_may_send__is_stored_exactly(
    store: EventStore, name: str, distinct_id: str, properties: dict[str, Any], chain: str
) -> None:
    event = event_of(4, name=name, distinct_id=distinct_id, properties=properties)
    event.elements_chain = chain
    event.groups = {0: name, 4: chain}
    store.insert(Batch("events", COLUMNS["events"], row_of(event), event.uuid))
    answer = store.select(
        'SELECT event, distinct_id, properties, elements_chain, "$group_0", "$group_4",'
        " timestamp, batch FROM events WHERE team_id = 4 AND uuid = {uuid:UUID}",
        {"uuid": event.uuid},
    )
    (row,) = answer.rows
    assert row[:2] == [name, distinct_id]
    assert jsontext.loads(row[2]) == properties
    assert row[3:] == [chain, name, chain, NOW, 2**64 - 1]


def test_event_line__every_year_there_is__is_stored(store: EventStore, team_id: int) -> None:
    moments = [
        datetime(year, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
        for year in (1, 1899, 1969, 2026, 9999)
    ]
    for moment in moments:
        event = event_of(team_id)
        event.timestamp = moment
        store.insert(Batch("events", COLUMNS["events"], row_of(event), event.uuid))
    answer = store.select("SELECT timestamp FROM events ORDER BY timestamp", team_id=team_id)
    assert [row[0] for row in answer.rows] == moments


def test_event_line__one_path_named_twice__is_no_poison(store: EventStore, team_id: int) -> None:
    event = event_of(team_id, properties={"a": {"b": 1}, "a.b": 2})
    store.insert(Batch("events", COLUMNS["events"], row_of(event), event.uuid))
    answer = store.select("SELECT properties FROM events", team_id=team_id)
    assert orjson.loads(answer.rows[0][0]) == {"a": {"b": 1}, "a.b": 2}
