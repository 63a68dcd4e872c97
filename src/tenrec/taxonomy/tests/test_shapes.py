"""What SQL must know of a property is noted when its first such value comes, and for good."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tenrec.core.event import Event
from tenrec.hogql import parse
from tenrec.query.knowledge import known as known_to_sql
from tenrec.taxonomy.definitions import Definitions
from tenrec.taxonomy.models import PropertyDefinition
from tenrec.taxonomy.shapes import FRACTION, NESTED, WIDE, shape_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, 34, tzinfo=UTC)


def learn(known: Definitions, team_id: int, *values: Any, **more: Any) -> None:
    known.begin(NOW)
    for value in values:
        properties = {"p": value}
        known.add(Event(team_id, "u", "e", "d", NOW, NOW, properties, **more))
    with transaction.atomic():
        known.save_shapes()
        known.save()
    known.commit()


def type_of(team_id: int, owner: str = "event") -> str | None:
    types = known_to_sql(team_id, parse.select("select properties.p from events")).types
    return types.find(owner, "p", None)


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("x", 0), (True, 0), (None, 0), (2**53, 0), (-(2**53), 0), ([1, None, "x"], 0), ([], 0),
        (2**53 + 1, WIDE), (2**64 - 1, WIDE), (2**64, WIDE | FRACTION), (-(2**63), WIDE),
        (1.0, FRACTION), ({}, NESTED), ({"a": 1}, NESTED), ([{}], NESTED), ([1, [2]], NESTED),
    ],
)  # fmt: skip
def test_shape_of__a_value__is_what_its_type_does_not_tell(value: Any, shape: int) -> None:
    assert shape_of(value) == shape


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["x", "y", 5, ["a"]], "String"),
        (["x", {"a": 1}], None),
        (["x", [{"a": 1}]], None),
        ([{"a": 1}, "x"], None),
        ([1, 2], "Numeric"),
        ([1, 2**53 + 1], "Integer"),
        ([2**60, 0.5], "Numeric"),
        ([0.5, 2**60], "Numeric"),
        ([2**60, "0.5"], "Numeric"),
        ([1, "0.5", 2**60], "Numeric"),
        ([2**60, 2**70], "Numeric"),
        ([2**60, {"a": 1}, None, True], "Integer"),
    ],
)
def test_known__after_these_values__tells_how_to_read_the_property(
    team_id: int, values: list[Any], expected: str | None
) -> None:
    together, apart = Definitions(), Definitions()
    learn(together, team_id, *values)
    assert type_of(team_id) == expected
    for value in values:
        learn(apart, team_id + 5000, value)
        apart.rollback()  # everything is read from the database again
    assert type_of(team_id + 5000) == expected


def test_add__a_shape_that_is_known__writes_nothing(team_id: int) -> None:
    known = Definitions()
    learn(known, team_id, "x", {"a": 1})
    with CaptureQueriesContext(connection) as queries:
        known.begin(NOW)
        known.add(Event(team_id, "u", "e", "d", NOW, NOW, {"p": {"b": 2}}))
        known.save_shapes()
    assert queries.captured_queries == []


def test_add__a_definition_that_was_deleted_and_comes_back__keeps_its_shape(team_id: int) -> None:
    learn(Definitions(), team_id, "x", {"a": 1})
    PropertyDefinition.objects.filter(team_id=team_id).delete()
    learn(Definitions(), team_id, "x")
    assert PropertyDefinition.objects.get(team_id=team_id).property_type == "String"
    assert type_of(team_id) is None


def test_add__what_a_person_gets_by_itself__has_its_shape_before_its_definition(
    team_id: int,
) -> None:
    learn(Definitions(), team_id, "x", set={"p": {"a": 1}})
    PropertyDefinition.objects.create(team_id=team_id, name="p", type=2, property_type="String")
    assert type_of(team_id, "person") is None
    assert type_of(team_id) == "String"
