"""Rows of the event store as tab-separated text, in the column order of its tables."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tenrec.core.event import Event
from tenrec.core.jsontext import dumps

COLUMNS: dict[str, tuple[str, ...]] = {
    "events": (
        "team_id",
        "uuid",
        "event",
        "timestamp",
        "distinct_id",
        "properties",
        "person_id",
        "person_created_at",
        "person_properties",
        "person_mode",
        "elements_chain",
        "$session_id",
        "$window_id",
        "$group_0",
        "$group_1",
        "$group_2",
        "$group_3",
        "$group_4",
        "created_at",
        "captured_at",
        "historical_migration",
        "batch",
    ),
    "persons": (
        "team_id",
        "id",
        "created_at",
        "properties",
        "is_identified",
        "last_seen_at",
        "version",
        "is_deleted",
    ),
    "person_distinct_ids": ("team_id", "distinct_id", "person_id", "version", "is_deleted"),
    "person_distinct_id_overrides": (
        "team_id",
        "distinct_id",
        "person_id",
        "version",
        "is_deleted",
    ),
    "groups": (
        "team_id",
        "group_type_index",
        "group_key",
        "properties",
        "created_at",
        "updated_at",
        "version",
    ),
    "replay_records": ("team_id", "position", "received_at", "record", "batch"),
    "dead_letters": (
        "team_id",
        "uuid",
        "event",
        "distinct_id",
        "payload",
        "step",
        "reason",
        "failed_at",
        "batch",
    ),
}

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"})
_UNESCAPES = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r", "0": "\0"}
_NO_PERSON = "1970-01-01 00:00:05"


def field(value: Any) -> str:
    """One value as tab-separated text."""
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, dict | list):
        return dumps(value).decode().replace("\\", "\\\\")
    return str(value)


def line(values: Iterable[Any]) -> bytes:
    """One row, with its line break."""
    return ("\t".join(map(field, values)) + "\n").encode("utf-8", "replace")


def unline(row: bytes) -> list[str]:
    """The texts of a row that `line` or `event_line` made."""
    return [_untext(text) for text in row.decode().removesuffix("\n").split("\t")]


def moment(value: datetime) -> str:
    """UTC with microseconds, as the engine reads it fastest."""
    return value.isoformat(" ")[:-6]


def event_line(event: Event, tail: str) -> bytes:
    """The row of an event; `tail` is what all events of one request share (see `tail_of`)."""
    properties, created_at = event.properties, event.person_created_at
    name, distinct_id, chain = event.name, event.distinct_id, event.elements_chain
    session, window = properties.get("$session_id", ""), properties.get("$window_id", "")
    if type(session) is not str or type(window) is not str:
        session, window = _id(session), _id(window)
    # Nearly all texts are plain: one look at all of them costs a tenth of translating each.
    texts = name + distinct_id + chain + session + window
    if "\\" in texts or not texts.isprintable():
        name, distinct_id, chain = _text(name), _text(distinct_id), _text(chain)
        session, window = _text(session), _text(window)
    groups = _groups(event.groups) if event.groups else "\t\t\t\t"
    head = f"{event.team_id}\t{event.uuid}\t{name}\t{moment(event.timestamp)}\t{distinct_id}\t"
    person = (
        f"\t{event.person_id}\t{_NO_PERSON if created_at is None else moment(created_at)}"
        f"\t{event.person_properties_text}"
    )
    end = f"\t{event.person_mode}\t{chain}\t{session}\t{window}\t{groups}\t{tail}"
    # JSON text has no raw tabs or line breaks: only its backslashes need doubling.
    kept = dumps(properties) + person.encode("utf-8", "replace")
    return (
        head.encode("utf-8", "replace")
        + kept.replace(b"\\", b"\\\\")
        + end.encode("utf-8", "replace")
    )


def tail_of(created_at: datetime, captured_at: datetime, is_historical: bool, batch: int) -> str:
    """The last columns, which are the same for all events of a request."""
    flag = "1" if is_historical else "0"
    return f"{moment(created_at)}\t{moment(captured_at)}\t{flag}\t{batch}\n"


def _groups(groups: dict[int, str]) -> str:
    return "\t".join(_text(groups.get(index, "")) for index in range(5))


def _id(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else dumps(value).decode()


def _text(value: str) -> str:
    # Nearly all texts are plain; the two tests cost a tenth of a translation.
    if value.isprintable() and "\\" not in value:
        return value
    return value.translate(_ESCAPES)


def _untext(text: str) -> str:
    if "\\" not in text:
        return text
    out: list[str] = []
    letters = iter(text)
    for letter in letters:
        follower = next(letters, "") if letter == "\\" else ""
        out.append(_UNESCAPES.get(follower, follower) if follower else letter)
    return "".join(out)
