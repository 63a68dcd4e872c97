"""Points in time as conditions name them: dates, seconds, or so long before now."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from tenrec.core import time
from tenrec.flags.values import number_of

_RELATIVE = re.compile(r"-?([0-9]{1,9})([hdwmy])")
_TOO_MANY = 10_000
_SURE_DAY = 28


def zone_of(name: str) -> tzinfo:
    """UTC for a name that this machine does not know."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def is_relative(text: str) -> bool:
    """Whether it is one of `-7d`, `3m`; the minus may be there or not."""
    return _RELATIVE.fullmatch(text) is not None


def relative(text: str, zone: tzinfo, now: datetime) -> datetime:
    """So long before now, on the clocks of the zone; ValueError if there is no such time."""
    found = _RELATIVE.fullmatch(text)
    if found is None or (number := int(found[1])) >= _TOO_MANY:
        raise ValueError("not a relative date")
    local = now.astimezone(zone).replace(tzinfo=None)
    return in_zone(_before(local, number, found[2]), zone)


def read(text: str, zone: tzinfo) -> datetime:
    """A date or time with its own offset, or by the clocks of the zone; ValueError if none."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        found = time.parse(text)
        if found is None:
            raise
        return found
    return value if value.tzinfo is not None else in_zone(value, zone)


def of_property(value: object, zone: tzinfo, now: datetime) -> datetime:
    """What a person has: text as above, or seconds since 1970; ValueError if none."""
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else in_zone(value, zone)
    if isinstance(value, date):
        return in_zone(datetime(value.year, value.month, value.day), zone)
    try:
        seconds = number_of(value)
    except ValueError:
        if not isinstance(value, str):
            raise
        return relative(value, zone, now) if is_relative(value) else read(value, zone)
    return time.EPOCH + timedelta(seconds=seconds)


def in_zone(naive: datetime, zone: tzinfo) -> datetime:
    """The earlier one of an hour that comes twice; ValueError for one that never comes."""
    aware = naive.replace(tzinfo=zone)
    if zone is UTC:
        return aware
    moment = aware.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != naive:
        raise ValueError("the clocks skip this hour")
    return moment


def _before(local: datetime, number: int, unit: str) -> datetime:
    match unit:
        case "h":
            return local - timedelta(hours=number)
        case "d":
            return local - timedelta(days=number)
        case "w":
            return local - timedelta(weeks=number)
        case "m":
            return _months_before(local, number)
        case _:
            day = _SURE_DAY if number and (local.month, local.day) == (2, 29) else local.day
            return local.replace(year=local.year - number, day=day)


def _months_before(local: datetime, number: int) -> datetime:
    """Month by month as the server goes: two months before March 31 is January 28 (or 29)."""
    last = local.year * 12 + local.month - 1
    day = local.day
    for month in range(last - 1, last - number - 1, -1):
        if day <= _SURE_DAY:
            break  # every month has it
        day = min(day, _days_of(month))
    year, month = divmod(last - number, 12)
    return local.replace(year=year, month=month + 1, day=day)


def _days_of(month: int) -> int:
    year, index = divmod(month, 12)
    return monthrange(year, index + 1)[1]
