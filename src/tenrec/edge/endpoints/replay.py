"""Session recordings (`/s`): checked and kept as they came; the house behind does not play yet."""

import re
from typing import Any

from tenrec.core.received import Received
from tenrec.core.wire import WireRefused, check_token, read
from tenrec.edge.body import read_body
from tenrec.edge.call import Answer, Call, Endpoint
from tenrec.edge.decode import Decoded, V0Request, read_query
from tenrec.edge.take import client_ip, keep, now_micros, team_of, user_agent, work

_SESSION_ID = re.compile(r"[A-Za-z0-9-]{1,70}")
_MAX_WEIGHT = 600_000_000
"""Recordings are denser than events, and nobody parses them again."""
_OK = b'{"status":"Ok"}'


async def record(call: Call) -> Answer:
    """Like a batch, but every event must be a snapshot of one session."""
    received_at = now_micros()
    limit = call.edge.bounds.replay_bytes
    query = read_query(call.scope["query_string"])
    body = await read_body(call, limit)
    encoding = call.header(b"content-encoding")
    request = V0Request(
        body, query, call.header(b"content-type"), encoding, is_legacy=False, max_weight=_MAX_WEIGHT
    )

    def check(limit: int) -> tuple[Decoded, str, int]:
        decoded = request.decode(limit)
        parsed = read("v0", decoded.document)
        token = check_token(parsed.token)
        for event in parsed.events:
            _check_snapshot(event.properties)
        _check_session(parsed.events[0].properties)
        return decoded, token, len(parsed.events)

    decoded, token, events = await work(call.edge, len(body), limit, check)
    received = Received(
        await team_of(call, token),
        received_at,
        client_ip(call),
        user_agent(call),
        "replay",
        query.sent_at,
        decoded.is_gzip,
        decoded.body,
    )
    await keep(call, received, events)
    return Answer(204) if query.is_beacon else Answer(200, _OK, b"application/json")


def _check_snapshot(properties: dict[str, Any]) -> None:
    if not isinstance(properties.get("$snapshot_data"), dict | list):
        raise WireRefused("replay event submitted without snapshot data", tag="no_snapshot_data")


def _check_session(properties: dict[str, Any]) -> None:
    """The first event speaks for all."""
    session_id = properties.get("$session_id")
    if session_id is None:
        raise WireRefused("replay event submitted without session id", tag="no_session_id")
    if not isinstance(session_id, str) or not _SESSION_ID.fullmatch(session_id):
        raise WireRefused("replay event has invalid session id", tag="invalid_session_id")


ROUTES = [Endpoint(("/s",), ("GET", "POST", "OPTIONS"), record)]
