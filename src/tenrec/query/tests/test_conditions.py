"""Property filters, asked of events by the engine itself."""

from collections.abc import Callable
from typing import Any

import pytest

from tenrec.core.errors import QueryRefused
from tenrec.hogql.context import PropertyTypes
from tenrec.query.conditions import filter_condition, filters_condition

from .conftest import Team

VALUES: list[Any] = [
    "Ada",
    "bert",
    12,
    12.5,
    True,
    "2026-03-01T10:00:00Z",
    "1.10.2",
    "50%_\\",
    None,
]
TYPES = ("String", "Numeric", "Boolean", "DateTime", None)


@pytest.fixture(scope="module")
def asked(store: Any) -> Callable[..., list[Any]]:
    """The values of the events that meet a filter on `x`, as JSON gave them."""
    team = Team(store, 670_001)
    for index, value in enumerate(VALUES):
        properties = {} if value is None else {"x": value}
        team.event(
            str(index), properties=properties, person_properties=properties, distinct_id=f"d{index}"
        )

    def ask(filter_: Any, known: str | None = None) -> list[Any]:
        types = {"x": known} if known else {}
        team.types = PropertyTypes(event=types, person=types)
        team.actions = {"it": filters_condition(filter_)}
        rows = team.rows("select event from events where matchesAction('it') order by event")
        return [VALUES[int(name)] for (name,) in rows]

    return ask


@pytest.mark.parametrize("kind", ["event", "person"])
@pytest.mark.parametrize(
    ("operator", "value", "found"),
    [
        ("exact", "Ada", ["Ada"]),
        ("exact", ["Ada", "bert", "nobody"], ["Ada", "bert"]),
        ("exact", 12, [12]),
        ("exact", "12", [12]),
        ("exact", 12.0, [12]),
        ("exact", 12.5, [12.5]),
        ("exact", True, [True]),
        ("exact", "true", [True]),
        ("exact", "' or 1=1 --", []),
        ("in", ["Ada"], ["Ada"]),
        ("is_not", "Ada", VALUES[1:]),
        ("is_not", ["Ada", "bert"], VALUES[2:]),
        ("not_in", ["Ada", "bert"], VALUES[2:]),
        ("icontains", "AD", ["Ada"]),
        ("icontains", "%_\\", ["50%_\\"]),
        ("icontains", ["ad", "ERT"], ["Ada", "bert"]),
        ("not_icontains", "a", ["bert", 12, 12.5, True, *VALUES[5:]]),
        ("not_icontains", ["a", "e"], [12, 12.5, *VALUES[5:]]),
        ("starts_with", "be", ["bert"]),
        ("ends_with", "da", ["Ada"]),
        ("regex", "^[Ab]", ["Ada", "bert"]),
        ("not_regex", "^[Ab]", VALUES[2:]),
        ("gt", 12, [12.5]),
        ("gte", "12", [12, 12.5]),
        ("lt", 12.5, [12]),
        ("lte", 12, [12]),
        ("between", [12, 12.2], [12]),
        ("not_between", [12, 12.2], [12.5]),
        ("is_set", None, VALUES[:-1]),
        ("is_set", "is_set", VALUES[:-1]),
        ("is_not_set", None, [None]),
        ("is_date_after", "2026-02-01", ["2026-03-01T10:00:00Z"]),
        ("is_date_before", "2026-03-01T10:00:01Z", ["2026-03-01T10:00:00Z"]),
        ("is_date_exact", "2026-03-01", ["2026-03-01T10:00:00Z"]),
        ("semver_gt", "1.9.3", [12.5, "1.10.2"]),
        ("semver_eq", "1.10.2", ["1.10.2"]),
        ("semver_tilde", "1.10.0", ["1.10.2"]),
        ("semver_caret", "1.2", ["1.10.2"]),
        ("semver_caret", "2.0.0", []),
        ("semver_wildcard", "1.10.*", ["1.10.2"]),
        ("semver_wildcard", "1.*", ["1.10.2"]),
    ],
)
def test_filter__each_operator__finds(
    asked: Callable[..., list[Any]], kind: str, operator: str, value: Any, found: list[Any]
) -> None:
    filter_ = {"key": "x", "type": kind, "operator": operator, "value": value}
    if operator.startswith("is_date_"):
        # A version reads as a date as well, and a small number as seconds of 1970.
        dates = asked([filter_])
        assert found[0] in dates
        assert not {"Ada", None} & set(dates)
        return
    assert asked([filter_]) == found


@pytest.mark.parametrize("known", TYPES)
@pytest.mark.parametrize("operator", ["exact", "is_not", "icontains", "gt", "is_set", "regex"])
@pytest.mark.parametrize("value", ["12", "abc", 12, True])
def test_filter__any_known_type__does_not_fail(
    asked: Callable[..., list[Any]], known: str | None, operator: str, value: Any
) -> None:
    found = asked([{"key": "x", "operator": operator, "value": value}], known)
    assert None not in found or operator == "is_not"


def test_filters__typed_number__is_found_by_its_text(asked: Callable[..., list[Any]]) -> None:
    assert asked([{"key": "x", "operator": "exact", "value": "12"}], "Numeric") == [12]
    assert asked([{"key": "x", "operator": "exact", "value": ["true"]}], "Boolean") == [True]


def test_filters__groups_nest(asked: Callable[..., list[Any]]) -> None:
    ada, bert = ({"key": "x", "operator": "exact", "value": name} for name in ("Ada", "bert"))
    set_ = {"key": "x", "operator": "is_set", "value": None}
    both = {"type": "AND", "values": [{"type": "OR", "values": [ada, bert]}, set_]}
    assert asked(both) == ["Ada", "bert"]
    assert asked([ada, bert]) == []
    assert len(asked([])) == len(VALUES)
    assert len(asked([{}])) == len(VALUES)


def test_filter__other_types__reach_their_columns(asked: Callable[..., list[Any]]) -> None:
    assert asked([{"key": "properties.x = 'Ada'", "type": "hogql", "value": None}]) == ["Ada"]
    assert asked([{"key": "distinct_id", "type": "person", "value": "d1"}]) == ["bert"]
    assert asked([{"key": "event", "type": "event_metadata", "value": ["2"]}]) == [12]


@pytest.mark.parametrize(
    "filter_",
    [
        {"key": "x", "type": "moon", "value": 1},
        {"key": "x", "type": "session", "value": 1},
        {"key": "team_id", "type": "event_metadata", "value": 1},
        {"key": "x", "type": "group", "value": 1},
        {"key": "x", "type": "group", "group_type_index": True, "value": 1},
        {"key": "x", "operator": "moon", "value": 1},
        {"key": "x", "operator": "exact", "value": None},
        {"key": "x", "operator": "exact", "value": {"a": 1}},
        {"key": "x", "operator": "is_date_after", "value": "soon"},
        {"key": "x", "operator": "is_date_moon", "value": "2026-01-01"},
        {"key": "x", "operator": "between", "value": [2, 1]},
        {"key": "x", "operator": "between", "value": 3},
        {"key": "x", "operator": "semver_gt", "value": "new"},
        {"key": "x", "operator": "semver_moon", "value": "1.2"},
        {"key": "selector", "type": "element", "value": "a:hover"},
        {"key": "selector", "type": "element", "operator": "gt", "value": "a"},
        {"key": "moon", "type": "element", "value": "a"},
        {"key": "1 +", "type": "hogql"},
        {"type": "cohort", "value": "x"},
    ],
)
def test_filter__cannot_be_asked__is_refused(filter_: dict[str, Any]) -> None:
    with pytest.raises(QueryRefused):
        filter_condition(filter_)


def _nested(levels: int) -> Any:
    return (
        [{"type": "AND", "values": _nested(levels - 1)}] if levels else [{"key": "x", "value": 1}]
    )


@pytest.mark.parametrize(
    "filters",
    [
        5,
        [5],
        ["x"],
        {"type": "AND", "values": 5},
        {"type": "AND", "values": {"a": 1}},
        {"type": "NOT", "values": []},
        [{"key": ["x"], "value": 1}],
        [{"key": "x", "operator": ["exact"], "value": 1}],
        [{"key": "x", "type": {"a": 1}, "value": 1}],
        [{"key": "x", "value": ["y"] * 1_001}],
        [{"key": "count() > 1", "type": "hogql"}],
        [{"key": "event in (select sum(1)) and max(event) = 'x'", "type": "hogql"}],
        [{"key": "row_number() over () = 1", "type": "hogql"}],
        _nested(21),
    ],
)
def test_filters__bad_shape__is_refused(filters: Any) -> None:
    with pytest.raises(QueryRefused):
        filters_condition(filters)


def test_filters__subquery_that_counts__is_a_value() -> None:
    filters_condition([{"key": "1 < (select count() from events)", "type": "hogql"}])
