"""The `properties` parameter of lists: JSON text, checked before it becomes a condition."""

import json
import math
from typing import Any

from rest_framework.exceptions import ValidationError

from tenrec.core.errors import QueryRefused
from tenrec.core.jsontext import dumps
from tenrec.query.regexes import check_regex

OPERATORS = frozenset(
    [
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
        "min",
        "max",
        "is_set",
        "is_not_set",
        "is_date_exact",
        "is_date_before",
        "is_date_after",
        "in",
        "not_in",
        "between",
        "not_between",
        "starts_with",
        "not_starts_with",
        "ends_with",
        "not_ends_with",
        "icontains_multi",
        "not_icontains_multi",
        "is_cleaned_path_exact",
        "semver_eq",
        "semver_neq",
        "semver_gt",
        "semver_gte",
        "semver_lt",
        "semver_lte",
    ]
)
_WITHOUT_VALUE = frozenset({"is_set", "is_not_set"})
_ORDERED = frozenset({"gt", "gte", "lt", "lte", "min", "max"})
_OF_TEXTS = frozenset({"exact", "is_not", "in", "not_in", "icontains", "not_icontains"})
_DEEPEST = 10
_MOST = 100
_MOST_VALUES = 1000
_MOST_PATTERNS = 20

Filter = dict[str, Any]


def read_filters(text: str | None, *, types: tuple[str, ...]) -> Filter:
    """A group `{type, values}` of filters; raises ValidationError naming `properties`.

    A filter without a type has the first of `types`.
    """
    if not text:
        return {"type": "AND", "values": []}
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise problem("Must be a JSON list of property filters.") from None
    return _Reader(types).group(data)


class _Reader:
    def __init__(self, types: tuple[str, ...]) -> None:
        self._types = types
        self._count = 0

    def group(self, data: Any, depth: int = 0) -> Filter:
        kind, values = "AND", data
        if isinstance(data, dict):
            kind, values = data.get("type", "AND"), data.get("values")
        if kind not in ("AND", "OR") or not isinstance(values, list) or depth > _DEEPEST:
            raise problem("Must be a list of filters, or {type: AND or OR, values: [...]}.")
        return {"type": kind, "values": [self._part(value, depth + 1) for value in values]}

    def _part(self, data: Any, depth: int) -> Filter:
        self._count += 1
        if self._count > _MOST:
            raise problem(f"More than {_MOST} filters.")
        if isinstance(data, dict) and "values" in data:
            return self.group(data, depth)
        if not isinstance(data, dict):
            raise problem("Every filter needs a key.")
        kind = data.get("type") or self._types[0]
        if kind not in self._types:
            raise problem("This type of filter is not known here.")
        if kind == "cohort":
            return _cohort(data)
        if not isinstance(data.get("key"), str) or not data["key"]:
            raise problem("Every filter needs a key.")
        return {**_index(data), "type": kind, "key": _clean(data["key"]), **_comparison(kind, data)}


def _comparison(kind: str, data: Any) -> Filter:
    if kind == "hogql":
        return {}
    operator, value = data.get("operator") or "exact", data.get("value")
    if not isinstance(operator, str) or operator not in OPERATORS:
        raise problem("This operator is not known here.")
    if operator in _WITHOUT_VALUE:
        return {"operator": operator}
    values = value if isinstance(value, list) else [value]
    if not values or len(values) > _MOST_VALUES or any(isinstance(v, dict | list) for v in values):
        raise problem("A filter compares with a text, a number, or a list of those.")
    if operator in _ORDERED and not all(map(_is_number, values)):
        raise problem("This operator needs a number.")
    if operator.endswith("regex"):
        _check_patterns(values)
    clean = [_clean(v) if isinstance(v, str) else v for v in values]
    if operator in _OF_TEXTS:
        clean = [form for v in clean for form in _forms(v)]
    is_list = isinstance(value, list) or len(clean) > 1
    return {"operator": operator, "value": clean if is_list else clean[0]}


def _forms(value: Any) -> list[Any]:
    """The language reads a property as its JSON text: quotes and line breaks are escaped there."""
    if not isinstance(value, str):
        return [value]
    escaped = dumps(value).decode()[1:-1]
    return [value] if escaped == value else [value, escaped]


def _check_patterns(values: list[Any]) -> None:
    """RE2, the engine of the event store, takes no pattern that could hang it."""
    if len(values) > _MOST_PATTERNS:
        raise problem(f"A filter has {_MOST_PATTERNS} patterns at most.")
    try:
        for value in values:
            check_regex(str(value))
    except QueryRefused as refusal:
        raise problem(refusal.detail) from None


def _cohort(data: Any) -> Filter:
    value, operator = data.get("value"), data.get("operator") or "in"
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value[:19])
    if (
        type(value) is not int
        or not 0 <= value < 2**63
        or operator not in ("in", "not_in", "exact")
    ):
        raise problem("A cohort filter has the id of a cohort as its value.")
    is_not = operator == "not_in" or data.get("negation") is True
    return {"type": "cohort", "key": "id", "value": value, "operator": "not_in" if is_not else "in"}


def _index(data: Any) -> Filter:
    index = data.get("group_type_index")
    if index is None:
        return {}
    if type(index) is not int or not 0 <= index <= 4:
        raise problem("A group_type_index is a number from 0 to 4.")
    return {"group_type_index": index}


def _is_number(value: Any) -> bool:
    try:
        return math.isfinite(float(value))
    except (TypeError, ValueError, OverflowError):
        return False


def _clean(text: str) -> str:
    """PostgreSQL knows no NUL, and no store knows half a character."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def problem(why: str) -> ValidationError:
    """The refusal of a filter."""
    return ValidationError({"properties": [why]}, code="invalid")
