"""Finds events in the store, a page at a time: through the language, and so behind its walls.

The newest are looked for first, stretch by stretch into the past. Where the stretches begin does
not change within an hour: the engine remembers which parts of the table have nothing for the very
same condition, and the next page or the next look at it skips them.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tenrec.accounts.models import Project
from tenrec.hogql import parse
from tenrec.hogql.comparisons import all_of
from tenrec.hogql.tree import Call, Constant, Name, Node, Query, Select
from tenrec.query.ask import answered, ask
from tenrec.query.values import as_json

_COLUMNS = ("uuid", "event", "timestamp", "distinct_id", "properties", "elements_chain")
_PAGE = """
    select {columns} from events where {{moments}} and {{condition}}
    order by {moment} {turn}, uuid {turn} limit {{most}} offset {{skipped}}
"""
_ONE = "select {columns} from events where uuid = toUUID({{uuid}}) limit 1"
_BEYOND = {
    False: "timestamp < toDateTime64({at}, 6, 'UTC')"
    " or (timestamp = toDateTime64({at}, 6, 'UTC') and uuid < toUUID({uuid}))",
    True: "timestamp > toDateTime64({at}, 6, 'UTC')"
    " or (timestamp = toDateTime64({at}, 6, 'UTC') and uuid > toUUID({uuid}))",
}
_WINDOWS = (timedelta(days=1), timedelta(days=30))
# An index knows where somebody's events are; few people do a page of things in a day.
_WINDOWS_OF_SOMEBODY = (timedelta(days=30),)
# By its bare name the engine reads the time first, of all rows, to see which cannot be among the
# newest; where next to none meets the condition, that doubles what the search costs.
_OF_MANY, _OF_FEW = "timestamp", "assumeNotNull(timestamp)"


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. `beyond` is the uuid of the last row of the page before."""

    project: Project
    before: datetime
    after: datetime | None
    limit: int
    condition: Node
    columns: tuple[Node, ...] = ()
    """What to read instead of whole events."""
    is_ascending: bool = False
    beyond: str | None = None
    skipped: int = 0
    is_of_somebody: bool = False
    """Whether the condition names distinct ids."""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows with the columns of `Search.columns`, or of an event; and where the last one is."""

    columns: list[str]
    rows: list[list[Any]]
    places: list[tuple[str, datetime]]
    """Uuid and time of each row."""


def find(search: Search) -> Found:
    """One page, at most `limit`; looks at the last day first, it is mostly enough."""
    found = Found([], [], [])
    moment = _OF_MANY
    for start, end in _stretches(search):
        more = _select(search, start, end, search.limit - len(found.rows), moment)
        found = Found(more.columns, found.rows + more.rows, found.places + more.places)
        if len(found.rows) >= search.limit:
            break
        # There are few, or nothing happens any more and whatever there is was long ago.
        moment = _OF_MANY if _is_true(search.condition) else _OF_FEW
    return found


def find_one(project: Project, uuid: UUID) -> list[Any] | None:
    """The event with this uuid; None when the project has none."""
    text = _ONE.format(columns=", ".join(_COLUMNS))
    rows = ask(project, text, {"uuid": str(uuid)}).rows
    return _in_utc(rows[0]) if rows else None


def _stretches(search: Search) -> Iterator[tuple[datetime | None, datetime]]:
    if search.is_ascending or search.after is not None or search.skipped:
        yield search.after, search.before
        return
    # With `beyond`, the moment itself still has rows of the page to come.
    end = search.before
    for window in _WINDOWS_OF_SOMEBODY if search.is_of_somebody else _WINDOWS:
        start = (search.before - window).replace(minute=0, second=0, microsecond=0)
        yield start, end
        end = start
    yield None, end


def _is_true(condition: Node) -> bool:
    return isinstance(condition, Constant) and condition.value is True


def _select(
    search: Search, start: datetime | None, end: datetime, limit: int, moment: str
) -> Found:
    turn = "asc" if search.is_ascending else "desc"
    text = _PAGE.format(columns=", ".join(_COLUMNS), moment=moment, turn=turn)
    values = {
        "moments": all_of([*window(search, start, end)]),
        # A compilation uses its tree up, and there may be several.
        "condition": deepcopy(search.condition),
        "most": Constant(limit),
        "skipped": Constant(search.skipped),
    }
    tree = parse.select(text, values)
    if not search.columns:
        rows = ask(search.project, tree).rows
        places = [(str(row[0]), row[2].astimezone(UTC)) for row in rows]
        return Found([*_COLUMNS], [_in_utc(row) for row in rows], places)
    return _chosen(search, tree)


def _chosen(search: Search, tree: Query) -> Found:
    """The columns that the caller wrote, and after them the place of each row."""
    assert isinstance(tree, Select)
    tree.items = [*deepcopy(search.columns), Name(("uuid",)), Name(("timestamp",))]
    result, compiled = answered(search.project, tree)
    places = [(str(row[-2]), row[-1].astimezone(UTC)) for row in result.rows]
    rows = as_json(result, compiled)
    return Found(compiled.columns[:-2], [row[:-2] for row in rows], places)


def window(search: Search, start: datetime | None, end: datetime) -> Iterator[Node]:
    """`after` < timestamp < `before`; rows of the very moment of the last page by their uuid."""
    is_first = end == search.before
    if search.beyond is not None and search.is_ascending and start is not None:
        yield _beyond(start, search)
        yield _limit("greaterOrEquals", start)
    elif start is not None:
        # A stretch takes its first moment in, the caller's `after` does not.
        yield _limit("greater" if search.after is not None else "greaterOrEquals", start)
    if search.beyond is not None and not search.is_ascending and is_first:
        yield _beyond(end, search)
        yield _limit("lessOrEquals", end)
    else:
        yield _limit("less", end)


def _limit(name: str, moment: datetime) -> Node:
    at: list[Node] = [Constant(_text(moment)), Constant(6), Constant("UTC")]
    return Call(name, [Name(("timestamp",)), Call("toDateTime64", at)])


def _beyond(moment: datetime, search: Search) -> Node:
    values = {"at": _text(moment), "uuid": search.beyond}
    return parse.expression(_BEYOND[search.is_ascending], values)


def _text(moment: datetime) -> str:
    moment = moment.astimezone(UTC)
    return f"{moment.year:04}-{moment:%m-%d %H:%M:%S.%f}"


def _in_utc(row: list[Any]) -> list[Any]:
    row[2] = row[2].astimezone(UTC)
    return row
