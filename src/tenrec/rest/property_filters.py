"""The `properties` parameter of lists: JSON text to a checked tree of conditions."""

import json
import math
from dataclasses import dataclass
from typing import Any

from rest_framework.exceptions import ValidationError

OPERATORS = frozenset(
    {
        "exact",
        "is_not",
        "icontains",
        "not_icontains",
        "regex",
        "not_regex",
        "gt",
        "gte",
        "lt",
        "lte",
        "is_set",
        "is_not_set",
    }
)
REGEX = frozenset({"regex", "not_regex"})
_ORDERED = {"gt", "gte", "lt", "lte"}
_DEEPEST = 10
_MOST = 100


@dataclass(frozen=True, slots=True)
class Condition:
    """One property against texts (any of them), a number, or nothing."""

    key: str
    operator: str
    texts: tuple[str, ...]
    number: float
    type: str


@dataclass(frozen=True, slots=True)
class Group:
    """All of the parts, or any of them."""

    is_any: bool
    parts: tuple["Condition | Group", ...]


def read_filters(
    text: str | None,
    *,
    types: tuple[str, ...],
    operators: frozenset[str] = OPERATORS,
) -> Group:
    """The tree of the parameter; raises ValidationError naming `properties`.

    A filter without a type has the first of `types`.
    """
    if not text:
        return Group(False, ())
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise _problem("Must be a JSON list of property filters.") from None
    return _Reader(types, operators).group(data)


class _Reader:
    def __init__(self, types: tuple[str, ...], operators: frozenset[str]) -> None:
        self._types = types
        self._operators = operators
        self._count = 0

    def group(self, data: Any, depth: int = 0) -> Group:
        kind, values = "AND", data
        if isinstance(data, dict):
            kind, values = data.get("type", "AND"), data.get("values")
        if kind not in ("AND", "OR") or not isinstance(values, list) or depth > _DEEPEST:
            raise _problem("Must be a list of filters, or {type: AND or OR, values: [...]}.")
        return Group(kind == "OR", tuple(self._part(value, depth + 1) for value in values))

    def _part(self, data: Any, depth: int) -> Condition | Group:
        self._count += 1
        if self._count > _MOST:
            raise _problem(f"More than {_MOST} filters.")
        if isinstance(data, dict) and "values" in data:
            return self.group(data, depth)
        if not isinstance(data, dict) or not isinstance(data.get("key"), str):
            raise _problem("Every filter needs a key.")
        operator = data.get("operator") or "exact"
        kind = data.get("type") or self._types[0]
        if not isinstance(operator, str) or operator not in self._operators:
            raise _problem("This operator is not known here.")
        if kind not in self._types:
            raise _problem("This type of filter is not known here.")
        key, value = data["key"], data.get("value")
        if operator in {"is_set", "is_not_set"}:
            return Condition(_clean(key), operator, (), 0, kind)
        if operator in _ORDERED:
            return Condition(_clean(key), operator, (), _number(value), kind)
        return Condition(_clean(key), operator, _texts(value), 0, kind)


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not values or len(values) > 1000 or any(isinstance(v, dict | list) for v in values):
        raise _problem("A filter compares with a text, a number, or a list of those.")
    return tuple(_clean(v if isinstance(v, str) else json.dumps(v)) for v in values)


def _number(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise _problem("This operator needs a number.")
    return number


def _clean(text: str) -> str:
    """PostgreSQL knows no NUL, and no store knows half a character."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _problem(why: str) -> ValidationError:
    return ValidationError({"properties": [why]}, code="invalid")
