"""When an event happened: reading what clients write, correcting their clocks."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FUTURE = timedelta(hours=23)

_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
_SLASHED = [day + clock for day in ("%Y/%m/%d", "%m/%d/%Y", "%m/%d/%y") for clock in _CLOCKS]
_SLASHED_SHAPE = re.compile(r"\d{1,4}/\d{1,2}/\d{1,4}(?: |$)")
_MAIL_SHAPE = re.compile(r"(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{2,4} \d{1,2}:\d{2}")
_NUMBER_SHAPE = re.compile(r"(\d{9,20})(\.\d{1,9})?")
_SMALL_ZONE = re.compile(r"(?<=[0-9])([+-]\d{2})$")
_LONGEST = 64
_YEAR_2021_MS = 1_609_459_200_000


def from_micros(micros: int) -> datetime:
    """Unix microseconds, exactly."""
    return EPOCH + timedelta(microseconds=micros)


def parse(text: str) -> datetime | None:
    """An aware UTC time from any form that clients send, or None; the same text, the same time."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        return _utc(_read(text))
    except OverflowError:
        return EPOCH  # a year that no calendar here has
    except ValueError:
        return None


def parse_rfc3339(text: str) -> datetime | None:
    """Strict: a date, `T`, a clock and a zone."""
    if len(text) < 20 or text[10] not in "Tt " or text[4] != "-":
        return None
    try:
        value = datetime.fromisoformat(_upper_zone(text))
        return None if value.tzinfo is None else value.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def parse_sent_at(value: str | int | None) -> datetime | None:
    """The client's clock when it sent: ISO text of the body, or milliseconds of the query `_`."""
    if isinstance(value, str):
        return parse(value)
    if value is None or value < _YEAR_2021_MS:
        return None  # seconds, or a clock that was never set
    try:
        return from_micros(value * 1000)
    except OverflowError:
        return None


def resolve(
    now: datetime,
    timestamp: str | None,
    *,
    sent_at: datetime | None = None,
    offset_ms: int | None = None,
    ignore_sent_at: bool = False,
) -> tuple[datetime, bool]:
    """When the event happened by the server's clock; and whether its timestamp was unreadable."""
    at, is_unreadable = now, False
    try:
        if timestamp is not None:
            own = parse(timestamp)
            is_unreadable = own is None
            if own is not None:
                at = own if sent_at is None or ignore_sent_at else own - (sent_at - now)
        if offset_ms is not None:
            at = now - timedelta(milliseconds=offset_ms)
    except OverflowError:
        return EPOCH, is_unreadable
    return (now if at - now > FUTURE else at), is_unreadable


def _utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _read(text: str) -> datetime:
    if text[4:5] == "-":
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return datetime.fromisoformat(_iso_repaired(text))
    if number := _NUMBER_SHAPE.fullmatch(text):
        return _from_number(number[1], number[2] or "")
    if _MAIL_SHAPE.match(text):
        return parsedate_to_datetime(text)
    if _SLASHED_SHAPE.match(text):
        return _from_slashed(text)
    return datetime.fromisoformat(text)


def _upper_zone(text: str) -> str:
    """RFC 3339 lets `z` stand for `Z`; Python 3.11 does not."""
    return text[:-1] + "Z" if text.endswith("z") else text


def _iso_repaired(text: str) -> str:
    """`2026-05-01 12:00:00 UTC`, `2026-05-01T12:00:00 +02`, a year-zero date refused as before."""
    text = (
        _upper_zone(text)
        .removesuffix(" UTC")
        .removesuffix(" GMT")
        .replace(" +", "+")
        .replace(" -", "-")
    )
    return _SMALL_ZONE.sub(r"\1:00", text) if len(text) > 13 else text


def _from_number(whole: str, fraction: str) -> datetime:
    """Unix time; the count of digits tells seconds, milliseconds, microseconds, nanoseconds."""
    digits = len(whole)
    if digits <= 11:
        return from_micros(int(whole) * 1_000_000 + int(float(f"0{fraction}") * 1_000_000))
    if digits <= 14:
        return from_micros(int(whole) * 1000 + int(float(f"0{fraction}") * 1000))
    return from_micros(int(whole) if digits <= 17 else int(whole) // 1000)


def _from_slashed(text: str) -> datetime:
    for form in _SLASHED:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise ValueError(text)
