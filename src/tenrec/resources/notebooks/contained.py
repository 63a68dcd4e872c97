"""What a notebook contains: its nodes that stand for things, as lines that can be searched.

A node `{"type": "ph-recording", "attrs": {"id": "x"}}` gives the lines `recording` and
`recording:x`; so the filter is the same on every database.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from tenrec.rest.asked import problem

_PREFIX = "ph-"
_LONGEST = 400
_MOST_PAIRS = 50


def lines_of(content: Any) -> str:
    """The lines, with a line break before and after each."""
    found = dict.fromkeys(_lines(content))
    return "\n" + "\n".join(found) + "\n" if found else ""


def _lines(root: Any) -> Iterator[str]:
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            kind = node.get("type")
            if isinstance(kind, str) and kind.startswith(_PREFIX):
                name = kind.removeprefix(_PREFIX)
                yield _line(name)
                attrs = node.get("attrs")
                for key in _keys(attrs if isinstance(attrs, dict) else {}):
                    yield _line(f"{name}:{key}")
            todo.extend(value for value in node.values() if isinstance(value, dict | list))
        elif isinstance(node, list):
            todo.extend(value for value in node if isinstance(value, dict | list))


def _keys(attrs: dict[str, Any]) -> Iterator[str]:
    query = attrs.get("query")
    saved = query.get("shortId") if isinstance(query, dict) else None
    for key in (attrs.get("id"), attrs.get("sessionRecordingId"), saved):
        if isinstance(key, str | int) and not isinstance(key, bool) and key != "":
            yield str(key)


def _line(text: str) -> str:
    """On one line, whatever somebody put there."""
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("\x00", "")[:_LONGEST]


def asked(text: str) -> Q:
    """The condition of `?contains=recording:true,query:aB3dE9xQ`."""
    pairs = text.replace(",", " ").split()
    if len(pairs) > _MOST_PAIRS:
        raise problem("contains", f"At most {_MOST_PAIRS} pairs.")
    found = Q()
    for pair in pairs:
        name, _, wanted = pair.partition(":")
        if not name:
            raise problem("contains", "Must be pairs such as recording:true.")
        found &= _one(_singular(name), wanted)
    return found


def _one(name: str, wanted: str) -> Q:
    if wanted in ("", "true"):
        return _has(name)
    return ~_has(name) if wanted == "false" else _has(f"{name}:{wanted}")


def _has(line: str) -> Q:
    """Not LIKE: ids differ by case, and on SQLite it does not."""
    place = StrIndex(F("contained"), Value(f"\n{_line(line)}\n"))
    return Q(GreaterThan(place, 0))


def _singular(name: str) -> str:
    if name.endswith("ies"):
        return name[:-3] + "y"
    return name.removesuffix("s")
