"""What events say about groups: pure rules, no I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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
    unset: list[str] = field(default_factory=list)
    """Ours: by `$group_unset`, which the API sends; PostHog's ingestion does not read it."""


def identified_group(properties: dict[str, Any]) -> NamedGroup | None:
    """None when type or key is missing or empty; then the event is like any other."""
    type_, key = _text(properties.get("$group_type")), _text(properties.get("$group_key"))
    if not type_ or not key:
        return None
    set_, unset = properties.get("$group_set"), properties.get("$group_unset")
    names = [name for name in unset if isinstance(name, str)] if isinstance(unset, list) else []
    if isinstance(set_, dict):
        return NamedGroup(type_, key, set_, has_bad_set=False, unset=names)
    return NamedGroup(type_, key, {}, has_bad_set=set_ is not None, unset=names)


def mentioned_groups(properties: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Type, key as it was sent, and key as text, of each group in `$groups`."""
    groups = properties.get("$groups")
    if isinstance(groups, dict):
        for type_, value in groups.items():
            key = _text(value)
            if key:
                yield type_.replace("\0", "\ufffd"), value, key


def changed(
    before: dict[str, Any], set_: dict[str, Any], unset: Sequence[str] = ()
) -> dict[str, Any]:
    """The properties with the new values; `before` itself when nothing is new."""
    new = {key: value for key, value in set_.items() if key not in before or before[key] != value}
    gone = [key for key in unset if key in before and key not in set_]
    if not new and not gone:
        return before
    return {key: value for key, value in (before | new).items() if key not in gone}


def _text(value: Any) -> str:
    """Empty for whatever JavaScript takes as false."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    return "" if value in (None, False, 0) else dumps(value).decode()
