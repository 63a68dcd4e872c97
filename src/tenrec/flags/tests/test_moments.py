"""Dates of conditions: absolute, with or without offset, and relative to now."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tenrec.flags import moments
from tenrec.flags.tests.asking import NOW, holds, is_about

Case = tuple[str, Any, Any, bool]

CASES: list[Case] = [
    ("is_date_before", "2026-05-01", "2026-04-30", True),
    ("is_date_before", "2026-05-01", "2026-05-01", False),
    ("is_date_after", "2026-05-01", "2026-05-01T00:00:01", True),
    ("is_date_after", "2026-05-01T12:00:00Z", "2026-05-01T13:30:00+02:00", False),
    ("is_date_after", "2026-05-01T12:00:00Z", "2026-05-01T14:30:00+02:00", True),
    ("is_date_exact", "2026-05-01", "2026-05-01 00:00:00", True),
    ("is_date_exact", "2026-05-01T12:00:00Z", "2026-05-01T14:00:00+02:00", True),
    ("is_date_exact", "2026-05-01", 1777593600, True),
    ("is_date_exact", "2026-05-01", "1777593600", True),
    ("is_date_exact", "2026-05-01", "1777593600.5", False),
    ("is_date_before", "-7d", "2026-05-13T11:59:00Z", True),
    ("is_date_before", "-7d", "2026-05-13T12:01:00Z", False),
    ("is_date_after", "7d", "2026-05-13T12:01:00Z", True),
    ("is_date_after", "-3h", "2026-05-20T09:00:01Z", True),
    ("is_date_after", "-2w", "2026-05-06T12:00:01Z", True),
    ("is_date_after", "-1m", "2026-04-20T12:00:01Z", True),
    ("is_date_after", "-1y", "2025-05-20T11:00:00Z", False),
    ("is_date_before", "-1d", "-2d", True),
    ("is_date_after", "-10000d", "2026-05-01", False),
    ("is_date_before", "-9999y", "2026-05-01", False),
    ("is_date_before", "-7x", "2026-05-01", False),
    ("is_date_before", "soon", "2026-05-01", False),
    ("is_date_before", 5, "2026-05-01", False),
    ("is_date_before", ["2026-05-01"], "2026-04-01", False),
    ("is_date_before", "2026-05-01", "yesterday", False),
    ("is_date_before", "2026-05-01", True, False),
    ("is_date_before", "2026-05-01", None, False),
    ("is_date_before", "2026-05-01", "inf", False),
    ("is_date_before", "2026-05-01", ["2026-04-01"], False),
]


@pytest.mark.parametrize(("operator", "value", "found", "expected"), CASES)
def test_date__moment_that_is_there__matches_or_not(
    operator: str, value: Any, found: Any, expected: bool
) -> None:
    assert holds(is_about("joined", operator, value), {"joined": found}) is expected


def test_date__naive_text__is_by_the_clocks_of_the_project() -> None:
    condition = is_about("joined", "is_date_before", "2026-05-01")
    found = {"joined": "2026-04-30T22:30:00Z"}  # half past midnight in Berlin
    assert holds(condition, found, timezone="UTC")
    assert not holds(condition, found, timezone="Europe/Berlin")
    assert holds(condition, found, timezone="Mars/Olympus")  # unknown here: UTC


def _before(text: str, year: int, month: int, day: int) -> datetime:
    return moments.relative(text, UTC, datetime(year, month, day, 8, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        ("1m", (2026, 3, 31), (2026, 2, 28)),
        ("2m", (2026, 3, 31), (2026, 1, 28)),
        ("1m", (2024, 3, 31), (2024, 2, 29)),
        ("2m", (2026, 12, 31), (2026, 10, 30)),
        ("12m", (2026, 5, 20), (2025, 5, 20)),
        ("12m", (2024, 2, 29), (2023, 2, 28)),
        ("48m", (2028, 2, 29), (2024, 2, 28)),
        ("1y", (2024, 2, 29), (2023, 2, 28)),
        ("4y", (2024, 2, 29), (2020, 2, 28)),
        ("0y", (2024, 2, 29), (2024, 2, 29)),
        ("0m", (2026, 3, 31), (2026, 3, 31)),
        ("9999m", (2026, 5, 20), (1193, 2, 20)),
        ("2w", (2026, 5, 20), (2026, 5, 6)),
    ],
)
def test_relative__calendar__goes_back_month_by_month(
    text: str, now: tuple[int, int, int], expected: tuple[int, int, int]
) -> None:
    assert _before(text, *now) == datetime(*expected, 8, 30, tzinfo=UTC)


def test_relative__zone_with_summer_time__keeps_the_hour_of_the_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 3, 30, 10, 0, tzinfo=berlin)  # the day after the clocks changed
    assert moments.relative("-2d", berlin, now) == datetime(2026, 3, 28, 10, 0, tzinfo=berlin)


def test_in_zone__hour_that_the_clocks_skip__is_refused() -> None:
    with pytest.raises(ValueError, match="skip"):
        moments.in_zone(datetime(2026, 3, 29, 2, 30), ZoneInfo("Europe/Berlin"))


def test_in_zone__hour_that_comes_twice__is_the_earlier_one() -> None:
    found = moments.in_zone(datetime(2026, 10, 25, 2, 30), ZoneInfo("Europe/Berlin"))
    assert found == datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2)))


def test_of_property__datetime_of_ours__is_taken_as_it_is() -> None:
    assert moments.of_property(NOW, UTC, NOW) == NOW
    assert moments.of_property(NOW.replace(tzinfo=None), UTC, NOW) == NOW
    assert moments.of_property(NOW.date(), UTC, NOW) == datetime(2026, 5, 20, tzinfo=UTC)
