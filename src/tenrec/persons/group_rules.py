"""What events say about groups: pure rules, no I/O."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tenrec.core.jsontext import dumps

MAX_KEY_LENGTH = 400
GROUP_COLUMNS = tuple(f"$group_{index}" for index in range(5))


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """The group that a `$groupidentify` is about, and what it sets there."""

    type: str
    key: str
    set: dict[str, Any]
    has_bad_set: bool


def identified_group(properties: dict[str, Any]) -> NamedGroup | None:
    """None when type or key is missing or empty; then the event is like any other."""
    type_, key = _text(properties.get("$group_type")), _text(properties.get("$group_key"))
    if not type_ or not key:
        return None
    set_ = properties.get("$group_set")
    if isinstance(set_, dict):
        return NamedGroup(type_, key, set_, has_bad_set=False)
    return NamedGroup(type_, key, {}, has_bad_set=set_ is not None)


def mentioned_groups(properties: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Type, key as it was sent, and key as text, of each group in `$groups`."""
    groups = properties.get("$groups")
    if isinstance(groups, dict):
        for type_, value in groups.items():
            key = _text(value)
            if key:
                yield type_.replace("\0", "\ufffd"), value, key


def changed(before: dict[str, Any], set_: dict[str, Any]) -> dict[str, Any]:
    """The properties with the new values; `before` itself when none is new."""
    new = {key: value for key, value in set_.items() if key not in before or before[key] != value}
    return before | new if new else before


def _text(value: Any) -> str:
    """Empty for whatever JavaScript takes as false."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    return "" if value in (None, False, 0) else dumps(value).decode()
