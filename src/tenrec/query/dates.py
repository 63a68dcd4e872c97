"""Dates of questions: ISO text by the clocks of the project, or relative such as -7d and mStart."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from tenrec.core.errors import QueryRefused

_RELATIVE = re.compile(r"-?(\d{0,5})([hdwmMsqy])(Start|End)?")
_UNITS = {
    "h": "hours", "d": "days", "w": "weeks", "m": "months", "M": "minutes", "s": "seconds",
    "y": "years",
}  # fmt: skip
_WEEKS_OF_A_QUARTER = 13
_FIRST = {"microsecond": 0, "second": 0, "minute": 0}
_LAST = {"microsecond": 999_999, "second": 59, "minute": 59}
_DAY_START, _DAY_END = {**_FIRST, "hour": 0}, {**_LAST, "hour": 23}
# Days beyond the end of a month mean its end.
_PLACES = {
    "hStart": _FIRST, "hEnd": _LAST, "dStart": _DAY_START, "dEnd": _DAY_END,
    "mStart": {**_DAY_START, "day": 1}, "mEnd": {**_DAY_END, "day": 31},
    "yStart": {**_DAY_START, "day": 1, "month": 1}, "yEnd": {**_DAY_END, "day": 31, "month": 12},
}  # fmt: skip


def moment(text: str | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The moment that is meant, in UTC; None for `all` and for nothing. QueryRefused otherwise."""
    if not text or text == "all":
        return None
    try:
        relative = _RELATIVE.fullmatch(text)
        local = _shifted(relative, now.astimezone(zone)) if relative else _read(text, zone)
        return min(max(local.astimezone(UTC), _EARLIEST), _LATEST)
    except (ValueError, OverflowError):
        raise QueryRefused(f"'{text[:50]}' is no date: ISO, or relative such as -7d.") from None


_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_LATEST = datetime(2299, 12, 31, tzinfo=UTC)


def _read(text: str, zone: ZoneInfo) -> datetime:
    value = datetime.fromisoformat(text)
    return value if value.tzinfo is not None else value.replace(tzinfo=zone)


def _shifted(found: re.Match[str], local: datetime) -> datetime:
    amount, unit, place = int(found[1] or 0), found[2], found[3]
    if unit == "q":
        amount, unit = amount * _WEEKS_OF_A_QUARTER, "w"
    # relativedelta takes whatever numbers, and tells mypy of each by name only.
    local -= relativedelta(**{_UNITS[unit]: amount})  # type: ignore[arg-type]  # by name
    if place is None:
        return local
    if found[2] + place not in _PLACES:
        raise ValueError(place)
    return local + relativedelta(**_PLACES[found[2] + place])  # type: ignore[arg-type]  # by name
