"""When an event happened: every form of the wire, and the order of the rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenrec.core.time import EPOCH, from_micros, parse, parse_rfc3339, parse_sent_at, resolve

NOW = datetime(2026, 5, 1, 12, 0, 0, tzinfo=UTC)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-01T11:00:00Z", at(2026, 5, 1, 11)),
        ("2026-05-01t11:00:00z", at(2026, 5, 1, 11)),
        ("2026-05-01T11:00:00.123Z", at(2026, 5, 1, 11, 0, 0, 123000)),
        ("2026-05-01T11:00:00.123456789Z", at(2026, 5, 1, 11, 0, 0, 123456)),
        ("2026-05-01T13:00:00+02:00", at(2026, 5, 1, 11)),
        ("2026-05-01T13:00:00+02", at(2026, 5, 1, 11)),
        ("2026-05-01T09:00:00-02", at(2026, 5, 1, 11)),
        ("2026-05-01T11:00:00", at(2026, 5, 1, 11)),
        ("2026-05-01 11:00:00", at(2026, 5, 1, 11)),
        ("2026-05-01 11:00:00 UTC", at(2026, 5, 1, 11)),
        ("2026-05-01 13:00:00 +0200", at(2026, 5, 1, 11)),
        ("2026-05-01", at(2026, 5, 1)),
        ("2026/05/01", at(2026, 5, 1)),
        ("2026/05/01 11:00:00", at(2026, 5, 1, 11)),
        ("5/1/2026", at(2026, 5, 1)),
        ("05/01/2026 11:00", at(2026, 5, 1, 11)),
        ("Fri, 1 May 2026 13:00:00 +0200", at(2026, 5, 1, 11)),
        ("Fri, 01 May 2026 11:00:00 GMT", at(2026, 5, 1, 11)),
        ("1777633200", at(2026, 5, 1, 11)),
        ("1777633200.5", at(2026, 5, 1, 11, 0, 0, 500000)),
        ("1777633200123", at(2026, 5, 1, 11, 0, 0, 123000)),
        (" 2026-05-01T11:00:00Z ", at(2026, 5, 1, 11)),
        ("0001-01-01T00:00:00+14:00", EPOCH),
    ],
)
def test_parse__known_form__is_that_time(text: str, expected: datetime) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize("text", ["", " ", "not a date", "5", "2026-13-01", "null", "[]", "9" * 99])
def test_parse__anything_else__is_nothing(text: str) -> None:
    assert parse(text) is None


@given(st.text(max_size=70) | st.from_regex(r"[0-9/:T+Z. -]{1,30}", fullmatch=True))
def test_parse__any_text__never_fails_and_is_aware(text: str) -> None:
    value = parse(text)
    assert value is None or value.tzinfo is UTC
    strict = parse_rfc3339(text)
    assert strict is None or strict.tzinfo is UTC


@pytest.mark.parametrize("text", ["2026-05-01T11:00:00", "2026-05-01", "1777633200", "x" * 30])
def test_parse_rfc3339__without_a_zone__is_nothing(text: str) -> None:
    assert parse_rfc3339(text) is None


def test_parse_rfc3339__small_letters__are_as_good() -> None:
    assert parse_rfc3339("2026-05-01t11:00:00z") == at(2026, 5, 1, 11)


def test_parse_sent_at__query_value__counts_milliseconds_and_ignores_seconds() -> None:
    assert parse_sent_at(1777633200000) == at(2026, 5, 1, 11)
    assert parse_sent_at(1777633200) is None
    assert parse_sent_at(10**30) is None
    assert parse_sent_at("nonsense") is None
    assert parse_sent_at(None) is None


ELEVEN = "2026-05-01T11:00:00Z"


def test_resolve__client_clock_ahead__is_corrected() -> None:
    sent_at = NOW + timedelta(seconds=10)
    assert resolve(NOW, ELEVEN, sent_at=sent_at) == (at(2026, 5, 1, 10, 59, 50), False)


def test_resolve__client_clock_behind__is_corrected() -> None:
    sent_at = NOW - timedelta(seconds=10)
    assert resolve(NOW, ELEVEN, sent_at=sent_at) == (at(2026, 5, 1, 11, 0, 10), False)


def test_resolve__told_to_ignore_sent_at__takes_the_timestamp() -> None:
    sent_at = NOW + timedelta(seconds=10)
    resolved = resolve(NOW, ELEVEN, sent_at=sent_at, ignore_sent_at=True)
    assert resolved == (at(2026, 5, 1, 11), False)


def test_resolve__offset__counts_back_from_now_even_with_a_timestamp() -> None:
    expected = (at(2026, 5, 1, 11, 59, 55), False)
    assert resolve(NOW, None, offset_ms=5000) == expected
    assert resolve(NOW, ELEVEN, offset_ms=5000) == expected


def test_resolve__unreadable__is_now_and_says_so() -> None:
    assert resolve(NOW, "not a date") == (NOW, True)


def test_resolve__sent_at_alone__has_no_effect() -> None:
    assert resolve(NOW, None, sent_at=at(2025, 1, 1)) == (NOW, False)


def test_resolve__future__is_clamped_beyond_23_hours() -> None:
    at_limit = NOW + timedelta(hours=23)
    assert resolve(NOW, at_limit.isoformat()) == (at_limit, False)
    beyond = at_limit + timedelta(milliseconds=1)
    assert resolve(NOW, beyond.isoformat()) == (NOW, False)


def test_resolve__beyond_all_calendars__is_the_epoch() -> None:
    assert resolve(NOW, None, offset_ms=10**30) == (EPOCH, False)
    sent_at = at(9999, 12, 31)
    assert resolve(NOW, "0001-01-01T00:00:00Z", sent_at=sent_at) == (EPOCH, False)


def test_resolve__years_ago__is_kept() -> None:
    assert resolve(NOW, "1999-01-01") == (at(1999, 1, 1), False)


@given(
    st.none() | st.datetimes().map(datetime.isoformat) | st.text(max_size=20),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.none() | st.integers(),
    st.booleans(),
)
def test_resolve__any_input__is_at_most_23_hours_ahead(
    timestamp: str | None, sent_at: datetime | None, offset: int | None, ignore: bool
) -> None:
    value, _ = resolve(NOW, timestamp, sent_at=sent_at, offset_ms=offset, ignore_sent_at=ignore)
    assert value - NOW <= timedelta(hours=23)


def test_from_micros__a_known_moment__is_exact() -> None:
    assert from_micros(1777633200_123456) == at(2026, 5, 1, 11, 0, 0, 123456)
