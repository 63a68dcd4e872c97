"""One AI event as a multipart form (`/i/v0/ai`): its properties may be a part of their own."""

from typing import Any

import orjson

from tenrec.core import wire
from tenrec.core.jsontext import dumps
from tenrec.core.received import Received
from tenrec.core.wire import WireRefused, check_token
from tenrec.core.wire.event import parse_refused
from tenrec.core.wire.json import TooLong
from tenrec.edge.body import TooLarge, read_body
from tenrec.edge.call import Answer, Call, Endpoint
from tenrec.edge.multipart import Part, boundary_of, parts_of
from tenrec.edge.take import client_ip, keep, now_micros, team_of, user_agent, work

_MAX_EVENT = 32 * 1024
_MAX_TOGETHER = 960 * 1024
_NEEDS_MODEL = frozenset({"$ai_generation", "$ai_embedding"})


async def capture(call: Call) -> Answer:
    """Body, form, token, parts: checked in this order, then kept."""
    received_at = now_micros()
    limit = call.edge.bounds.replay_bytes
    body = await read_body(call, limit)
    if not body:
        raise WireRefused("request missing data payload", tag="empty_body")
    is_gzip = call.header(b"content-encoding").strip().lower() == "gzip"
    content_type = call.header(b"content-type")

    def check(limit: int) -> list[Part]:
        plain = _gunzip(body, limit) if is_gzip else body
        return parts_of(plain, boundary_of(content_type))

    parts = await work(call.edge, len(body), limit, check)
    team_id = await team_of(call, check_token(_bearer(call)))
    document = await work(
        call.edge, sum(len(p.content) for p in parts), limit, lambda _: _event(parts)
    )
    received = Received(
        team_id,
        received_at,
        client_ip(call),
        user_agent(call),
        "ai",
        None,
        is_gzip=False,
        body=document,
    )
    await keep(call, received, 1)
    accepted = {"accepted_parts": [_shown(part) for part in parts]}
    return Answer(200, orjson.dumps(accepted), b"application/json")


def _gunzip(body: bytes, limit: int) -> bytes:
    try:
        return wire.gunzip(body, limit=limit)[0]
    except TooLong as error:
        raise TooLarge(limit) from error
    except ValueError as error:
        raise WireRefused("failed to decode request: invalid GZIP data") from error


def _bearer(call: Call) -> str | None:
    scheme, _, token = call.header(b"authorization").strip().partition(" ")
    return token if scheme.lower() == "bearer" else None


def _event(parts: list[Part]) -> bytes:
    """The whole event as JSON text, checked as ingest will read it."""
    if not parts or parts[0].name != "event":
        raise parse_refused("the first part must be `event`")
    if len(parts[0].content) > _MAX_EVENT:
        raise TooLarge(_MAX_EVENT)
    if sum(len(part.content) for part in parts) > _MAX_TOGETHER:
        raise TooLarge(_MAX_TOGETHER)
    event = _object(parts[0])
    for part in parts[1:]:
        if part.name != "event.properties":
            raise parse_refused(f"unknown part `{part.name[:100]}`")
        if event.get("properties") is not None:
            raise parse_refused("the properties are there twice")
        event["properties"] = _object(part)
    _check(event)
    return dumps(event)


def _object(part: Part) -> dict[str, Any]:
    content = part.content
    if part.encoding is not None and part.encoding.lower() == "gzip":
        content = _gunzip(content, _MAX_TOGETHER)
    try:
        value = wire.loads(content)
    except ValueError as error:
        raise parse_refused(f"the part `{part.name}` is not JSON") from error
    if not isinstance(value, dict):
        raise parse_refused(f"the part `{part.name}` must be an object")
    return value


def _check(event: dict[str, Any]) -> None:
    read = wire.read("ai", event).events[0]
    if not read.name.startswith("$ai_"):
        raise parse_refused("the event name must start with `$ai_`")
    model = read.properties.get("$ai_model")
    if read.name in _NEEDS_MODEL and (not isinstance(model, str) or not model.strip()):
        raise parse_refused("`$ai_model` is required")


def _shown(part: Part) -> dict[str, str | int | None]:
    return {
        "name": part.name,
        "length": len(part.content),
        "content-type": part.media_type,
        "content-encoding": part.encoding,
    }


ROUTES = [Endpoint(("/i/v0/ai",), ("POST", "OPTIONS"), capture)]
