"""Events of the v1 protocol: everything about the request in its headers, a result per event."""

import re
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any
from uuid import UUID

import orjson

from tenrec.core.received import Received
from tenrec.core.time import parse_rfc3339
from tenrec.core.wire import Parsed, Result, WireRefused, check_token, read
from tenrec.edge.body import read_body
from tenrec.edge.call import Answer, Call, Endpoint
from tenrec.edge.decode import Decoded
from tenrec.edge.decode_typed import ENCODINGS, decode_v1
from tenrec.edge.take import client_ip, keep, now_micros, team_of, user_agent, work

_REQUIRED = (
    b"authorization",
    b"content-type",
    b"user-agent",
    b"posthog-sdk-info",
    b"posthog-attempt",
    b"posthog-request-id",
    b"posthog-request-timestamp",
)
_SHOWN = {name: name.decode().title().replace("Posthog-", "PostHog-") for name in _REQUIRED}
_BEARER = re.compile(r"bearer +(\S.*)", re.IGNORECASE)
_ATTEMPT = re.compile(r"0*[1-9][0-9]{0,8}")
_RETRIED = frozenset({408, 429, 500, 503, 504})
_DOCS = "https://posthog.com/docs/api"
_MAX_ECHO = 200


@dataclass(frozen=True, slots=True)
class _Checked:
    decoded: Decoded
    parsed: Parsed


async def capture(call: Call) -> Answer:
    """Headers, token, body, each event; then the journal; then one result per event."""
    received_at = now_micros()
    edge = call.edge
    token, encoding = _check_headers(call)
    limit = edge.bounds.body_bytes
    body = await read_body(call, edge.bounds.v1_packed_bytes)
    if not body:
        raise WireRefused("the request has no body", tag="empty_body")
    team_id = await team_of(call, token)
    kind = "v1-ai" if call.path == "/i/v1/ai/events" else "v1"
    sdk = call.header(b"posthog-sdk-info")[:_MAX_ECHO]

    def check(limit: int) -> _Checked:
        decoded = decode_v1(body, encoding, limit)
        return _Checked(decoded, read(kind, decoded.document, sdk))

    checked = await work(edge, len(body), limit, check)
    received = Received(
        team_id,
        received_at,
        client_ip(call),
        user_agent(call),
        kind,
        call.header(b"posthog-request-timestamp"),
        checked.decoded.is_gzip,
        checked.decoded.body,
        sdk,
    )
    await keep(call, received, len(checked.parsed.events))
    results = {result.uuid: _shown(result) for result in checked.parsed.results}
    return _answer(call, 200, {"results": results})


def _shown(result: Result) -> dict[str, str]:
    shown = {"result": result.result}
    if result.details is not None:
        shown["details"] = result.details
    return shown


def _check_headers(call: Call) -> tuple[str, str]:
    """The token and the encoding; every missing header is named at once."""
    missing = [_SHOWN[name] for name in _REQUIRED if not call.headers.get(name, b"").strip()]
    if missing:
        raise WireRefused(
            f"missing required headers: {', '.join(missing)}", tag="missing_required_headers"
        )
    bearer = _BEARER.fullmatch(call.header(b"authorization").strip())
    if bearer is None:
        raise _invalid("Authorization", "must be `Bearer <project token>`")
    if not _ATTEMPT.fullmatch(call.header(b"posthog-attempt").strip()):
        raise _invalid("PostHog-Attempt", "must be a number from 1 on")
    if not _is_uuid(call.header(b"posthog-request-id").strip()):
        raise _invalid("PostHog-Request-Id", "must be a uuid")
    if parse_rfc3339(call.header(b"posthog-request-timestamp").strip()) is None:
        raise _invalid("PostHog-Request-Timestamp", "must be an RFC 3339 time")
    media_type = call.header(b"content-type").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise WireRefused(
            "the content type must be application/json", status=415, tag="unsupported_content_type"
        )
    encoding = call.header(b"content-encoding").strip().lower()
    if encoding not in ENCODINGS:
        raise WireRefused(
            "the content encoding must be gzip, deflate, br or zstd",
            status=415,
            tag="unsupported_encoding",
        )
    return check_token(bearer[1]), encoding


def _invalid(name: str, why: str) -> WireRefused:
    return WireRefused(f"{name} {why}", tag="invalid_header_value")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def refuse(call: Call, error: WireRefused) -> Answer:
    """The v1 way: a tag, a text, an address."""
    return _answer(
        call,
        error.status,
        {"error": error.tag, "error_description": error.detail, "error_uri": _DOCS},
    )


def _answer(call: Call, status: int, content: dict[str, Any]) -> Answer:
    headers = [(b"date", formatdate(usegmt=True).encode())]
    request_id = call.headers.get(b"posthog-request-id")
    if request_id is not None:
        headers.append((b"posthog-request-id", request_id[:_MAX_ECHO]))
    if status in _RETRIED:
        headers.append((b"retry-after", b"1"))
    return Answer(status, orjson.dumps(content), b"application/json", headers)


ROUTES = [Endpoint(("/i/v1/analytics/events", "/i/v1/ai/events"), ("POST",), capture, refuse)]
