"""One event as a client wrote it, and the rules that every protocol version shares."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tenrec.core.errors import TenrecError
from tenrec.core.jsontext import dumps

MAX_DISTINCT_ID = 200
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_OTHER_UUID = re.compile(rf"[0-9a-fA-F]{{32}}|urn:uuid:{_UUID.pattern}|\{{{_UUID.pattern}\}}")
ILLEGAL_IDS = frozenset(
    (
        *("0", "00000000-0000-0000-0000-000000000000", "[object object]", "anonymous"),
        *("anonymous-user", "backend", "distinct_id", "distinctid", "email", "false", "guest"),
        *("id", "nan", "none", "not_authenticated", "null", "system", "true", "undefined", "user"),
    )
)
"""Distinct ids (lower case) that stand for nobody in particular."""


class WireRefused(TenrecError):
    """A request that capture will not take: the exact text of the wire, or the tag of v1."""

    status = 400
    type = "validation_error"

    def __init__(
        self, detail: str, *, status: int = 400, tag: str = "request_parsing_error"
    ) -> None:
        super().__init__(detail, code=tag)
        self.status = status
        self.tag = tag


@dataclass(slots=True)
class WireEvent:
    """A usable event; nothing is corrected yet except what the wire itself demands."""

    name: str
    distinct_id: str
    uuid: str | None
    """Canonical text, None when the server has to make one."""
    properties: dict[str, Any]
    timestamp: str | None
    offset_ms: int | None = None
    set: dict[str, Any] | None = None
    """The top-level `$set`, to be merged with the one in the properties."""
    set_once: dict[str, Any] | None = None
    ignore_sent_at: bool = False
    is_internal: bool = False
    """Sent by the product itself: its address is 127.0.0.1."""
    is_distinct_id_cut: bool = False
    is_nobody: bool = False
    """Its answer said that no person stands behind this id."""


@dataclass(slots=True)
class Result:
    """What a v1 client hears of one event; `event` is None when it was dropped."""

    uuid: str
    result: str
    details: str | None
    event: WireEvent | None


@dataclass(slots=True)
class Parsed:
    """A whole request; `results` only for v1 (dropped ones included), `events` in both."""

    token: str | None
    events: list[WireEvent]
    sent_at: str | int | None = None
    historical_migration: bool = False
    results: list[Result] = field(default_factory=list)
    total: int = 0
    """Events of the request, when only some of them were read."""


def parse_refused(why: str) -> WireRefused:
    """The body is JSON but not of a known shape."""
    return WireRefused(f"failed to parse request: {why}")


def text_of(value: Any) -> str:
    """An id as text: strings as they are, anything else as compact JSON."""
    text = value if isinstance(value, str) else dumps(value).decode()
    return text.replace("\0", "\ufffd") if "\0" in text else text


def is_blank(text: str) -> bool:
    """Nothing in it, or nothing but white space."""
    return not text or text.isspace()


def canonical_uuid(text: str) -> str:
    """Lower case with hyphens; ValueError when it is none. Braced, plain and urn forms count."""
    if _UUID.fullmatch(text):
        return text.lower()
    if _OTHER_UUID.fullmatch(text):
        return str(UUID(text))
    raise ValueError("not a uuid")
