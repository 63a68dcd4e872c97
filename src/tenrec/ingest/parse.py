"""Makes events of one accepted request; the same bytes give the same events, uuids included."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from tenrec.core import time, wire
from tenrec.core.event import Event, Warn
from tenrec.core.ids import uuid7
from tenrec.core.received import Received
from tenrec.core.wire import WireEvent
from tenrec.ingest.cut import cut_utf16

NAME_UNITS = 200
_INTERNAL_IP = "127.0.0.1"
_BODY_LIMIT = 256_000_000  # capture has its own, smaller ones; this one stops only nonsense
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


@dataclass(slots=True)
class Parsed:
    """The events of a request, or some of them, and what to tell about them."""

    total: int
    """How many events the whole request has."""
    events: list[Event] = field(default_factory=list)
    warnings: list[Warn] = field(default_factory=list)


def text_of(received: Received) -> bytes:
    """The unzipped body; raises ValueError."""
    if not received.is_gzip:
        return received.body
    return wire.gunzip(received.body, limit=_BODY_LIMIT)[0]


def parse(
    received: Received,
    position: int,
    text: bytes | None = None,
    first: int = 0,
    after: int | None = None,
) -> Parsed:
    """The events from `first` to before `after`; `text` is the unzipped body, when known.

    Raises ValueError or WireRefused for what capture would not have taken.
    """
    body = text_of(received) if text is None else text
    request = wire.read_body(received.kind, body, received.sdk, slice(first, after))
    parsed = Parsed(request.total)
    now = time.from_micros(received.received_at)
    given = received.sent_at if request.sent_at is None else request.sent_at
    sent_at = time.parse_sent_at(given)
    shown_sent_at = "" if sent_at is None else _iso(sent_at)
    for index, raw in enumerate(request.events, first):
        at, is_unreadable = time.resolve(
            now,
            raw.timestamp,
            sent_at=sent_at,
            offset_ms=raw.offset_ms,
            ignore_sent_at=raw.ignore_sent_at,
        )
        event = Event(
            received.team_id,
            raw.uuid or _made_uuid(received.received_at, position, index),
            cut_utf16(raw.name, NAME_UNITS),
            raw.distinct_id,
            at,
            now,
            raw.properties,
            raw.uuid is not None,
            request.historical_migration,
            process_person=not raw.is_nobody,
            set=raw.set or {},
            set_once=raw.set_once or {},
        )
        _complete(event.properties, raw, received.ip, shown_sent_at)
        parsed.events.append(event)
        if is_unreadable or raw.is_distinct_id_cut:
            parsed.warnings += _warnings(event, raw, is_unreadable)
    if not first:
        parsed.warnings += _refusals(received, request)
    return parsed


def _complete(properties: dict[str, Any], raw: WireEvent, ip: str, sent_at: str) -> None:
    """What the request adds to the event's own properties."""
    address = _INTERNAL_IP if raw.is_internal else ip
    if address:
        properties.setdefault("$ip", address)
    if sent_at and not raw.ignore_sent_at:
        properties["$sent_at"] = sent_at
    session = properties.get("$session_id")
    if isinstance(session, str) and not session.islower() and _UUID.fullmatch(session):
        properties["$session_id"] = session.lower()


def _made_uuid(micros: int, position: int, index: int) -> str:
    place = b"%d:%d" % (position, index)
    return uuid7(micros // 1000, blake2b(place, digest_size=10).digest())


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _warnings(event: Event, raw: WireEvent, is_unreadable: bool) -> list[Warn]:
    named = {"eventUuid": event.uuid, "event": event.name, "distinctId": event.distinct_id}
    warnings = []
    if is_unreadable:
        details = {
            **named,
            "field": "timestamp",
            "value": raw.timestamp,
            "reason": "not a time that can be read; the time of arrival stands for it",
        }
        warnings.append(Warn(event.team_id, "ignored_invalid_timestamp", details))
    if raw.is_distinct_id_cut:
        cut = {**named, "maxLength": wire.MAX_DISTINCT_ID}
        warnings.append(Warn(event.team_id, "distinct_id_truncated", cut))
    return warnings


def _refusals(received: Received, request: wire.Parsed) -> list[Warn]:
    """Events of a v1 request that the answer called dropped."""
    lib, _, version = received.sdk.partition("/")
    return [
        Warn(
            received.team_id,
            result.details or "invalid_event",
            {"eventUuid": result.uuid, "lib": lib, "libVersion": version},
        )
        for result in request.results
        if result.result == "drop"
    ]
