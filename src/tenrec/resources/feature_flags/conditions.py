"""One condition on a property: what may be compared with what, and how."""

import json
import math
from datetime import UTC, datetime
from typing import Any

from tenrec.flags import moments, semver
from tenrec.flags.regexes import Regex
from tenrec.resources.feature_flags.reading import Place

_EQUAL = frozenset({"exact", "is_not"})
_SET = frozenset({"is_set", "is_not_set"})
_TEXT = frozenset({"icontains", "not_icontains", "starts_with", "not_starts_with", "ends_with",
                   "not_ends_with", "regex", "not_regex", "gt", "gte", "lt", "lte"})  # fmt: skip
_LISTED = frozenset({"icontains_multi", "not_icontains_multi"})
_BETWEEN = frozenset({"between", "not_between"})
_DATES = frozenset({"is_date_exact", "is_date_before", "is_date_after"})
_VERSIONS = frozenset({"semver_eq", "semver_neq", "semver_gt", "semver_gte", "semver_lt",
                       "semver_lte"})  # fmt: skip
_VERSION_RANGES = frozenset({"semver_tilde", "semver_caret", "semver_wildcard"})
_MEMBER = frozenset({"in", "not_in"})
_FLAG = "flag_evaluates_to"
_KNOWN = frozenset().union(
    _EQUAL, _SET, _TEXT, _LISTED, _BETWEEN, _DATES, _VERSIONS, _VERSION_RANGES, _MEMBER, {_FLAG}
)
_OLD_NAMES = {"min": "gte", "max": "lte"}
_TYPES = ("person", "cohort", "flag", "group")
_MOST_VALUES = 1000
_LONGEST_KEY = 1000


def checked_property(place: Place, aggregation: int | None) -> dict[str, Any]:
    """The condition as it is kept; `aggregation` is the group type that the flag is for."""
    kind = _type(place, aggregation)
    kept = {**place.value, "key": _key(place), "type": kind}
    kept.pop("cohort_name", None)  # told anew by every answer
    operator = _operator(place)
    if operator is not None:
        kept["operator"] = operator
    if place.has("negation"):
        place.at("negation").truth()
    if kind == "cohort":
        kept["value"] = _cohort(place, operator)
    elif kind == "flag":
        _flag(place, operator)
    else:
        _comparison(place, operator or "exact")
    return kept


def _type(place: Place, aggregation: int | None) -> str:
    kind = place.needs("type")
    if kind.value not in _TYPES:
        kind.refuse(f"Must be one of: {', '.join(_TYPES)}.")
    if aggregation is None and kind.value == "group":
        kind.refuse("Filters are not valid (can only use person, cohort, and flag properties)")
    if aggregation is not None:
        if kind.value != "group":
            kind.refuse("Filters are not valid (can only use group properties)")
        index = place.at("group_type_index")
        if index.value is None or index.index() != aggregation:
            index.refuse("Filters are not valid (can only use group properties)")
    return str(kind.value)


def _key(place: Place) -> str:
    key = place.needs("key")
    if isinstance(key.value, int) and not isinstance(key.value, bool):
        return str(key.value)
    return key.text(_LONGEST_KEY)


def _operator(place: Place) -> str | None:
    at = place.at("operator")
    if at.value is None:
        return None
    if not isinstance(at.value, str):
        at.refuse("A text is required.")
    operator = _OLD_NAMES.get(at.value, at.value)
    if operator not in _KNOWN:
        at.refuse(f"'{operator[:50]}' is not a valid choice.", "invalid_choice")
    kind = place.value["type"]
    if operator in _MEMBER and kind != "cohort":
        why = f"The '{operator}' operator is only valid for cohort properties, not '{kind}'."
        at.refuse(why, "invalid_operator")
    if operator == _FLAG and kind != "flag":
        at.refuse(f"The '{_FLAG}' operator is only valid for flags.", "invalid_operator")
    return operator


def _cohort(place: Place, operator: str | None) -> int:
    if operator not in (None, "exact", *_MEMBER):
        place.at("operator").refuse("Cohorts are asked with 'in' or 'not_in'.", "invalid_operator")
    value = place.needs("value")
    number = value.value
    if isinstance(number, str) and number.isascii() and number.isdecimal() and len(number) <= 18:
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 2**63:
        why = f"Cohort with id {json.dumps(value.value)[:50]} does not exist"
        value.refuse(why, "cohort_does_not_exist")
    return int(number)


def _flag(place: Place, operator: str | None) -> None:
    if operator != _FLAG:
        place.at("operator").refuse(f"Flag properties must use the '{_FLAG}' operator")
    value = place.needs("value")
    if not isinstance(value.value, str | bool) or value.value == "":
        value.refuse("A flag is compared with true, false or a variant.", "invalid_value")


def _comparison(place: Place, operator: str) -> None:
    if operator in _SET:
        return
    at = place.needs("value")
    values = at.value if isinstance(at.value, list) else [at.value]
    if len(values) > _MOST_VALUES:
        at.refuse(f"A condition cannot have more than {_MOST_VALUES} values.")
    if any(isinstance(value, dict | list) or value is None for value in values):
        at.refuse("A text, a number, true, false or a list of those is required.", "invalid_value")
    if operator not in _EQUAL:
        _check_value(at, operator)


def _check_value(at: Place, operator: str) -> None:
    value = at.value
    if operator in _LISTED:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            _refuse_value(at, operator)
    elif operator in _BETWEEN:
        if not _is_range(value):
            at.refuse("Two numbers are required, the smaller one first.", "invalid_value")
    elif not isinstance(value, str):
        _refuse_value(at, operator)
    elif operator in _DATES:
        _check_date(at, value)
    elif operator.endswith("regex"):
        if not Regex(value).is_readable:
            at.refuse("This regular expression cannot be read.", "invalid_value")
    elif operator in _VERSIONS and not _is_version(value):
        at.refuse("This is not a version as 1.2.3.", "invalid_value")


def _refuse_value(at: Place, operator: str) -> None:
    shown = json.dumps(at.value)[:100]
    at.refuse(f"Invalid value for operator {operator}: {shown}", "invalid_value")


def _check_date(at: Place, text: str) -> None:
    try:
        if moments.is_relative(text):
            moments.relative(text, UTC, datetime.now(UTC))
        else:
            moments.read(text, UTC)
    except (ValueError, OverflowError):
        at.refuse(f"Invalid date value: {text[:100]}", "invalid_date")


def _is_version(text: str) -> bool:
    try:
        semver.read(text)
    except ValueError:
        return False
    return True


def _is_range(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 2:
        return False
    try:
        low, high = (float(end) for end in value)
    except (TypeError, ValueError):
        return False
    return math.isfinite(low) and math.isfinite(high) and low <= high
