"""`{filters}` in SQL, and the dates that questions name."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tenrec.core.errors import QueryRefused
from tenrec.query.dates import moment

from .conftest import Team

COUNT = "select count() from events where {filters}"
PRO = {"type": "event", "key": "plan", "operator": "exact", "value": "pro"}


def days(date_from: str | None = None, date_to: str | None = None) -> dict[str, Any]:
    return {"dateRange": {"date_from": date_from, "date_to": date_to}}


@pytest.fixture
def dated(team: Team) -> Team:
    """Four events around two midnights of UTC."""
    for at, properties in (
        ("2024-01-07 23:59:59", {}),
        ("2024-01-08 00:00:00", {"plan": "pro"}),
        ("2024-01-09 12:00:00", {}),
        ("2024-01-10 00:00:00", {"plan": "pro"}),
    ):
        team.event("e", properties=properties, at=at)
    return team


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (None, 4),
        ({}, 4),
        (days(), 4),
        (days("all"), 4),
        (days("2024-01-08"), 3),
        (days("2024-01-08", "2024-01-10"), 2),
        (days(None, "2024-01-10"), 3),
        (days("2024-01-08T00:00:01Z", "2024-01-10T00:00:00.000001Z"), 2),
        (days("-7d"), 0),
        ({**days("2024-01-08", "2024-01-10"), "properties": [PRO]}, 1),
        ({"properties": [PRO]}, 2),
        ({"properties": [PRO, {"type": "hogql", "key": "toDate(timestamp) = '2024-01-10'"}]}, 1),
    ],
)
def test_filters__of_the_query__choose_rows(dated: Team, filters: Any, count: int) -> None:
    assert dated.rows(COUNT, filters=filters) == [[count]]


def test_filters__everywhere_in_the_query(dated: Team) -> None:
    filters = days("2024-01-08", "2024-01-10")
    query = """
        with some as (select event from events as e where {filters} and e.event = 'e')
        select (select count() from some), count() from events
        where {filters} or timestamp > '2024-01-09 20:00:00'
    """
    assert dated.rows(query, filters=filters) == [[2, 3]]
    bounds = "select count() from events where timestamp >= {filters.dateRange.from}"
    assert dated.rows(bounds, filters=filters) == [[3]]
    assert dated.rows(bounds) == [[4]]
    both = f"{bounds} and timestamp < {{filters.dateRange.to}}"
    assert dated.rows(both, filters=days(None, "2024-01-08")) == [[1]]
    own = dated.rows("select {filters}", values={"filters": 7})
    assert own == [[7]]


def test_filters__test_accounts_left_out_when_asked(dated: Team) -> None:
    rule = {"type": "event", "key": "plan", "operator": "is_not", "value": ["pro"]}
    dated.test_accounts = (rule,)
    assert dated.rows(COUNT, filters={"filterTestAccounts": False}) == [[4]]
    assert dated.rows(COUNT, filters={"filterTestAccounts": True}) == [[2]]


def test_filters__dates_are_the_projects_own(dated: Team) -> None:
    dated.timezone = "America/New_York"
    assert dated.rows(COUNT, filters=days("2024-01-08", "2024-01-09")) == [[0]]
    assert dated.rows(COUNT, filters=days("2024-01-07", "2024-01-08")) == [[2]]


@pytest.mark.parametrize(
    ("query", "filters", "words"),
    [
        ("select count() from persons where {filters}", days("-7d"), "events or groups"),
        ("select count() from (select 1) where {filters}", days("-7d"), "events or groups"),
        ("select {filters}", days("-7d"), "events or groups"),
        (COUNT, days("soon"), "no date"),
        (COUNT, days("-1qStart"), "no date"),
        ("select {filters.properties} from events", days("-7d"), "There is no"),
        ("select {filters.dateRange.from} from events", days(), "Unresolved"),
        (COUNT, {"properties": [{"type": "hogql", "key": "count() > 1"}]}, "count()"),
    ],
)
def test_filters__that_cannot_be_meant__refused(
    dated: Team, query: str, filters: Any, words: str
) -> None:
    with pytest.raises(QueryRefused) as refusal:
        dated.rows(query, filters=filters)
    assert words in refusal.value.detail


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("-7d", "2024-03-24T13:30:15"),
        ("-24h", "2024-03-30T13:30:15"),
        ("-30M", "2024-03-31T13:00:15"),
        ("-1m", "2024-02-29T13:30:15"),
        ("-1q", "2023-12-31T13:30:15"),
        ("-1y", "2023-03-31T13:30:15"),
        ("dStart", "2024-03-31T00:00:00"),
        ("-1dEnd", "2024-03-30T23:59:59.999999"),
        ("mStart", "2024-03-01T00:00:00"),
        ("-1mEnd", "2024-02-29T23:59:59.999999"),
        ("yStart", "2024-01-01T00:00:00"),
        ("hStart", "2024-03-31T13:00:00"),
        ("2024-03-02", "2024-03-02T00:00:00"),
        ("2024-03-02T04:05:06", "2024-03-02T04:05:06"),
        ("2024-03-02T04:05:06+00:00", "2024-03-02T05:05:06"),
    ],
)
def test_moment__relative_or_iso__by_the_clocks_of_the_zone(text: str, local: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    now = datetime(2024, 3, 31, 13, 30, 15, tzinfo=zone)
    found = moment(text, zone, now)
    assert found == datetime.fromisoformat(local).replace(tzinfo=None if "+" in local else zone)


@pytest.mark.parametrize("text", ["", "all", None])
def test_moment__no_bound__none(text: str | None) -> None:
    assert moment(text, ZoneInfo("UTC"), datetime.now(UTC)) is None


@pytest.mark.parametrize(
    "text", ["x", "-7", "-7x", "7 days", "-999999d", "2024-13-01", "dStartEnd"]
)
def test_moment__nonsense__refused(text: str) -> None:
    with pytest.raises(QueryRefused):
        moment(text, ZoneInfo("UTC"), datetime.now(UTC))
