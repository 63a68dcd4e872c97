"""Traces of OpenTelemetry (OTLP over HTTP): spans about AI become events."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from tenrec.core import wire
from tenrec.core.received import Received
from tenrec.core.wire import Parsed, WireRefused, check_token
from tenrec.core.wire.json import TooLong
from tenrec.edge.body import TooLarge, check_weight, read_body
from tenrec.edge.call import Answer, Call, Endpoint
from tenrec.edge.decode import MAX_WEIGHT
from tenrec.edge.take import client_ip, keep, now_micros, team_of, user_agent, work

_PROTOBUF = "application/x-protobuf"
_KINDS = {_PROTOBUF: "otel", "application/json": "otel-json"}
_ANSWERS = {
    # An empty ExportTraceServiceResponse: everything was taken.
    "otel": Answer(200, b"", headers=[(b"content-type", _PROTOBUF.encode())]),
    "otel-json": Answer(200, b"{}", b"application/json"),
}


@dataclass(frozen=True, slots=True)
class _Checked:
    body: bytes
    is_gzip: bool
    parsed: Parsed


async def export(call: Call) -> Answer:
    """Token, type, body, every span; then the journal; then the answer that OTLP demands."""
    received_at = now_micros()
    limit = call.edge.bounds.otel_bytes
    body = await read_body(call, limit)
    if not body:
        raise WireRefused("request missing data payload", tag="empty_body")
    team_id = await team_of(call, check_token(_token(call)))
    kind = _kind(call)
    is_gzip = _is_gzip(call)

    def check(limit: int) -> _Checked:
        text, used = _gunzip(body, limit) if is_gzip else (body, len(body))
        check_weight(text, MAX_WEIGHT)
        return _Checked(body[:used], is_gzip, wire.read_body(kind, text))

    checked = await work(call.edge, len(body), limit, check)
    if checked.parsed.events:
        received = Received(
            team_id,
            received_at,
            client_ip(call),
            user_agent(call),
            kind,
            None,
            checked.is_gzip,
            checked.body,
        )
        await keep(call, received, len(checked.parsed.events))
    answer = _ANSWERS[kind]
    return Answer(answer.status, answer.body, answer.media_type, [*answer.headers])


def _token(call: Call) -> str | None:
    """Of the header, else of the address: not every exporter can send headers."""
    scheme, _, token = call.header(b"authorization").strip().partition(" ")
    if scheme.lower() == "bearer":
        return token
    query = parse_qsl(call.scope["query_string"].decode("latin-1"))
    return next((value for name, value in query if name == "token"), None)


def _kind(call: Call) -> str:
    media_type = call.header(b"content-type").partition(";")[0].strip().lower()
    if media_type not in _KINDS:
        raise _undecodable(f"Content-Type must be {' or '.join(_KINDS)}")
    return _KINDS[media_type]


def _is_gzip(call: Call) -> bool:
    encoding = call.header(b"content-encoding").strip().lower()
    if encoding not in ("", "identity", "gzip"):
        raise _undecodable(f"unsupported content-encoding: {encoding[:50]}")
    return encoding == "gzip"


def _gunzip(body: bytes, limit: int) -> tuple[bytes, int]:
    try:
        return wire.gunzip(body, limit=limit)
    except TooLong as error:
        raise TooLarge(limit) from error
    except ValueError as error:
        raise _undecodable("invalid GZIP data") from error


def _undecodable(why: str) -> WireRefused:
    return WireRefused(f"failed to decode request: {why}", tag="request_decoding_error")


ROUTES = [
    # The second form is what exporters make of OTEL_EXPORTER_OTLP_ENDPOINT.
    Endpoint(("/i/v0/ai/otel", "/i/v0/ai/otel/v1/traces"), ("POST", "OPTIONS"), export)
]
