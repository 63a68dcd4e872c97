"""The order that a caller asks for: a field of a list, `-` for descending."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request


def ordered(
    found: QuerySet[Any, Any],
    request: Request,
    allowed: Mapping[str, str],
    *,
    parameter: str = "order",
) -> QuerySet[Any, Any]:
    """By `?order=name` or `-name`, where `allowed` maps names to columns; else as it is.

    The primary key comes last, so that pages never repeat or lose a row.
    """
    asked = request.query_params.get(parameter)
    if not asked:
        return found
    column = allowed.get(asked.removeprefix("-"))
    if column is None:
        names = ", ".join(sorted(allowed))
        raise ValidationError({parameter: [f"Must be one of: {names}."]}, code="invalid")
    sign = "-" if asked.startswith("-") else ""
    return found.order_by(f"{sign}{column}", f"{sign}pk")
