"""Whatever clients send: who stands behind an id is never lost, doubled or turned back in time."""

import json
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenrec.core.event import Event
from tenrec.persons.models import (
    Person,
    PersonDistinctId,
    PersonlessDistinctId,
    PersonTombstone,
)

IDS = st.sampled_from(["a", "b", "c", "d", "anonymous"])
PROPERTIES = st.dictionaries(
    st.sampled_from(["$browser", "n", "m"]), st.sampled_from([None, 1, 2]), max_size=2
)
CALLS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(
            ["view", "view", "$identify", "$create_alias", "$merge_dangerously", "$set"]
        ),
        "id": IDS,
        "other": IDS,
        "set": PROPERTIES,
        "once": PROPERTIES,
        "unset": st.lists(st.sampled_from(["n", "$browser"]), max_size=1),
        "minutes": st.integers(0, 200),
        "personless": st.booleans(),
    }
)
SEQUENCES = st.lists(CALLS, min_size=1, max_size=12)
RULES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def events_of(make: Any, calls: list[dict[str, Any]]) -> list[Event]:
    events = []
    for number, call in enumerate(calls):
        properties: dict[str, Any] = {"$set": call["set"], "$set_once": call["once"]}
        if call["unset"]:
            properties["$unset"] = call["unset"]
        if call["name"] == "$identify":
            properties["$anon_distinct_id"] = call["other"]
        elif call["name"] in ("$create_alias", "$merge_dangerously"):
            properties["alias"] = call["other"]
        elif call["personless"]:
            properties["$process_person_profile"] = False
        made = make(call["name"], call["id"], properties, uuid=f"e{number}")
        made.timestamp += timedelta(minutes=call["minutes"])
        events.append(made)
    return events


def clear(world: Any) -> None:
    for model in (PersonDistinctId, Person, PersonlessDistinctId, PersonTombstone):
        model.objects.all().delete()
    for kept in (world.stored, world.dropped, world.warnings, world.rows):
        kept.clear()


def shown(world: Any) -> list[tuple[Any, ...]]:
    return [
        (e.uuid, e.person_id, e.person_created_at, e.person_mode, e.person_properties_text)
        for e in world.stored
    ]


@RULES
@given(SEQUENCES, st.integers(1, 5))
def test_people__any_events__keep_every_id_with_one_living_person(
    world: Any, event: Any, people: Any, calls: Any, size: int
) -> None:
    clear(world)
    events = events_of(event, calls)
    versions: dict[tuple[str, Any], int] = {}
    for start in range(0, len(events), size):
        rows = world.run(events[start : start + size])
        for table, row in [(t, r) for t, new in rows.items() for r in new]:
            version = row[6] if table == "persons" else row[3]
            assert versions.get((table, row[1]), -1) < version
            versions[table, row[1]] = version

    stored = people()
    living = world.newest("persons", 0, 1)
    assert {uuid for _, uuid in living} == set(stored)
    for (_, uuid), row in living.items():
        person = stored[uuid]
        assert person["ids"], "nobody lives without an id"
        assert (row[2], row[3], row[4], row[5], row[6]) == (
            person["created_at"],
            person["properties"],
            person["is_identified"],
            person["last_seen_at"],
            person["version"],
        )
    mapped = {name: uuid for uuid, p in stored.items() for name in p["ids"]}
    published = world.newest("person_distinct_ids", 0, 1)
    assert {name: row[2] for (_, name), row in published.items()} == mapped

    # A query sees every event of an id with the person who holds the id now.
    overrides = {
        name: r[2] for (_, name), r in world.newest("person_distinct_id_overrides", 0, 1).items()
    }
    for each in world.stored:
        queried = overrides.get(each.distinct_id, each.person_id)
        assert queried == mapped.get(each.distinct_id, each.person_id)


@RULES
@given(SEQUENCES, st.integers(1, 11))
def test_people__one_batch_or_many__is_the_same_in_the_end(
    world: Any, event: Any, people: Any, calls: Any, size: int
) -> None:
    def run(batch: int) -> tuple[Any, ...]:
        clear(world)
        events = events_of(event, calls)
        for start in range(0, len(events), batch):
            world.run(events[start : start + batch])
        final = people()
        for person in final.values():
            del person["version"]  # one a batch
            person["properties"] = json.loads(person["properties"])
        warned = [(w.type, w.details) for w in world.warnings]
        return final, shown(world), warned, world.dropped[:]

    assert run(1) == run(size)


@RULES
@given(SEQUENCES, SEQUENCES)
def test_people__batch_replayed_after_a_crash__gives_the_same_rows(
    world: Any, event: Any, before: Any, calls: Any
) -> None:
    clear(world)
    world.run(events_of(event, before))
    world.stored.clear()
    first = world.run(events_of(event, calls), save=False), shown(world)
    world.stored.clear()
    assert (world.run(events_of(event, calls)), shown(world)) == first
