"""Events of the v0 protocol: what most SDKs send, on every path that any of them ever used."""

from dataclasses import dataclass

from tenrec.core.received import Received
from tenrec.core.wire import Parsed, check_token, read
from tenrec.edge.body import read_body
from tenrec.edge.call import Answer, Call, Endpoint
from tenrec.edge.decode import Decoded, V0Request, read_query
from tenrec.edge.take import client_ip, keep, now_micros, team_of, user_agent, work

_LEGACY = ("/e", "/capture", "/track", "/engage")
_OK = b'{"status":"Ok"}'


@dataclass(frozen=True, slots=True)
class _Checked:
    decoded: Decoded
    parsed: Parsed
    token: str


async def capture(call: Call) -> Answer:
    """Decode, check every event, find the team, write the journal; only then answer."""
    received_at = now_micros()
    edge = call.edge
    limit = edge.bounds.body_bytes
    query = read_query(call.scope["query_string"])
    body = await read_body(call, limit)
    kind = "engage" if call.path == "/engage" else "v0"
    request = V0Request(
        body,
        query,
        call.header(b"content-type"),
        call.header(b"content-encoding"),
        call.path in _LEGACY,
    )

    def check(limit: int) -> _Checked:
        decoded = request.decode(limit)
        parsed = read(kind, decoded.document)
        return _Checked(decoded, parsed, check_token(parsed.token))

    checked = await work(edge, len(body), limit, check)
    received = Received(
        await team_of(call, checked.token),
        received_at,
        client_ip(call),
        user_agent(call),
        kind,
        query.sent_at,
        checked.decoded.is_gzip,
        checked.decoded.body,
    )
    await keep(call, received, len(checked.parsed.events))
    return Answer(204) if query.is_beacon else Answer(200, _OK, b"application/json")


ROUTES = [
    Endpoint((*_LEGACY, "/i/v0/e", "/batch"), ("GET", "POST", "OPTIONS"), capture),
    Endpoint(("/i/v0/ai/batch",), ("POST",), capture),
]
