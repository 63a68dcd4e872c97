"""What a property has been lately: for the choices of a filter."""

import json
from typing import Any

from tenrec.store.base import EventStore

_MOST = 50
_SINCE = "timestamp >= now() - INTERVAL 30 DAY"


def event_names(store: EventStore, team_id: int, part: str) -> list[str]:
    """Names of the project's own events that contain the part."""
    found = store.select(
        f"SELECT event FROM events WHERE team_id = {{team:Int64}} AND {_SINCE} "
        "AND NOT startsWith(event, '$') "
        "AND positionCaseInsensitiveUTF8(event, {part:String}) > 0 "
        f"GROUP BY event ORDER BY count() DESC, event LIMIT {_MOST}",
        {"team": team_id, "part": part},
        team_id=team_id,
    )
    return [row[0] for row in found.rows]


def property_values(
    store: EventStore, team_id: int, key: str, part: str, event: str | None
) -> list[Any]:
    """Values of the property that contain the part, as they were sent."""
    found = store.select(
        "SELECT JSONExtractRaw(properties, {key:String}) AS value FROM events "
        f"WHERE team_id = {{team:Int64}} AND {_SINCE} "
        "AND ({event:String} = '' OR event = {event:String}) "
        "AND JSONHas(properties, {key:String}) "
        "AND positionCaseInsensitiveUTF8(value, {part:String}) > 0 "
        f"GROUP BY value ORDER BY count() DESC, value LIMIT {_MOST}",
        {"team": team_id, "key": key, "part": part, "event": event or ""},
        team_id=team_id,
    )
    return [json.loads(row[0]) for row in found.rows]
