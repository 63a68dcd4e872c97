"""What `$identify`, `$create_alias` and `$merge_dangerously` do to two distinct ids.

Source: the id that is given up (`$anon_distinct_id`, `alias`); target: the event's own id.
"""

from dataclasses import dataclass
from typing import Any

from tenrec.core.jsontext import dumps

MAX_ID_LENGTH = 400
TOMBSTONE_STEP = 100
"""How far a tombstone lies above the last version of what it hides."""

ILLEGAL = "cannot_merge_with_illegal_distinct_id"
ALREADY_IDENTIFIED = "cannot_merge_already_identified"

_SOURCE_KEYS = {
    "$identify": "$anon_distinct_id",
    "$create_alias": "alias",
    "$merge_dangerously": "alias",
}
MERGING_EVENTS = frozenset(_SOURCE_KEYS)

_ILLEGAL_LOWER = frozenset(
    {
        "anonymous",
        "guest",
        "distinctid",
        "distinct_id",
        "id",
        "not_authenticated",
        "email",
        "undefined",
        "true",
        "false",
    }
)
_ILLEGAL_EXACT = frozenset({"[object Object]", "NaN", "None", "none", "null", "0", "undefined"})


def source_id(event: str, properties: dict[str, Any]) -> str | None:
    """The id that the event wants merged into its own; None: it is an ordinary event."""
    key = _SOURCE_KEYS.get(event)
    if key is None or key not in properties:
        return None
    value = properties[key]
    # Only a missing `$anon_distinct_id` makes an ordinary event; for `alias`, an empty one does.
    if key == "alias" and value in (None, False, "", 0):
        return None
    return _as_text(value)


def _as_text(value: Any) -> str:
    """As a JavaScript client would have written it, so that objects are illegal ids."""
    if isinstance(value, str):
        return value
    return "[object Object]" if isinstance(value, dict | list) else dumps(value).decode()


def is_illegal(distinct_id: str) -> bool:
    """Whether this is a placeholder that many people share; such ids never merge."""
    if not distinct_id.strip() or "\0" in distinct_id or len(distinct_id) > MAX_ID_LENGTH:
        return True
    bare = distinct_id
    if len(bare) > 2 and bare[0] == bare[-1] and bare[0] in "\"'":
        bare = bare[1:-1]
    return bare in _ILLEGAL_EXACT or bare.lower() in _ILLEGAL_LOWER


@dataclass(frozen=True, slots=True)
class Known:
    """A person as far as a decision needs it."""

    uuid: str
    is_identified: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A distinct id, who holds it, and whether events without a person used it."""

    distinct_id: str
    person: Known | None = None
    was_personless: bool = False


@dataclass(frozen=True, slots=True)
class Separate:
    """Nothing merges: the event counts for its own id, as any event does."""

    warning: str | None = None
    identifies: bool = False


@dataclass(frozen=True, slots=True)
class Create:
    """One new person for both ids; `owner` gives the uuid."""

    owner: str
    other: str
    is_override: bool
    """Rows of `other` carry another uuid already, so its mapping must say so."""


@dataclass(frozen=True, slots=True)
class Attach:
    """The id joins a person who exists."""

    distinct_id: str
    to: Known
    is_override: bool


@dataclass(frozen=True, slots=True)
class Keep:
    """Both ids are one person already."""


@dataclass(frozen=True, slots=True)
class Merge:
    """All ids of `gone` move, and the person vanishes."""

    into: Known
    gone: Known


Step = Separate | Create | Attach | Keep | Merge
"""After any step but a plain `Separate`, the person of the target is identified."""


def decide(source: Claim, target: Claim, *, force: bool) -> Step:
    """The whole table; `force` is `$merge_dangerously`, which spares nobody."""
    if source.distinct_id == target.distinct_id:
        return Separate()
    if is_illegal(source.distinct_id) or is_illegal(target.distinct_id):
        return Separate(warning=ILLEGAL)
    match source.person, target.person:
        case None, None:
            return _create(source, target)
        case None, Known() as keeper:
            return Attach(source.distinct_id, keeper, is_override=source.was_personless)
        case Known() as keeper, None:
            return Attach(target.distinct_id, keeper, is_override=target.was_personless)
        case Known(same), Known(other) if same == other:
            return Keep()
        case Known(is_identified=True), Known() if not force:
            return Separate(warning=ALREADY_IDENTIFIED, identifies=True)
        case Known() as gone, Known() as into:
            return Merge(into=into, gone=gone)
    raise AssertionError("every pair of claims has a step")


def _create(source: Claim, target: Claim) -> Create:
    """The uuid comes from the target, unless only the source was ever seen."""
    if source.was_personless and not target.was_personless:
        return Create(source.distinct_id, target.distinct_id, is_override=False)
    return Create(target.distinct_id, source.distinct_id, is_override=source.was_personless)
