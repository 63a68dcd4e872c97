"""Reading a body: a client that sends too much is heard out, within reason."""

import asyncio
import gzip
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tenrec.edge.body import TooLarge, read_body
from tenrec.edge.call import Bounds, Call
from tenrec.edge.call import Edge as RealEdge


def pieces_left(size: int, headers: dict[bytes, bytes]) -> int:
    """What is not read of a body in pieces of 100 bytes, when 1000 are allowed."""
    left = size // 100

    async def receive() -> dict[str, Any]:
        nonlocal left
        left -= 1
        return {"type": "http.request", "body": b"x" * 100, "more_body": left > 0}

    edge = SimpleNamespace(bounds=Bounds(drained_bytes=20_000), held_bytes=0)
    call = Call({}, receive, cast("RealEdge", edge), "/e", headers)
    with pytest.raises(TooLarge):
        asyncio.run(read_body(call, 1000))
    assert edge.held_bytes <= 1000
    return left


@pytest.mark.parametrize(
    ("size", "headers", "left"),
    [
        (5000, {}, 0),
        (1100, {}, 0),
        (5000, {b"content-length": b"5000"}, 0),
        (5000, {b"content-length": b"5000", b"expect": b"100-continue"}, 50),
        (50_000, {b"content-length": b"50000"}, 500),
        (50_000, {b"content-length": b"9" * 5000}, 500),
        (50_000, {}, 289),
    ],
)
def test_read_body__too_large__is_read_to_its_end_within_reason(
    size: int, headers: dict[bytes, bytes], left: int
) -> None:
    assert pieces_left(size, headers) == left


@pytest.mark.parametrize("path", ["/batch", "/i/v1/analytics/events", "/i/v0/ai/otel", "/s"])
def test_body__of_too_many_values__is_413_before_it_is_parsed(edge: Any, path: str) -> None:
    """15 MB of empty objects pack into 15 kB, and would become 400 MB."""
    size = 25_000_000 if path == "/s" else 7_500_000 if "otel" in path else 15_000_000
    text = b'{"api_key":"phc_alice","batch":[' + b"{}," * (size // 3) + b"{}]}"
    headers = {
        "content-encoding": "gzip",
        "content-type": "application/json",
        "authorization": "Bearer phc_alice",
        "user-agent": "x",
        "posthog-sdk-info": "x/1",
        "posthog-attempt": "1",
        "posthog-request-id": "0190a8f0-0000-7000-8000-00000000000a",
        "posthog-request-timestamp": "2026-05-01T12:00:00Z",
    }
    reply = edge.send("POST", path, gzip.compress(text, 1), headers)
    assert reply.status == 413
    assert "too many values" in reply.text
    assert edge.kept() == []
