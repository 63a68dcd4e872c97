"""A cohort's criteria written out as conditions of the flag, for SDKs that know no cohorts.

A flag's conditions are alternatives of which each asks for everything in it, so a cohort can be
written out when it is that as well: any of several, each all of some properties.
"""

from collections.abc import Mapping
from typing import Any

from tenrec.flags.rollout import groups_of

Conditions = list[Any]
_EVERYTHING = "AND"


def expanded(filters: Mapping[str, Any], cohorts: Mapping[int, Mapping[str, Any]]) -> Conditions:
    """Each condition that is only "is in a cohort" by that cohort's criteria; or all as before."""
    made: Conditions = []
    for group in groups_of(filters):
        properties = group.get("properties") or []
        if not any(_is_cohort(one) for one in properties):
            made.append(group)
            continue
        if len(properties) != 1:
            return list(filters["groups"])
        alternatives = _alternatives_of(properties[0], cohorts)
        if alternatives is None:
            return list(filters["groups"])
        made += [{**group, "properties": one} for one in alternatives]
    return made


def _is_cohort(one: Any) -> bool:
    return isinstance(one, Mapping) and one.get("type") == "cohort"


def _alternatives_of(
    condition: Mapping[str, Any], cohorts: Mapping[int, Mapping[str, Any]]
) -> list[list[Any]] | None:
    is_in = condition.get("operator") in (None, "in", "exact") and not condition.get("negation")
    number = str(condition.get("value"))
    if not is_in or not (number.isascii() and number.isdecimal()):
        return None
    cohort = cohorts.get(int(number))
    if cohort is None or cohort["is_static"]:
        return None
    return _alternatives(cohort["properties"])


def _alternatives(part: Any) -> list[list[Any]] | None:
    """Any of lists of which all must hold; None when the criteria are not of that form."""
    if not isinstance(part, Mapping):
        return None
    if "values" not in part:
        is_plain = part.get("type") == "person" and not part.get("negation")
        return [[dict(part)]] if is_plain else None
    inner = [_alternatives(one) for one in part["values"]]
    if not inner or any(one is None for one in inner):
        return None
    parts = [one for one in inner if one is not None]
    if part.get("type") != _EVERYTHING:
        return [alternative for one in parts for alternative in one]
    if len(parts) == 1:
        return parts[0]
    if any(len(one) != 1 for one in parts):
        return None
    return [[condition for one in parts for condition in one[0]]]
