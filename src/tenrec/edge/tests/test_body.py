"""Reading a body: a client that sends too much is heard out, within reason."""

import asyncio
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
