"""Dates of query parameters: ISO text, or relative such as `-7d` and `-24h`."""

import re
from datetime import UTC, datetime, timedelta

from dateutil import parser
from django.utils.timezone import now
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

_RELATIVE = re.compile(r"-(\d{1,5})([hdwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_FIRST = datetime(1971, 1, 1, tzinfo=UTC)
_LAST = datetime(2299, 1, 1, tzinfo=UTC)


def asked_moment(request: Request, name: str) -> datetime | None:
    """The moment that the parameter means, in UTC and within what the store can hold."""
    text = request.query_params.get(name)
    if not text:
        return None
    try:
        moment = _relative(text) or parser.isoparse(text)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        problem = "Must be an ISO date or relative, such as -7d."
        raise ValidationError({name: [problem]}, code="invalid") from None
    return min(max(moment, _FIRST), _LAST)


def _relative(text: str) -> datetime | None:
    match = _RELATIVE.fullmatch(text)
    if match is None:
        return None
    amount = int(match[1])
    if match[2] == "h":
        return now() - timedelta(hours=amount)
    return max(now() - timedelta(days=min(amount * _DAYS[match[2]], 19_000)), _FIRST)
