"""Finds events in the store: every value is bound, every query carries its team."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tenrec.rest.property_filters import Condition, Group
from tenrec.store.base import EventStore, Result

_COLUMNS = "uuid, event, timestamp, distinct_id, properties, elements_chain"
_ORDERINGS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_SOURCES = {"event": "properties", "person": "person_properties"}
_WINDOWS = (timedelta(days=1), timedelta(days=30))


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. `beyond` is the uuid of the last row of the page before."""

    team_id: int
    before: datetime
    after: datetime | None
    limit: int
    is_ascending: bool = False
    beyond: str | None = None
    event: str | None = None
    distinct_ids: list[str] | None = None
    filters: Group = field(default_factory=lambda: Group(False, ()))


class Conditions:
    """SQL conditions with their bound values."""

    def __init__(self) -> None:
        self.params: dict[str, Any] = {}

    def bind(self, value: Any, kind: str) -> str:
        name = f"p{len(self.params)}"
        self.params[name] = value
        return f"{{{name}:{kind}}}"

    def moment(self, value: datetime) -> str:
        micros = int(value.timestamp()) * 1_000_000 + value.microsecond
        return f"fromUnixTimestamp64Micro({self.bind(micros, 'Int64')}, 'UTC')"

    def group(self, group: Group) -> str:
        parts = [
            self.group(part) if isinstance(part, Group) else self.condition(part)
            for part in group.parts
        ]
        return "(" + (" OR " if group.is_any else " AND ").join(parts) + ")" if parts else "1"

    def condition(self, wanted: Condition) -> str:
        source = _SOURCES[wanted.type]
        key = self.bind(wanted.key, "String")
        text = f"JSONExtractString({source}, {key})"
        # A text without its quotes; anything else as it is written.
        value = f"if(JSONType({source}, {key}) = 'String', {text}, JSONExtractRaw({source}, {key}))"
        texts = self.bind(list(wanted.texts), "Array(String)")
        anywhere = f"arrayExists(t -> positionCaseInsensitiveUTF8({value}, t) > 0, {texts})"
        match wanted.operator:
            case "exact":
                return f"has({texts}, {value})"
            case "is_not":
                return f"NOT has({texts}, {value})"
            case "icontains":
                return anywhere
            case "not_icontains":
                return f"NOT {anywhere}"
            case "regex":
                return f"arrayExists(t -> match({value}, t), {texts})"
            case "not_regex":
                return f"NOT arrayExists(t -> match({value}, t), {texts})"
            case "is_set":
                return f"JSONHas({source}, {key})"
            case "is_not_set":
                return f"NOT JSONHas({source}, {key})"
            case operator:
                number = self.bind(wanted.number, "Float64")
                return f"toFloat64OrNull({value}) {_ORDERINGS[operator]} {number}"


def find(store: EventStore, search: Search) -> list[list[Any]]:
    """The rows of one page, at most `limit`; looks at the last day first, it is mostly enough."""
    rows: list[list[Any]] = []
    for start, end in _stretches(search):
        rows += _select(store, search, start, end, search.limit - len(rows)).rows
        if len(rows) >= search.limit:
            break
    return rows


def _stretches(search: Search) -> Iterator[tuple[datetime | None, datetime]]:
    if search.is_ascending or search.after is not None:
        yield search.after, search.before
        return
    # With `beyond`, the moment itself still has rows of the page to come.
    end = search.before
    for window in _WINDOWS:
        start = search.before - window
        yield start, end
        end = start
    yield None, end


def _select(
    store: EventStore, search: Search, start: datetime | None, end: datetime, limit: int
) -> Result:
    sql = Conditions()
    where = [f"team_id = {sql.bind(search.team_id, 'Int64')}", *_limits(sql, search, start, end)]
    if search.event is not None:
        where.append(f"event = {sql.bind(search.event, 'String')}")
    if search.distinct_ids is not None:
        where.append(f"distinct_id IN {sql.bind(search.distinct_ids, 'Array(String)')}")
    where.append(sql.group(search.filters))
    turn = "ASC" if search.is_ascending else "DESC"
    return store.select(
        f"SELECT {_COLUMNS} FROM events WHERE {' AND '.join(where)} "
        f"ORDER BY timestamp {turn}, uuid {turn} LIMIT {sql.bind(limit, 'UInt32')}",
        sql.params,
        team_id=search.team_id,
    )


def _limits(
    sql: Conditions, search: Search, start: datetime | None, end: datetime
) -> Iterator[str]:
    """`after` < timestamp < `before`; rows of the very moment of the last page by their uuid."""
    low, high = (start, end)
    is_first_stretch = end == search.before
    if search.beyond is not None and search.is_ascending and low is not None:
        uuid = sql.bind(search.beyond, "UUID")
        yield f"(timestamp, uuid) > ({sql.moment(low)}, {uuid}) AND timestamp >= {sql.moment(low)}"
    elif low is not None:
        # A stretch takes its first moment in, the caller's `after` does not.
        sign = ">" if search.after is not None else ">="
        yield f"timestamp {sign} {sql.moment(low)}"
    if search.beyond is not None and not search.is_ascending and is_first_stretch:
        uuid = sql.bind(search.beyond, "UUID")
        yield (
            f"(timestamp, uuid) < ({sql.moment(high)}, {uuid}) AND timestamp <= {sql.moment(high)}"
        )
    else:
        yield f"timestamp < {sql.moment(high)}"


def find_one(store: EventStore, team_id: int, uuid: UUID) -> list[Any] | None:
    """The event with this uuid; None when the team has none."""
    found = store.select(
        f"SELECT {_COLUMNS} FROM events WHERE team_id = {{team:Int64}} AND uuid = {{uuid:UUID}} "
        "LIMIT 1",
        {"team": team_id, "uuid": uuid},
        team_id=team_id,
    )
    return found.rows[0] if found.rows else None
