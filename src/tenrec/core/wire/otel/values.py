"""Values inside attributes: JSON written as text, lists taken apart by index."""

from typing import Any

import orjson

from tenrec.core.wire.json import loads

_HEADROOM = 5
"""Levels that the event's own JSON puts around a value."""
_DEEP = 240
_MISSING = object()

Properties = dict[str, Any]


def unpacked(value: Any) -> Any:
    """What the text of a JSON document says; anything else as it is."""
    if not isinstance(value, str) or not value:
        return value
    text = value.encode("utf-8", "replace")
    try:
        document = loads(text)
        if text.count(b"]") + text.count(b"}") > _DEEP:
            around = document
            for _ in range(_HEADROOM):
                around = [around]
            orjson.dumps(around)  # what cannot be written later stays a text
    except (ValueError, TypeError):
        return value
    return document


def move(properties: Properties, old: str, new: str) -> None:
    """`old` becomes `new`, whose own value gives way."""
    value = properties.pop(old, _MISSING)
    if value is not _MISSING:
        properties[new] = value


def fill(properties: Properties, old: str, new: str) -> None:
    """`old` becomes `new` if there is none; it goes in any case."""
    value = properties.pop(old, _MISSING)
    if value is not _MISSING:
        properties.setdefault(new, value)


def drop(properties: Properties, names: tuple[str, ...], prefixes: tuple[str, ...] = ()) -> None:
    """What has been mapped, or says nothing about the call."""
    for name in names:
        properties.pop(name, None)
    if prefixes:
        for name in [each for each in properties if each.startswith(prefixes)]:
            del properties[name]


def messages_in(value: Any) -> list[Properties]:
    """The objects of a list, whether it came as a list or as its text."""
    document = unpacked(value)
    if not isinstance(document, list):
        return []
    return [each for each in document if isinstance(each, dict)]


def gathered(
    properties: Properties, prefix: str, fields: tuple[str, ...], nested: str = ""
) -> list[Properties]:
    """A list that was laid out as `prefix0.field`, `prefix0.nested.1.field` …; its keys go."""
    found: dict[int, Properties] = {}
    inner: dict[int, dict[int, Properties]] = {}
    for key in [each for each in properties if each.startswith(prefix)]:
        index, _, rest = key[len(prefix) :].partition(".")
        if not _is_index(index):
            continue
        if rest in fields:
            found.setdefault(int(index), {})[rest] = properties.pop(key)
        elif nested and rest.startswith(nested + "."):
            second, _, field = rest[len(nested) + 1 :].partition(".")
            if field and _is_index(second):
                calls = inner.setdefault(int(index), {})
                calls.setdefault(int(second), {})[field] = properties.pop(key)
    for number, calls in inner.items():
        found.setdefault(number, {})[nested] = [calls[each] for each in sorted(calls)]
    return [found[number] for number in sorted(found)]


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
