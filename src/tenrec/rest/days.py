"""`date_from` and `date_to` as insights mean them: whole days in the zone of the project."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.timezone import now
from rest_framework.request import Request

from tenrec.accounts.models import Project
from tenrec.hogql.tree import Call, Constant, Name, Node
from tenrec.rest.dates import asked_moment

_DAYS = 7
_BEGINNING = datetime(1971, 1, 1, tzinfo=UTC)
_IS_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_IS_DAY = re.compile(rf"{_IS_DATE.pattern}|-\d+[dwmy]")


def asked_days(request: Request, project: Project) -> tuple[datetime, datetime]:
    """From the first moment to the one that is not taken in any more; seven days by default.

    A date, or days ago, is a whole day; anything else is a moment. ValidationError names what is
    neither.
    """
    zone = ZoneInfo(project.timezone or "UTC")
    start = _moment(request, "date_from", zone) or _day(now() - timedelta(days=_DAYS), zone)
    end = _moment(request, "date_to", zone)
    if end is None:
        return start, now() + timedelta(seconds=5)
    is_day = _IS_DAY.fullmatch(request.query_params["date_to"]) is not None
    return start, end + timedelta(days=1) if is_day else end


def at_moment(comparison: str, moment: datetime) -> Node:
    """The `timestamp` compared with a moment, as a condition of the language."""
    text = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    at: list[Node] = [Constant(text), Constant(6), Constant("UTC")]
    return Call(comparison, [Name(("timestamp",)), Call("toDateTime64", at)])


def _moment(request: Request, name: str, zone: ZoneInfo) -> datetime | None:
    text = request.query_params.get(name)
    if not text:
        return None
    if text == "all":
        return _BEGINNING
    moment = asked_moment(request, name)
    assert moment is not None
    if _IS_DATE.fullmatch(text):
        return moment.replace(tzinfo=zone)
    return _day(moment, zone) if _IS_DAY.fullmatch(text) else moment


def _day(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
