"""Filters of the time before queries (`insight=TRENDS`): kept, and checked lightly."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from tenrec.query.schema.check import WrongQuery, check_bearable
from tenrec.query.schema.words import Interval

InsightName = Literal["TRENDS", "FUNNELS", "RETENTION", "PATHS", "STICKINESS", "LIFECYCLE"]


class _Open(BaseModel):
    """Members beyond these are kept as they are: nothing runs from them."""

    model_config = ConfigDict(extra="allow")


class LegacyEntity(_Open):
    """An event or an action of the series."""

    id: str | int | None = None
    name: str | None = None
    order: int | None = None
    math: str | None = None
    properties: list[dict[str, Any]] | dict[str, Any] | None = None


class LegacyFilters(_Open):
    """What every old insight could hold."""

    insight: InsightName | None = None
    events: list[LegacyEntity] | None = None
    actions: list[LegacyEntity] | None = None
    properties: list[dict[str, Any]] | dict[str, Any] | None = None
    date_from: str | None = None
    date_to: str | None = None
    interval: Interval | None = None
    display: str | None = None


def validate_filters(filters: Any, attr: str = "filters") -> None:
    """Raises WrongQuery for what no client of those days sent."""
    if not isinstance(filters, dict):
        raise WrongQuery("Filters are an object.", attr=attr, code="invalid_input")
    try:
        check_bearable(filters)
    except ValueError as error:
        raise WrongQuery(str(error), attr=attr, code="invalid_input") from None
    try:
        LegacyFilters.model_validate(filters)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        way = "__".join([attr, *map(str, first["loc"])])[:1000]
        raise WrongQuery(first["msg"], attr=way, code="invalid_input") from None
