"""The newest row when a list was first read: rows added later wait for the next reading."""

from datetime import datetime
from typing import Any, Self

from django.db.models import IntegerField, Max, Q, QuerySet
from django.utils.timezone import now
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

PARAMETER = "up_to"
_MOMENTS = ("added_at", "created_at")


class Newest:
    """By number where rows are numbered, else by the moment when they were added or created."""

    def __init__(self, queryset: Any, column: str | None, bound: int | datetime | None) -> None:
        self._queryset = queryset
        self._column = column
        self._bound = bound

    @classmethod
    def of(cls, queryset: Any, request: Request) -> Self:
        """Reads `up_to`; raises ValidationError naming it when it is not of this list."""
        column = _column(queryset)
        text = request.query_params.get(PARAMETER)
        bound = _read(text, column) if text and column else None
        return cls(queryset, column, bound)

    def narrow(self, queryset: Any) -> Any:
        """Without the rows that came after the first page."""
        if self._bound is None:
            return queryset
        if self._column == "pk":
            return queryset.filter(pk__lte=self._bound)
        before = Q(**{f"{self._column}__lte": self._bound})
        return queryset.filter(before | Q(**{f"{self._column}__isnull": True}))

    def as_text(self) -> str | None:
        """For the links of the first page it is looked up, for later ones it stays."""
        if self._bound is None and self._column is not None:
            rows = self._queryset.order_by()
            self._bound = rows.aggregate(newest=Max(self._column))["newest"]
            if self._bound is None and self._column != "pk":
                self._bound = now()  # nothing yet; what comes now is new
        if isinstance(self._bound, datetime):
            return self._bound.isoformat()
        return None if self._bound is None else str(self._bound)


def _column(queryset: Any) -> str | None:
    if not isinstance(queryset, QuerySet):
        return None
    if isinstance(queryset.model._meta.pk, IntegerField):
        return "pk"
    names = {f.name for f in queryset.model._meta.concrete_fields}
    return next((moment for moment in _MOMENTS if moment in names), None)


def _read(text: str, column: str) -> int | datetime:
    if column == "pk" and text.isascii() and text.isdecimal() and len(text) <= 18:
        return int(text)
    try:
        moment = datetime.fromisoformat(text) if column != "pk" else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        problem = "Must be as a link of this list gave it."
        raise ValidationError({PARAMETER: [problem]}, code="invalid")
    return moment
