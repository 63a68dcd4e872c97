"""What text weighs is never less than the objects it becomes, and not far more for usual events."""

import gc
import tracemalloc
from collections.abc import Callable

import orjson
import pytest

from tenrec.core import wire
from tenrec.core.wire.weight import HEAVIEST, weight

SIZE = 400_000
EVENT = orjson.dumps(
    {
        "event": "$pageview",
        "distinct_id": "user-12345",
        "uuid": "0190a8f0-0000-7000-8000-00000000000a",
        "timestamp": "2026-05-01T12:00:00.000Z",
        "properties": {
            **{f"property_{n}": f"some value {n}" for n in range(15)},
            **{f"number_{n}": n * 1001 for n in range(8)},
            "$current_url": "https://shop.example/products/42?utm_source=mail",
            "nested": {"list": [1, 2, 3], "flag": True},
        },
    }
)


def repeated(piece: bytes) -> bytes:
    return b"[" + b",".join([piece] * (SIZE // (len(piece) + 1))) + b"]"


def numbered(make: Callable[[int], bytes], size: int) -> bytes:
    return b",".join(make(number) for number in range(SIZE // size))


SHAPES = {
    "lists": repeated(b"[]"),
    "objects": repeated(b"{}"),
    "one key": repeated(b'{"":0}'),
    "list in object": repeated(b'{"a":[]}'),
    "texts": repeated(b'"ab"'),
    "latin": repeated('"é"'.encode()),
    "numbers": repeated(b"1000"),
    "small numbers": repeated(b"1"),
    "floats": repeated(b"1e5"),
    "wide text": repeated(b'"' + b"a" * 100 + '😀"'.encode()),
    "keys": b"{" + numbered(lambda n: b'"%05x":300' % n, 12) + b"}",
    "objects of new keys": b"[" + numbered(lambda n: b'{"%06x":300}' % n, 15) + b"]",
    "pairs": b"[" + numbered(lambda n: b'{"%06x":300,"b":[%d]}' % (n, n + 1000), 26) + b"]",
    "tiny events": repeated(b'{"event":"a","distinct_id":"b"}'),
    "usual events": repeated(EVENT),
}


def cost(text: bytes) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        document = wire.loads(text)
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert document
    return held


@pytest.mark.parametrize("name", SHAPES)
def test_weight__any_shape__covers_the_objects(name: str) -> None:
    text = SHAPES[name]
    assert cost(text) <= weight(text) <= HEAVIEST * len(text)


def test_weight__usual_events__is_at_most_three_times_the_objects() -> None:
    text = SHAPES["usual events"]
    assert weight(text) < 3 * cost(text)
