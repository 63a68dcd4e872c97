"""Group types, their indexes, the groups themselves, and the columns on events."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tenrec.persons.models import Group, GroupType, Person


def identify(world: Any, type_: Any, key: Any, set_: Any = None, **fields: Any) -> Any:
    properties = {"$group_type": type_, "$group_key": key, "$group_set": set_}
    return world.send("$groupidentify", "ann", properties, **fields)


def test_groups__mentioned__get_the_lowest_free_index_and_no_row(world: Any) -> None:
    sent = world.send("a", "ann", {"$groups": {"company": "acme", "team": 7}})
    assert sent.groups == {0: "acme", 1: "7"}
    assert sent.properties["$group_0"] == "acme"
    assert sent.properties["$group_1"] == 7
    assert sent.properties["$groups"] == {"company": "acme", "team": 7}
    assert dict(GroupType.objects.values_list("name", "index")) == {"company": 0, "team": 1}
    assert not Group.objects.exists()
    assert world.send("a", "bob", {"$groups": {"team": "x"}}).groups == {1: "x"}
    GroupType.objects.filter(name="company").delete()
    assert world.send("a", "bob", {"$groups": {"plan": "x"}}).groups == {0: "x"}


def test_groups__sixth_type__is_ignored(world: Any) -> None:
    sent = world.send("a", "ann", {"$groups": {f"t{number}": "k" for number in range(7)}})
    assert sorted(sent.groups) == [0, 1, 2, 3, 4]
    assert "$group_5" not in sent.properties
    identify(world, "t6", "k", {"n": 1})
    assert not Group.objects.exists()
    assert world.warnings == []


@pytest.mark.parametrize("value", [None, "acme", ["a"], 5, {}])
def test_groups__no_object__is_ignored(world: Any, value: Any) -> None:
    sent = world.send("a", "ann", {"$groups": value})
    assert sent.groups == {}
    assert sent.properties == {"$groups": value}


@pytest.mark.parametrize("key", [None, "", 0, False])
def test_groups__empty_key__names_no_group(world: Any, key: Any) -> None:
    assert world.send("a", "ann", {"$groups": {"company": key}}).groups == {}


def test_groups__personless_event__stands_outside(world: Any) -> None:
    sent = {"$process_person_profile": False, "$groups": {"company": "acme"}, "$group_0": "x"}
    event = world.send("a", "ann", sent)
    assert event.groups == {}
    assert "$group_0" not in event.properties
    assert event.properties["$groups"] == {"company": "acme"}
    assert not GroupType.objects.exists()
    assert [w.type for w in world.warnings] == [
        "groups_ignored_when_process_person_profile_is_false"
    ]


def test_groupidentify__new_group__is_made_with_its_person(world: Any) -> None:
    sent = identify(world, "company", "acme", {"plan": "pro"})
    assert world.rows["groups"] == [
        (1, 0, "acme", '{"plan":"pro"}', sent.timestamp, sent.received_at, 0)
    ]
    group = Group.objects.get()
    assert (group.key, group.group_type_index, group.version) == ("acme", 0, 0)
    assert group.created_at == sent.timestamp
    assert Person.objects.count() == 1


def test_groupidentify__known_group__merges_key_by_key(world: Any) -> None:
    first = identify(world, "company", "acme", {"plan": "pro", "seats": 1, "deep": {"a": 1}})
    later = first.timestamp + timedelta(days=1)
    identify(world, "company", "acme", {"seats": 2, "deep": {"b": 1}}, timestamp=later)
    group = Group.objects.get()
    assert json.loads(group.properties) == {"plan": "pro", "seats": 2, "deep": {"b": 1}}
    assert (group.version, group.created_at) == (1, first.timestamp)
    assert world.rows["groups"][-1][4:] == (first.timestamp, later, 1)


@pytest.mark.parametrize("set_", [None, {}, {"plan": "pro", "deep": {"a": [1]}}])
def test_groupidentify__nothing_new__writes_nothing(world: Any, set_: Any) -> None:
    identify(world, "company", "acme", {"plan": "pro", "deep": {"a": [1]}})
    identify(world, "company", "acme", set_)
    assert Group.objects.get().version == 0
    assert len(world.rows["groups"]) == 1


@pytest.mark.parametrize("set_", ["text", ["a"], 5, True])
def test_groupidentify__set_is_no_object__is_left_out_with_a_warning(world: Any, set_: Any) -> None:
    identify(world, "company", "acme", set_)
    assert [w.type for w in world.warnings] == ["invalid_group_set"]
    assert Group.objects.get().properties == "{}"


@pytest.mark.parametrize(("type_", "key"), [("", "k"), (None, "k"), ("t", ""), ("t", 0)])
def test_groupidentify__no_type_or_key__is_an_ordinary_event(
    world: Any, type_: Any, key: Any
) -> None:
    identify(world, type_, key, {"a": 1})
    assert not Group.objects.exists()
    assert len(world.stored) == 1


def test_groupidentify__odd_key__is_made_text_without_nul(world: Any) -> None:
    identify(world, "company", 42, {})
    identify(world, "company", "a\0b", {"x\0": "y\0"})
    assert sorted(Group.objects.values_list("key", flat=True)) == ["42", "a\ufffdb"]
    assert "\\u0000" not in world.rows["groups"][-1][3]


def test_groupidentify__twice_in_a_batch__is_one_version(world: Any, event: Any) -> None:
    def said(**set_: Any) -> Any:
        properties = {"$group_type": "company", "$group_key": "acme", "$group_set": set_}
        return event("$groupidentify", "ann", properties)

    rows = world.run([said(a=1), said(b=2), event("a", "ann", {"$groups": {"company": "acme"}})])
    assert [row[3] for row in rows["groups"]] == ['{"a":1,"b":2}']
    assert world.stored[-1].groups == {0: "acme"}
    assert Group.objects.get().version == 0


def test_groupidentify__too_large__is_refused(world: Any) -> None:
    identify(world, "company", "acme", {"a": 1})
    identify(world, "company", "acme", {"big": "x" * 700_000})
    assert [w.type for w in world.warnings] == ["group_upsert_message_size_too_large"]
    assert Group.objects.get().properties == '{"a":1}'


def test_groups__type_name_too_long__gets_no_index(world: Any) -> None:
    assert world.send("a", "ann", {"$groups": {"x" * 401: "k", "": "k"}}).groups == {}
    assert not GroupType.objects.exists()


def test_groups__two_projects__have_their_own_types(world: Any) -> None:
    world.send("a", "ann", {"$groups": {"company": "acme"}})
    assert world.send("a", "ann", {"$groups": {"team": "x"}}, team_id=2).groups == {0: "x"}
