"""What a property of persons is, for the choices of a filter."""

import json
from typing import Any

from tenrec.store.base import EventStore

_MOST = 50
_VALUES = f"""
    SELECT JSONExtractRaw(properties, {{key:String}}) AS value, count() AS times FROM persons FINAL
    WHERE team_id = {{team:Int64}} AND is_deleted = 0 AND JSONHas(properties, {{key:String}})
        AND value NOT IN ('null', '""')
        AND positionCaseInsensitiveUTF8(value, {{part:String}}) > 0
    GROUP BY value ORDER BY times DESC, value LIMIT {_MOST}
"""
_NAMES = """
    SELECT arrayJoin(JSONExtractKeys(properties)) AS name, count() AS times FROM persons FINAL
    WHERE team_id = {team:Int64} AND is_deleted = 0
    GROUP BY name ORDER BY times DESC, name LIMIT 5000
"""


def person_properties(store: EventStore, team_id: int) -> list[dict[str, Any]]:
    """The names of properties that persons have, and how many have each; most have the first."""
    rows = store.select(_NAMES, {"team": team_id}, team_id=team_id).rows
    return [{"name": name, "count": times} for name, times in rows]


def person_values(store: EventStore, team_id: int, key: str, part: str) -> list[dict[str, Any]]:
    """As they were sent, the most frequent first."""
    params = {"team": team_id, "key": key, "part": part}
    rows = store.select(_VALUES, params, team_id=team_id).rows
    return [{"name": json.loads(value), "count": times} for value, times in rows]
