"""What a batch leaves behind: in the state database, in the rows for the event store, on events."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from tenrec.core.ids import person_uuid
from tenrec.persons.apply import People
from tenrec.persons.models import (
    Person,
    PersonDistinctId,
    PersonlessDistinctId,
    PersonTombstone,
)

ANN, BOB, CAT = (person_uuid(1, name) for name in ("ann", "bob", "cat"))
IDENTIFY_BOB = ("$identify", "ann", {"$anon_distinct_id": "bob"})


def properties_of(person: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(person["properties"])
    found.pop("$creator_event_uuid", None)
    return found


def test_people__first_event__makes_a_person_with_version_0(
    world: Any, people: Any, event: Any
) -> None:
    sent = event("a", "ann", {"$set": {"n": 1}})
    rows = world.run([sent])
    text = f'{{"n":1,"$creator_event_uuid":"{sent.uuid}"}}'
    hour = sent.timestamp.replace(minute=0, second=0, microsecond=0)
    assert rows == {
        "persons": [(1, ANN, sent.timestamp, text, False, hour, 0, False)],
        "person_distinct_ids": [(1, "ann", ANN, 0, False)],
        "person_distinct_id_overrides": [],
        "groups": [],
    }
    assert people()[ANN] == {
        "properties": text,
        "is_identified": False,
        "created_at": sent.timestamp,
        "last_seen_at": hour,
        "version": 0,
        "ids": {"ann": 0},
    }
    assert (sent.person_id, sent.person_mode, sent.person_properties_text) == (ANN, "full", text)
    assert sent.person_created_at == sent.timestamp


def test_people__event_changes_nothing__writes_nothing(world: Any, event: Any) -> None:
    world.send("a", "ann", {"$set": {"n": 1}})
    again = event("b", "ann", {"$set": {"n": 1}})
    rows = world.run([again])
    assert not any(rows.values())
    assert json.loads(again.person_properties_text)["n"] == 1


def test_people__many_changes_in_a_batch__are_one_version(
    world: Any, people: Any, event: Any
) -> None:
    world.send("a", "ann")
    rows = world.run([event("b", "ann", {"$set": {"n": n}}) for n in range(5)])
    assert [row[6] for row in rows["persons"]] == [1]
    assert properties_of(people()[ANN]) == {"n": 4}


def test_people__event_of_a_later_hour__moves_last_seen(world: Any, people: Any) -> None:
    first = world.send("a", "ann")
    world.send("b", "ann", timestamp=first.timestamp + timedelta(minutes=59))
    assert people()[ANN]["version"] == 0
    later = first.timestamp + timedelta(minutes=61)
    world.send("c", "ann", {"$update_person_last_seen_at": False}, timestamp=later)
    assert people()[ANN]["version"] == 0
    world.send("d", "ann", timestamp=later)
    assert people()[ANN]["last_seen_at"] == first.timestamp + timedelta(hours=1)
    world.send("e", "ann", timestamp=first.timestamp)
    assert people()[ANN]["version"] == 1


def test_people__noisy_change_in_a_later_hour__is_written(world: Any, people: Any) -> None:
    first = world.send("a", "ann", {"$browser": "F"})
    world.send("b", "ann", {"$browser": "S"}, timestamp=first.timestamp)
    assert properties_of(people()[ANN])["$browser"] == "F"
    world.send("c", "ann", {"$browser": "S"}, timestamp=first.timestamp + timedelta(hours=1))
    assert properties_of(people()[ANN])["$browser"] == "S"


def test_people__exact_numbers__survive_a_round_through_the_database(world: Any) -> None:
    world.send("a", "ann", {"$set": {"big": 2**70, "float": 1.5, "bad\0": "a\0b"}})
    sent = world.send("b", "ann", {"$set": {"other": 1}})
    shown = json.loads(sent.person_properties_text)
    assert shown["big"] == 2**70
    assert shown["bad\ufffd"] == "a\ufffdb"


def test_people__merge__moves_ids_nobody_named_and_buries_the_other(
    world: Any, people: Any, event: Any
) -> None:
    world.send("a", "bob", {"$set": {"n": "bob", "b": 1}})
    world.send("$create_alias", "bob", {"alias": "bob-2"})
    Person.objects.filter(uuid=BOB).update(is_identified=False)
    world.send("a", "ann", {"$set": {"n": "ann"}}, timestamp=event("", "").timestamp)
    rows = world.run([event(*IDENTIFY_BOB)])
    assert rows["persons"][-1][1:2] + rows["persons"][-1][6:] == (BOB, 101, True)
    assert rows["person_distinct_id_overrides"] == [
        (1, "bob", ANN, 1, False),
        (1, "bob-2", ANN, 1, False),
    ]
    merged = people()
    assert list(merged) == [ANN]
    assert merged[ANN]["ids"] == {"ann": 0, "bob": 1, "bob-2": 1}
    assert merged[ANN]["version"] == 2
    assert properties_of(merged[ANN]) == {"n": "ann", "b": 1}
    tombstone = PersonTombstone.objects.get()
    assert (str(tombstone.uuid), tombstone.version) == (BOB, 101)


def test_people__merge_of_what_the_batch_made__leaves_no_trace_of_the_other(
    world: Any, people: Any, event: Any
) -> None:
    rows = world.run([event("a", "bob"), event("a", "ann"), event(*IDENTIFY_BOB)])
    assert [row[1] for row in rows["persons"]] == [ANN]
    assert list(people()) == [ANN]
    assert not PersonTombstone.objects.exists()
    assert [e.person_id for e in world.stored] == [BOB, ANN, ANN]


def test_people__created_at__is_the_earlier_of_a_merge(world: Any, people: Any) -> None:
    ann = world.send("a", "ann")
    early = ann.timestamp - timedelta(days=9)
    world.send("a", "bob", timestamp=early)
    world.send(*IDENTIFY_BOB, timestamp=ann.timestamp)
    assert people()[ANN]["created_at"] == early
    assert people()[ANN]["last_seen_at"] == ann.timestamp


def test_people__personless_ids__are_kept_and_marked_when_merged(world: Any, event: Any) -> None:
    flag = {"$process_person_profile": False}
    rows = world.run([event("a", name, flag) for name in ("ann", "bob", "bob", "cat")])
    assert not any(rows.values())
    assert not Person.objects.exists()
    world.send(*IDENTIFY_BOB)
    kept = PersonlessDistinctId.objects.order_by("distinct_id")
    assert list(kept.values_list("distinct_id", "is_merged")) == [
        ("ann", False),
        ("bob", True),
        ("cat", False),
    ]
    after = world.send("a", "bob", flag)
    assert after.person_id == ANN


def test_people__personless_row__shows_the_synthetic_person(world: Any, event: Any) -> None:
    sent = world.send("a", "ann", {"$process_person_profile": False})
    assert (sent.person_id, sent.person_mode) == (ANN, "propertyless")
    assert sent.person_created_at.isoformat() == "1970-01-01T00:00:05+00:00"
    assert sent.person_properties_text == "{}"


def test_people__team_opted_out__never_upgrades(world: Any, event: Any) -> None:
    first = world.send("a", "ann")
    world.opted_out = True
    late = world.send("a", "ann", timestamp=first.timestamp + timedelta(days=1))
    assert (late.person_id, late.person_mode) == (ANN, "propertyless")


def test_people__id_made_a_person_by_itself_after_personless_use__needs_no_override(
    world: Any, people: Any
) -> None:
    world.send("a", "ann", {"$process_person_profile": False})
    world.send("b", "ann")
    assert people()[ANN]["ids"] == {"ann": 0}
    assert world.rows["person_distinct_id_overrides"] == []


def delete(uuid: str, world: Any) -> None:
    """What the issue about deletion will do, by the rule in models.py."""
    with transaction.atomic():
        person = Person.objects.get(uuid=uuid)
        dead = person.version + 100
        PersonTombstone.objects.update_or_create(team_id=1, uuid=uuid, defaults={"version": dead})
        world.rows["persons"].append((1, uuid, None, "{}", False, None, dead, True))
        for mapping in person.distinct_ids.all():
            mapping.person, mapping.version = None, mapping.version + 100
            mapping.save()
            gone = (1, mapping.distinct_id, uuid, mapping.version, True)
            world.rows["person_distinct_ids"].append(gone)
            world.rows["person_distinct_id_overrides"].append(gone)
        person.delete()


def test_people__deleted_person_comes_back__outdoes_its_tombstones(world: Any, people: Any) -> None:
    world.send("a", "ann", {"$set": {"old": 1}})
    world.send(*IDENTIFY_BOB)
    delete(ANN, world)
    assert world.newest("persons", 0, 1) == {}
    back = world.send("b", "ann", {"$set": {"new": 1}})
    assert back.person_id == ANN
    assert people()[ANN]["version"] == 102
    assert people()[ANN]["ids"] == {"ann": 101}
    assert properties_of(people()[ANN]) == {"new": 1}
    assert set(world.newest("persons", 0, 1)) == {(1, ANN)}
    assert set(world.newest("person_distinct_ids", 0, 1)) == {(1, "ann")}
    again = world.send("b", "bob")
    assert again.person_id == BOB
    assert world.newest("person_distinct_id_overrides", 0, 1)[1, "bob"][2] == BOB


def test_people__deleted_twice__versions_go_on(world: Any, people: Any) -> None:
    world.send("a", "ann")
    delete(ANN, world)
    world.send("a", "ann")
    delete(ANN, world)
    world.send("a", "ann")
    assert people()[ANN]["version"] == 202
    assert people()[ANN]["ids"] == {"ann": 202}


def test_people__merged_away_person_comes_back__outdoes_its_tombstone(
    world: Any, people: Any
) -> None:
    world.send("a", "ann")
    world.send("a", "bob")
    world.send(*IDENTIFY_BOB)
    delete(ANN, world)
    world.send("a", "bob")
    assert set(world.newest("persons", 0, 1)) == {(1, BOB)}
    assert people()[BOB]["version"] == 101


def test_people__uuid_is_taken_but_unmapped__joins_that_person(world: Any, people: Any) -> None:
    world.send("a", "ann", {"$set": {"n": 1}})
    PersonDistinctId.objects.all().delete()
    world.send("b", "ann", {"$set": {"m": 1}})
    assert people()[ANN]["ids"] == {"ann": 0}
    assert properties_of(people()[ANN]) == {"n": 1, "m": 1}


def test_person__orm_delete_without_the_rule__is_refused(world: Any) -> None:
    world.send("a", "ann")
    with pytest.raises(ProtectedError):
        Person.objects.get().delete()


def test_people__replayed_batch__gives_the_same_rows(world: Any, event: Any) -> None:
    def batch() -> list[Any]:
        return [
            event("a", "bob", {"$set": {"x": 1}}),
            event("a", "ann", {"$process_person_profile": False}),
            event(*IDENTIFY_BOB),
            event("$identify", "cat", {"$anon_distinct_id": "ann"}),
        ]

    world.send("a", "bob", {"$browser": "F"})
    assert world.run(batch(), save=False) == world.run(batch(), save=False) == world.run(batch())


def test_people__too_large__is_refused_with_a_warning_and_shown_on_the_event(
    world: Any, people: Any, event: Any
) -> None:
    world.send("a", "ann", {"$set": {"n": 1}})
    world.send("b", "ann", {"$set": {"big": "x" * 700_000}})
    assert [w.type for w in world.warnings] == ["person_properties_size_violation"]
    assert properties_of(people()[ANN]) == {"n": 1}
    assert people()[ANN]["version"] == 0
    assert len(world.stored[-1].person_properties_text) > 700_000
    world.send("a", "bob", {"$set": {"big": "x" * 700_000}})
    assert properties_of(people()[BOB]) == {}


def test_people__two_projects__share_nothing(world: Any, people: Any) -> None:
    world.send("a", "ann")
    other = world.send("a", "ann", team_id=2)
    assert other.person_id == person_uuid(2, "ann")
    world.send("$merge_dangerously", "ann", {"alias": "bob"}, team_id=2)
    assert people(1)[ANN]["ids"] == {"ann": 0}


def test_people__id_was_not_loaded__is_read_when_it_comes(world: Any, event: Any) -> None:
    world.send("a", "ann", {"$set": {"n": 1}})
    batch = People()
    late = event("b", "ann")
    batch.process(late, opted_out=False)
    assert json.loads(late.person_properties_text)["n"] == 1
    assert not any(batch.rows().values())


@pytest.mark.parametrize(
    "name", ["'; DROP TABLE persons_person; --", "%s", "{a}", 'ä\u2028"\\', "\U0001f994"]
)
def test_people__odd_distinct_id__is_data(world: Any, people: Any, name: str) -> None:
    world.send("a", name, {"$set": {name: name}})
    sent = world.send("b", name)
    assert json.loads(sent.person_properties_text)[name] == name
    assert people()[person_uuid(1, name)]["ids"] == {name: 0}


def test_people__no_change__asks_a_fixed_number_of_queries(
    world: Any, event: Any, django_assert_max_num_queries: Any
) -> None:
    names = [f"u{number}" for number in range(1500)]
    world.run([event("a", name) for name in names])
    with django_assert_max_num_queries(4):
        world.run([event("a", name) for name in names])


def test_distinct_id__second_row_of_a_team__is_refused_by_the_database(world: Any) -> None:
    world.send("a", "ann")
    person = Person.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonDistinctId.objects.create(team_id=1, distinct_id="ann", person=person)
    assert connection.vendor in {"sqlite", "postgresql"}
