"""Reads a body: capped while it comes, given up when it stalls, all of them together bounded."""

import asyncio

from starlette.types import Message

from tenrec.core.wire import WireRefused
from tenrec.core.wire.weight import HEAVIEST, weight
from tenrec.edge.call import Call, ClientGone, overloaded

_DRAIN_SECONDS = 30.0
_DRAIN_PIECE_SECONDS = 2.0


class TooLarge(WireRefused):
    """413, with the text of the wire."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"maximum event size exceeded: the payload is over {limit} bytes",
            status=413,
            tag="payload_too_large",
        )


def check_weight(text: bytes, limit: int) -> None:
    """Before JSON is parsed: many tiny values make thirty times their text of objects."""
    if len(text) * HEAVIEST > limit and weight(text) > limit:
        raise WireRefused(
            "maximum event size exceeded: the payload holds too many values for one request",
            status=413,
            tag="payload_too_large",
        )


async def read_body(call: Call, limit: int) -> bytes:
    """The whole body; raises WireRefused 413, 408 or 503, or ClientGone."""
    declared = _declared(call)
    if declared > limit:
        await _drain(call, declared)
        raise TooLarge(limit)
    chunks: list[bytes] = []
    size = 0
    deadline = asyncio.get_running_loop().time() + call.edge.bounds.body_seconds
    while True:
        message = await _next(call, deadline)
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            if message.get("more_body"):
                await _drain(call, size)
            raise TooLarge(limit)
        hold(call, len(chunk))
        if not message.get("more_body"):
            return chunk if not chunks else b"".join([*chunks, chunk])
        chunks.append(chunk)


def hold(call: Call, size: int) -> None:
    """Counts bytes that stay in memory until this request is answered."""
    edge = call.edge
    if edge.held_bytes + size > edge.bounds.all_bodies_bytes:
        raise overloaded()
    edge.held_bytes += size
    call.held_bytes += size


def _declared(call: Call) -> int:
    length = call.headers.get(b"content-length", b"")
    if not length.isdigit():
        return 0
    return int(length) if len(length) <= 12 else 10**12


async def _drain(call: Call, known: int) -> None:
    """Lets a client that is over the limit finish: one that is cut off never hears why.

    Within reason, and not when it asked beforehand (`Expect`): that one has not begun.
    """
    room = call.edge.bounds.drained_bytes
    if known > room or b"expect" in call.headers:
        return
    clock = asyncio.get_running_loop().time
    end = clock() + _DRAIN_SECONDS
    try:
        while room > 0:
            message = await _next(call, min(end, clock() + _DRAIN_PIECE_SECONDS))
            room -= len(message.get("body", b""))
            if not message.get("more_body"):
                return
    except (ClientGone, WireRefused):
        return


async def _next(call: Call, deadline: float) -> Message:
    now = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout_at(min(now + call.edge.bounds.read_seconds, deadline)):
            message = await call.receive()
    except TimeoutError as error:
        raise WireRefused("body read stalled", status=408, tag="body_read_timeout") from error
    if message["type"] == "http.disconnect":
        raise ClientGone
    return message
