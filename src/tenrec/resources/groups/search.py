"""Finds groups, their properties and what is related to them, in the event store."""

import base64
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from tenrec.accounts.models import Project
from tenrec.hogql import parse
from tenrec.hogql.comparisons import all_of, escape_like
from tenrec.hogql.tree import Constant, Node
from tenrec.query.ask import ask
from tenrec.store.base import EventStore

_PAGE = """
    select key, properties, created_at from groups where index = {index} and {condition}
    order by created_at desc, key desc limit {most}
"""
_BEYOND = (
    "created_at < toDateTime64({at}, 6, 'UTC')"
    " or (created_at = toDateTime64({at}, 6, 'UTC') and key < {key})"
)
_MOST = 100
_NAMES = """
    SELECT group_type_index, name, count() AS times FROM groups FINAL
    ARRAY JOIN JSONExtractKeys(properties) AS name WHERE team_id = {team:Int64}
    GROUP BY group_type_index, name ORDER BY times DESC, name LIMIT 5000
"""
_VALUES = """
    SELECT JSONExtractRaw(properties, {key:String}) AS value, count() AS times FROM groups FINAL
    WHERE team_id = {team:Int64} AND group_type_index = {index:UInt8}
        AND JSONHas(properties, {key:String}) AND value NOT IN ('null', '""')
        AND positionCaseInsensitiveUTF8(value, {part:String}) > 0
    GROUP BY value ORDER BY times DESC, value LIMIT 50
"""
_SINCE = "timestamp > now() - toIntervalDay(90)"

Place = tuple[datetime, str]


def page(
    project: Project, index: int, *, search: str, key: str, beyond: Place | None, most: int
) -> list[tuple[str, str, datetime]]:
    """Key, properties as text, and creation; the newest first."""
    parts: list[Node] = []
    if search:
        part = f"%{escape_like(search)}%"
        text = "key ilike {part} or properties.name ilike {part}"
        parts.append(parse.expression(text, {"part": part}))
    if key:
        parts.append(parse.expression("key ilike {part}", {"part": f"%{escape_like(key)}%"}))
    if beyond is not None:
        at = f"{beyond[0]:%Y-%m-%d %H:%M:%S.%f}"
        parts.append(parse.expression(_BEYOND, {"at": at, "key": beyond[1]}))
    values = {"index": Constant(index), "condition": all_of(parts), "most": Constant(most)}
    rows = ask(project, _PAGE, values).rows
    return [(row[0], row[1], row[2].astimezone(UTC)) for row in rows]


def cursor_of(place: Place) -> str:
    """Where the next page begins, as clients carry it."""
    micros = int(place[0].timestamp()) * 1_000_000 + place[0].microsecond
    text = json.dumps({"c": micros, "k": place[1]})
    return base64.urlsafe_b64encode(text.encode()).decode()


def place_of(cursor: str | None) -> Place | None:
    """None, which is the first page, for a cursor that cannot be read."""
    try:
        data = json.loads(base64.urlsafe_b64decode(cursor or ""))
        seconds, rest = divmod(int(data["c"]), 1_000_000)
        moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)
        key = data["k"]
    except (ValueError, KeyError, TypeError, OverflowError, OSError, RecursionError):
        return None
    return (moment, key) if isinstance(key, str) and 1900 <= moment.year < 2299 else None


def property_names(store: EventStore, team_id: int) -> dict[str, list[dict[str, Any]]]:
    """By the index of the group type."""
    found: dict[str, list[dict[str, Any]]] = {}
    for index, name, times in store.select(_NAMES, {"team": team_id}, team_id=team_id).rows:
        found.setdefault(str(index), []).append({"name": name, "count": times})
    return found


def property_values(
    store: EventStore, team_id: int, index: int, key: str, part: str
) -> list[dict[str, Any]]:
    """As they were sent, the most frequent first."""
    params = {"team": team_id, "index": index, "key": key, "part": part}
    rows = store.select(_VALUES, params, team_id=team_id).rows
    return [{"name": json.loads(value), "count": times} for value, times in rows]


def related_persons(project: Project, index: int, key: str) -> list[str]:
    """Uuids of those with events in the group."""
    text = (
        f"select person_id, count() as times from events where $group_{int(index)} = {{key}}"
        f" and {_SINCE} group by person_id order by times desc limit {_MOST}"
    )
    return [str(row[0]) for row in ask(project, text, {"key": key}).rows]


def related_groups(
    project: Project, where: str, value: str, indexes: Iterable[int]
) -> list[tuple[int, str]]:
    """Groups in the events that `where`, a text of ours, chooses by the value."""
    found: list[tuple[int, str]] = []
    for index in indexes:
        column = f"$group_{int(index)}"
        text = (
            f"select {column}, count() as times from events where {where} and {column} != ''"
            f" and {_SINCE} group by {column} order by times desc limit {_MOST}"
        )
        found += [(index, row[0]) for row in ask(project, text, {"value": value}).rows]
    return found
