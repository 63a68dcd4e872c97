"""The older form of criteria, `groups`, as `filters`: any of the groups, all of a group's parts."""

from collections.abc import Mapping
from typing import Any

from tenrec.core.errors import BadRequest

_COUNTS = {"eq": "exact", "gte": "gte", "lte": "lte", "gt": "gt", "lt": "lt", None: "gte"}


def filters_of(groups: Any) -> dict[str, Any]:
    """BadRequest when a group says what filters cannot."""
    if not isinstance(groups, list) or not all(isinstance(one, Mapping) for one in groups):
        raise _refused("Must be a list of objects.")
    if not groups:
        return {}
    values = [{"type": "AND", "values": _group(group)} for group in groups]
    return {"properties": {"type": "OR", "values": values}}


def _group(group: Mapping[str, Any]) -> list[dict[str, Any]]:
    if group.get("action_id") is not None or group.get("event_id") is not None:
        return [_behaviour(group)]
    properties = group.get("properties")
    if isinstance(properties, Mapping) and "values" in properties:
        return [dict(properties)]
    if isinstance(properties, Mapping):
        return [_of_pair(key, value) for key, value in properties.items()]
    if isinstance(properties, list) and all(isinstance(one, Mapping) for one in properties):
        return [{"type": "person", "operator": "exact", **one} for one in properties]
    raise _refused("A group has 'properties', or an 'action_id' or 'event_id'.")


def _of_pair(key: str, value: Any) -> dict[str, Any]:
    """`{"email__icontains": "x"}`, the oldest form of all."""
    name, _, operator = key.rpartition("__")
    if not name:
        name, operator = key, "exact"
    return {"type": "person", "key": name, "value": value, "operator": operator}


def _behaviour(group: Mapping[str, Any]) -> dict[str, Any]:
    action = group.get("action_id")
    made: dict[str, Any] = {
        "type": "behavioral",
        "key": action if action is not None else group["event_id"],
        "event_type": "actions" if action is not None else "events",
        "value": "performed_event",
    }
    if group.get("count") is not None:
        made |= {
            "value": "performed_event_multiple",
            "operator": _COUNTS.get(group.get("count_operator"), group.get("count_operator")),
            "operator_value": group["count"],
        }
    if group.get("days") is not None:
        return made | {"time_value": group["days"], "time_interval": "day"}
    if group.get("start_date") is not None:
        made |= {"explicit_datetime": group["start_date"]}
        if group.get("end_date") is not None:
            made |= {"explicit_datetime_to": group["end_date"]}
        return made
    raise _refused("A group about an action or event needs 'days' or a 'start_date'.")


def _refused(why: str) -> BadRequest:
    return BadRequest(why, attr="groups")
