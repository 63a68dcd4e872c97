"""How an event changes the properties of a person: pure rules on dicts, no I/O."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from tenrec.persons.keys import NOISY, is_protected

NEVER_CHANGE = frozenset({"$exception", "$$heatmap"})
"""Events that may make a person but never change one."""
ALWAYS_WRITE = frozenset({"$identify", "$create_alias", "$merge_dangerously", "$set"})
"""Events whose noisy keys are written too: somebody meant them."""

MAX_BYTES = 655_360
CUT_TO_BYTES = 512 * 1024

Properties = dict[str, Any]
_MISSING = object()
_CONTAINERS = frozenset({dict, list})


class Weight(Enum):
    """What an update amounts to."""

    NONE = 0
    NOISE = 1
    REAL = 2


def created(set_once: Properties, set_: Properties, event_uuid: str) -> Properties:
    """The properties of a person whom an event creates; its `$unset` has nothing to remove."""
    return {**set_once, **set_, "$creator_event_uuid": event_uuid}


def updated(
    before: Properties, set_once: Properties, set_: Properties, unset: list[str]
) -> tuple[Weight, Properties]:
    """The properties after an event, and whether that is worth a write; `before` is not touched.

    All rules look at the properties before the event: `$set` wins over `$set_once`, and
    `$unset` removes what was there before, even when the same event sets it. Objects and
    arrays always count as changed.
    """
    get = before.get
    # Two passes over every property of every event, most of which find nothing: written to be
    # quick. Python takes 1, 1.0 and True as equal, JSON does not.
    first = [key for key in set_once if get(key) is None and key not in set_]
    other = [
        key
        for key, value in set_.items()
        if (old := get(key, _MISSING)) != value
        or ((kind := type(value)) is not str and (type(old) is not kind or kind in _CONTAINERS))
    ]
    changes = {key: set_once[key] for key in first if _is_news(before, key, set_once[key])}
    for key in other:
        changes[key] = set_[key]
    removed = [key for key in unset if key in before]
    if removed:
        after = before | changes
        for key in removed:
            after.pop(key, None)
        return Weight.REAL, after
    if not changes:
        return Weight.NONE, before
    is_noise = all(key in NOISY and key in before for key in changes)
    return Weight.NOISE if is_noise else Weight.REAL, before | changes


def _is_news(before: Properties, key: str, value: Any) -> bool:
    """Whether `$set_once` still counts for a key that is missing or null."""
    return value is not None or key not in before


def merged(gone: Properties, into: Properties) -> Properties:
    """The properties of the person who stays when two become one."""
    return {**gone, **into}


@dataclass(frozen=True, slots=True)
class Fitted:
    """Properties that may be stored, with their JSON text."""

    properties: Properties
    text: bytes
    is_refused: bool
    """The new values were too much: the person keeps what it had, or less."""


def fit(before: Properties, after: Properties, dumps: Callable[[Any], bytes]) -> Fitted:
    """Refuses an update beyond the limit; cuts a person who was beyond it already."""
    text = dumps(after)
    if len(text) <= MAX_BYTES:
        return Fitted(after, text, is_refused=False)
    old_text = dumps(before)
    if len(old_text) <= MAX_BYTES:
        return Fitted(before, old_text, is_refused=True)
    cut = _cut(before, len(old_text), dumps)
    return Fitted(cut, dumps(cut), is_refused=True)


def _cut(properties: Mapping[str, Any], size: int, dumps: Callable[[Any], bytes]) -> Properties:
    """Drops unprotected keys in alphabetical order until the text is short enough."""
    kept = dict(properties)
    for key in sorted(properties):
        if size <= CUT_TO_BYTES:
            break
        if not is_protected(key):
            size -= len(dumps({key: kept.pop(key)})) - 1  # braces against one comma
    return kept
