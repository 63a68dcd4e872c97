"""The data plane as one ASGI app: a table of exact paths; everything else is somebody else's."""

import logging
from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from tenrec.core.config import Network
from tenrec.core.discover import discover
from tenrec.core.metrics import CaptureMetrics
from tenrec.core.wire import WireRefused
from tenrec.edge import endpoints
from tenrec.edge.call import Answer, Bounds, Call, ClientGone, Edge, Endpoint
from tenrec.edge.cors import is_preflight, preflight_headers, shared_headers
from tenrec.edge.flags.source import FlagSource
from tenrec.edge.tokens import Tokens
from tenrec.ingest.journal import Journal

log = logging.getLogger(__name__)

_JSON = b"application/json"


def create(
    journal: Journal,
    tokens: Tokens,
    metrics: CaptureMetrics,
    *,
    trusted_proxies: tuple[Network, ...] = (),
    bounds: Bounds | None = None,
    flags: FlagSource | None = None,
    fallback_app: ASGIApp | None = None,
) -> ASGIApp:
    """Capture, and `fallback_app` for all paths that are not capture's (and for the lifespan)."""
    edge = Edge(journal, tokens, metrics, trusted_proxies, bounds or Bounds(), flags)
    found = discover(endpoints, "ROUTES").values()
    table = _table(endpoint for routes in found for endpoint in routes)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = table.get(scope["path"]) if scope["type"] == "http" else None
        if endpoint is not None:
            headers = dict(scope["headers"])
            if endpoint.accepts(headers):
                path = scope["path"].rstrip("/") or "/"
                await _serve(endpoint, Call(scope, receive, edge, path, headers), send)
                return
        await (fallback_app or _nothing)(scope, receive, send)

    return app


def _table(entries: Iterable[Endpoint]) -> dict[str, Endpoint]:
    """Path to endpoint, with and without the slash behind; a path taken twice is an error."""
    table: dict[str, Endpoint] = {}
    for endpoint in entries:
        for path in endpoint.paths:
            for form in dict.fromkeys((path, path.rstrip("/") + "/")):
                if form in table:
                    raise ValueError(f"two endpoints want {form}")
                table[form] = endpoint
    return table


async def _serve(endpoint: Endpoint, call: Call, send: Send) -> None:
    metrics = call.edge.metrics
    metrics.in_flight += 1
    try:
        answer = await _answer(endpoint, call)
    except ClientGone:
        metrics.refuse(call.path, 499, "client_gone")
        return
    finally:
        metrics.in_flight -= 1
        call.edge.held_bytes -= call.held_bytes
    await _send(call, answer, send)


async def _answer(endpoint: Endpoint, call: Call) -> Answer:
    method = call.scope["method"]
    if is_preflight(method, call.headers):
        return Answer(200, headers=preflight_headers(call.headers, endpoint.methods))
    try:
        answer = await _by_method(endpoint, call, method)
    except WireRefused as error:
        answer = _refused(endpoint, call, error)
    except (ClientGone, GeneratorExit):
        raise
    except Exception:  # a mistake of ours must not lose the event: 500 makes SDKs try again
        log.exception("capture failed on %s", call.path)
        text = "internal error, please retry"
        ours = WireRefused(text, status=500, tag="internal_error")
        answer = _refused(endpoint, call, ours)
    answer.headers += shared_headers(call.headers)
    return answer


async def _by_method(endpoint: Endpoint, call: Call, method: str) -> Answer:
    if endpoint.handles_every_method:
        return await endpoint.handle(call)
    if method == "OPTIONS" and "OPTIONS" in endpoint.methods:
        return Answer(200, b'{"status":"Ok"}', _JSON)
    if method == "HEAD" and "GET" in endpoint.methods:
        return Answer(200, media_type=_JSON)  # looking must not capture anything
    if method not in endpoint.methods:
        allowed = ", ".join(endpoint.methods).encode()
        return Answer(405, b"method not allowed", headers=[(b"allow", allowed)])
    return await endpoint.handle(call)


def _refused(endpoint: Endpoint, call: Call, error: WireRefused) -> Answer:
    call.edge.metrics.refuse(call.path, error.status, error.tag)
    return endpoint.refuse(call, error)


async def _send(call: Call, answer: Answer, send: Send) -> None:
    headers = [*answer.headers, (b"content-length", str(len(answer.body)).encode())]
    if answer.body:
        headers.append((b"content-type", answer.media_type))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = b"" if call.scope["method"] == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """For an app without anything behind capture."""
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    elif scope["type"] == "http":
        start = {"type": "http.response.start", "status": 404}
        await send({**start, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"not found"})
