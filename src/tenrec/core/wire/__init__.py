"""The shapes of what SDKs send: pure functions, run by capture and by ingest on the same bytes."""

from tenrec.core.wire.event import (
    ILLEGAL_IDS,
    MAX_DISTINCT_ID,
    Parsed,
    Result,
    WireEvent,
    WireRefused,
)
from tenrec.core.wire.json import gunzip, loads, quick_loads
from tenrec.core.wire.otel import read_otel, read_otel_json
from tenrec.core.wire.token import check_token
from tenrec.core.wire.v0 import ALL, read_v0
from tenrec.core.wire.v1 import lenient_bool, read_v1

__all__ = [
    "ILLEGAL_IDS",
    "KINDS",
    "MAX_DISTINCT_ID",
    "Parsed",
    "Result",
    "WireEvent",
    "WireRefused",
    "check_token",
    "gunzip",
    "lenient_bool",
    "loads",
    "quick_loads",
    "read",
    "read_body",
    "read_v0",
    "read_v1",
]

KINDS = ("v0", "engage", "v1", "v1-ai", "ai", "otel", "otel-json", "replay")
"""What `Received.kind` may be; "replay" is kept as it came and not read here."""


def read_body(kind: str, body: bytes, sdk: str = "", part: slice = ALL) -> Parsed:
    """The events of an unzipped body, or some of them; raises ValueError or WireRefused."""
    match kind:
        case "otel":
            parsed = read_otel(body)
        case "otel-json":
            parsed = read_otel_json(body)
        case "v0":
            return read_v0(loads(body), part=part)
        case _:
            parsed = read(kind, loads(body), sdk)
    parsed.total = len(parsed.events)
    parsed.events = parsed.events[part]
    return parsed


def read(kind: str, document: object, sdk: str = "") -> Parsed:
    """The events of a parsed body; raises WireRefused for what capture refuses as well."""
    match kind:
        case "v0" | "engage":
            return read_v0(document, is_engage=kind == "engage")
        case "ai":
            return read_v0(document, needs_token=False)
        case "v1" | "v1-ai":
            return read_v1(document, sdk=sdk, is_ai=kind == "v1-ai")
    raise ValueError(f"no events are read from kind {kind!r}")
