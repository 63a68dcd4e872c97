"""The `filters` of a cohort: JSON to a checked tree of criteria.

    {"properties": {"type": "OR", "values": [{"type": "AND", "values": [criterion, ...]}, ...]}}

A criterion is about a property of the person, another cohort, or what the person did.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from tenrec.core.errors import BadRequest
from tenrec.persons.cohorts.behaviour import check_behaviour

Json: TypeAlias = Mapping[str, Any]

_WORDS = """
    exact is_not icontains not_icontains regex not_regex gt gte lt lte is_set is_not_set
    is_date_exact is_date_before is_date_after in not_in
"""
OPERATORS = frozenset(_WORDS.split())
_WITHOUT_VALUE = frozenset({"is_set", "is_not_set"})
_DEEPEST = 10
_MOST = 200
_MOST_VALUES = 1_000
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the person against a value."""

    key: str
    operator: str
    value: Any
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class InOther:
    """Membership in another cohort."""

    cohort_id: int
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the person did. Checked and kept; not calculated yet."""

    data: Json


@dataclass(frozen=True, slots=True)
class Group:
    """All of the parts, or any of them; nobody meets a group without parts."""

    is_any: bool = False
    parts: tuple["Criterion", ...] = ()

    def leaves(self) -> Iterator["Property | InOther | Behaviour"]:
        """Every criterion at any depth."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.leaves()
            else:
                yield part


Criterion: TypeAlias = Property | InOther | Behaviour | Group


def refused(why: str, code: str = "invalid_input") -> BadRequest:
    """A refusal that names the field."""
    return BadRequest(why, code=code, attr="filters")


def read(filters: Any) -> Group:
    """The tree; BadRequest says what is wrong with it. Nothing at all is met by nobody."""
    if not isinstance(filters, Mapping):
        raise refused("Must be an object with the key 'properties'.")
    if not filters or filters.get("properties") == {}:
        return Group()
    if "properties" not in filters:
        raise refused("Must have the key 'properties'.")
    if "\\u0000" in json.dumps(filters):
        raise refused("Null characters are not allowed.", "null_characters_not_allowed")
    return _Reader().group(filters["properties"], 0)


class _Reader:
    def __init__(self) -> None:
        self._count = 0

    def group(self, data: Any, depth: int) -> Group:
        kind: Any = "AND"
        values = data
        if isinstance(data, Mapping):
            kind, values = data.get("type"), data.get("values")
        if kind not in ("AND", "OR") or not isinstance(values, list):
            raise refused("A group has a 'type', AND or OR, and a list of 'values'.")
        if depth > _DEEPEST:
            raise refused(f"Groups can be nested {_DEEPEST} deep.")
        return Group(kind == "OR", tuple(self._part(value, depth + 1) for value in values))

    def _part(self, data: Any, depth: int) -> Criterion:
        self._count += 1
        if self._count > _MOST:
            raise refused(f"More than {_MOST} criteria.")
        if not isinstance(data, Mapping):
            raise refused("A criterion is an object.")
        if "values" in data:
            return self.group(data, depth)
        is_not = data.get("negation") or False
        if not isinstance(is_not, bool):
            raise refused("'negation' is true or false.")
        match data.get("type"):
            case "person":
                return _property(data, is_not)
            case "cohort":
                return _in_other(data, is_not)
            case "behavioral":
                check_behaviour(data, refused)
                return Behaviour(data)
        raise refused("The 'type' of a criterion is person, cohort or behavioral.")


def _property(data: Json, is_not: bool) -> Property:
    key, value = data.get("key"), data.get("value")
    operator = data.get("operator") or ("exact" if value is not None else None)
    if not isinstance(key, str) or not 0 < len(key) <= _LONGEST:
        raise refused("Missing required keys for person filter: key")
    if operator is None:
        raise refused("Missing required keys for person filter: value, operator")
    if not isinstance(operator, str) or operator not in OPERATORS:
        raise refused(f"The operator {str(operator)[:50]!r} is not known here.")
    if value is None and operator not in _WITHOUT_VALUE:
        raise refused("Missing required keys for person filter: value")
    if isinstance(value, list) and not 0 < len(value) <= _MOST_VALUES:
        raise refused(f"A list of values has 1 to {_MOST_VALUES} of them.")
    return Property(key, operator, value, is_not)


def _in_other(data: Json, is_not: bool) -> InOther:
    value, operator = data.get("value"), data.get("operator") or "in"
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 18:
        value = int(value)
    if type(value) is not int or not 0 < value < 2**63:
        raise refused("The 'value' of a cohort criterion is the id of a cohort.")
    if operator not in ("in", "not_in", "exact", "is_not"):
        raise refused("The operator of a cohort criterion is 'in' or 'not_in'.")
    return InOther(value, is_not != (operator in ("not_in", "is_not")))
