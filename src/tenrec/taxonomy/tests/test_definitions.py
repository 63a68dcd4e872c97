"""Definitions follow the events; what is known already writes nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tenrec.core.event import Event
from tenrec.taxonomy import definitions as module
from tenrec.taxonomy.definitions import Definitions
from tenrec.taxonomy.models import EventDefinition, EventProperty, PropertyDefinition

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, 34, tzinfo=UTC)
Learn = Callable[..., None]


def event(name: str = "buy", team_id: int = 7, **properties: Any) -> Event:
    return Event(team_id, "0190bb00-9999-7aaa-8bbb-cccccccccccc", name, "u", NOW, NOW, properties)


def learn(known: Definitions, *events: Event, at: datetime = NOW, index: int | None = None) -> None:
    known.begin(at)
    for each in events:
        known.add(each, index)
    with transaction.atomic():
        known.save()
    known.commit()


def properties(team_id: int = 7) -> dict[tuple[int, int, str], str | None]:
    rows = PropertyDefinition.objects.filter(team_id=team_id)
    return {(row.type, row.group_type_index, row.name): row.property_type for row in rows}


def test_add__new_names__are_defined_once() -> None:
    known = Definitions()
    learn(known, event(price=3), event(price="x", size="L"), event("sell", price=1))
    assert properties() == {(1, -1, "price"): "Numeric", (1, -1, "size"): "String"}
    assert PropertyDefinition.objects.get(name="price").is_numerical
    assert set(EventProperty.objects.values_list("event", "property")) == {
        ("buy", "price"),
        ("buy", "size"),
        ("sell", "price"),
    }
    definition = EventDefinition.objects.get(name="buy")
    assert definition.last_seen_at == NOW.replace(minute=0)


def test_add__everything_known__writes_nothing() -> None:
    known = Definitions()
    given = event(price=3, tags=["a"], none=None, **{"$set": {"plan": "pro"}, "$feature/x": True})
    learn(known, given)
    known.begin(NOW + timedelta(minutes=5))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        known.add(given)
        known.save()
    assert queries.captured_queries == []


def test_add__an_hour_later__only_last_seen_moves() -> None:
    known = Definitions()
    learn(known, event())
    learn(known, event(), at=NOW + timedelta(hours=1))
    definition = EventDefinition.objects.get()
    assert definition.created_at == NOW.replace(minute=0)
    assert definition.last_seen_at == NOW.replace(minute=0) + timedelta(hours=1)


@pytest.mark.parametrize("fresh", [True, False])
def test_add__first_type__wins_and_null_waits_for_one(fresh: bool) -> None:
    known = Definitions()
    learn(known, event(size=None, price=3))
    assert properties() == {(1, -1, "size"): None, (1, -1, "price"): "Numeric"}
    if fresh:
        known = Definitions()
    learn(known, event(size="L", price="three"))
    learn(known, event(size=3))
    assert properties() == {(1, -1, "size"): "String", (1, -1, "price"): "Numeric"}


def test_add__null_and_type_in_one_batch__takes_the_type() -> None:
    learn(Definitions(), event(size=None), event(size=3))
    assert properties() == {(1, -1, "size"): "Numeric"}
    assert PropertyDefinition.objects.get().is_numerical


def test_add__person_and_group_properties__have_their_own_kinds() -> None:
    given = {"$set": {"plan": "pro"}, "$set_once": {"age": 5}, "$unset": ["x"], "$groups": {}}
    learn(Definitions(), event(**given, **{"$group_0": "acme"}))
    learn(Definitions(), event("$groupidentify", **{"$group_set": {"seats": 4}, "$x": 1}), index=2)
    learn(Definitions(), event("$groupidentify", **{"$group_set": {"lost": 4}}), index=None)
    assert properties() == {
        (2, -1, "plan"): "String",
        (2, -1, "age"): "Numeric",
        (3, 2, "seats"): "Numeric",
    }
    assert EventProperty.objects.count() == 0


def test_add__feature_flags__are_properties_without_pairs() -> None:
    learn(Definitions(), event(**{"$feature/beta": True, "$feature_enrollment/beta": True}))
    assert set(properties()) == {(1, -1, "$feature/beta"), (1, -1, "$feature_enrollment/beta")}
    assert EventProperty.objects.count() == 0


def test_add__names_that_cannot_be_kept__are_left_out() -> None:
    long = "é" * 101
    learn(Definitions(), event(long, price=1), event("$$plugin_metrics", a=1), event("nul\0", b=1))
    assert EventDefinition.objects.count() == 0
    learn(Definitions(), event("ok", **{long: 1, "nul\0": 1, "": 1, "fine": 1}))
    assert properties() == {(1, -1, "fine"): "Numeric"}


def test_add__two_teams__know_nothing_of_each_other() -> None:
    known = Definitions()
    learn(known, event(price=3), event(team_id=8, price="x"))
    assert properties(7) == {(1, -1, "price"): "Numeric"}
    assert properties(8) == {(1, -1, "price"): "String"}


def test_rollback__a_failed_batch__is_learned_again() -> None:
    known = Definitions()
    known.begin(NOW)
    known.add(event(price=3))
    known.rollback()
    assert EventDefinition.objects.count() == 0
    learn(known, event(price=3))
    assert properties() == {(1, -1, "price"): "Numeric"}


def test_add__a_deleted_definition__comes_back_within_the_hour() -> None:
    known = Definitions()
    learn(known, event(price=3))
    EventDefinition.objects.all().delete()
    PropertyDefinition.objects.all().delete()
    learn(known, event(price=3), at=NOW + timedelta(hours=1))
    assert EventDefinition.objects.count() == 1
    assert properties() == {(1, -1, "price"): "Numeric"}


def test_commit__too_many_names__forgets_the_team(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NAMES_PER_TEAM", 10)
    known = Definitions()
    learn(known, event(**{f"p{n}": n for n in range(50)}))
    learn(known, event(**{f"p{n}": n for n in range(50)}))
    assert PropertyDefinition.objects.count() == 50


def test_save__thousands_of_new_names__asks_for_none_of_them_one_by_one() -> None:
    known = Definitions()
    known.begin(NOW)
    known.add(event(**{f"p{n}": n for n in range(4_000)}))
    with CaptureQueriesContext(connection) as queries:
        known.save()
    assert PropertyDefinition.objects.exclude(property_type="Numeric").count() == 0
    assert len(queries) < 100


def test_add__more_new_names_than_a_batch_may_learn__are_learned_by_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "NEW_PER_BATCH", 20)
    known, given = Definitions(), event(**{f"p{n}": n for n in range(15)})
    learn(known, given)
    assert EventProperty.objects.count() == 10
    learn(known, given)
    assert (EventProperty.objects.count(), PropertyDefinition.objects.count()) == (15, 15)


def test_add__a_team_with_too_many_names__learns_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS_PER_TEAM", 20)
    known = Definitions()
    for first in range(0, 100, 10):
        learn(known, event(f"e{first}", **{f"p{first + n}": n for n in range(10)}))
    learn(known, event("e0", team_id=8, price=1))
    rows = sum(
        model.objects.filter(team_id=7).count()
        for model in (EventDefinition, EventProperty, PropertyDefinition)
    )
    assert (rows, properties(8)) == (20, {(1, -1, "price"): "Numeric"})
