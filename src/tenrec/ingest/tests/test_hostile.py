"""Whatever text and shape clients send, in every place that means something: no batch fails.

A batch that always fails would hold up all that come after it (docs/decisions/0150), so nothing
that can be sent may do that, on any of the databases.
"""

import json
import random
from itertools import islice
from typing import Any

import pytest

from tenrec.core import wire
from tenrec.ingest.journal import Journal
from tenrec.ingest.worker import Worker
from tenrec.store.base import EventStore

from .conftest import Send

TEXTS = [
    *("a", "b", "", " ", "\x00", "a\x00b", "\ud800", "\udc00x", "\ud83d\ude00", "\ufffe\uffff"),
    *("\u202e", "'\"\\", "\t\n\r", "{}", "null", "$identify", "é" * 50, "x" * 201, "y" * 70_000),
    *("2026-11-21T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999+14:00"),
    *(
        "-infinity",
        "00000000-0000-0000-0000-000000000000",
        "\x7f",
        "$initial_a",
        "a.b",
        "__proto__",
    ),
]
NUMBERS = [0, -1, 1.5, -0.0, 1e308, 5e-324, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 2**70]
NAMES = [
    *("$identify", "$create_alias", "$merge_dangerously", "$groupidentify", "$set", "$pageview"),
    *("$autocapture", "$$client_ingestion_warning", "$feature_flag_called"),
]
PLACES = [
    *("$set", "$set_once", "$unset", "$groups", "$group_type", "$group_key", "$group_set", "alias"),
    *("$anon_distinct_id", "$user_id", "$elements", "$elements_chain", "$ip", "$geoip_disable"),
    *(
        "$process_person_profile",
        "$timestamp",
        "$sent_at",
        "$window_id",
        "$session_id",
        "distinct_id",
    ),
    *(
        "token",
        "$cookieless_mode",
        "$lib",
        "$feature_flag",
        "$current_url",
        "$group_0",
        "$is_identified",
    ),
]
SEEDS, BATCHES, EVENTS = 4, 6, 40


def anything(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.random()
    if depth < 4 and kind < 0.2:
        return [anything(chance, depth + 1) for _ in range(chance.randrange(4))]
    if depth < 4 and kind < 0.5:
        keys = (chance.choice(TEXTS) for _ in range(chance.randrange(4)))
        return {key: anything(chance, depth + 1) for key in keys}
    if kind < 0.8:
        return chance.choice(TEXTS)
    return chance.choice([*NUMBERS, None, True, False])


def an_event(chance: random.Random) -> dict[str, Any]:
    properties = {
        chance.choice(PLACES if chance.random() < 0.8 else TEXTS): anything(chance)
        for _ in range(chance.randrange(8))
    }
    made: dict[str, Any] = {
        "event": chance.choice(NAMES if chance.random() < 0.7 else TEXTS),
        "distinct_id": chance.choice(TEXTS) if chance.random() < 0.9 else anything(chance),
        "properties": properties,
    }
    for name in ("timestamp", "uuid", "offset", "$set", "$set_once"):
        if chance.random() < 0.2:
            made[name] = anything(chance)
    return made


def body_of(*events: dict[str, Any]) -> bytes:
    return json.dumps({"api_key": "phc_x", "batch": events}).encode()


def is_taken(event: dict[str, Any]) -> bool:
    """Whether capture would let it into the journal."""
    try:
        wire.read_body("v0", body_of(event), None)
    except (wire.WireRefused, ValueError):
        return False
    return True


@pytest.mark.parametrize("seed", range(SEEDS))
def test_drain__anything_in_any_place__every_batch_is_done(
    journal: Journal, store: EventStore, project_id: int, send: Send, seed: int
) -> None:
    chance = random.Random(seed)
    worker = Worker(journal, store, None)
    for _ in range(BATCHES):
        taken = (event for event in iter(lambda: an_event(chance), None) if is_taken(event))
        send(body=body_of(*islice(taken, EVENTS)))
    worker.drain()
    worker.stop()
    status = worker.status
    assert status.position == journal.end
    assert status.stored + status.dropped.total() == BATCHES * EVENTS
    assert status.stored > BATCHES * EVENTS / 2
