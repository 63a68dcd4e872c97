"""Whether this process runs, and whether it can take events; and a sink for load tests."""

from tenrec.edge.body import read_body
from tenrec.edge.call import Answer, Call, Endpoint, overloaded


async def liveness(call: Call) -> Answer:
    """It answers, so it runs."""
    return Answer(200, b"ok")


async def readiness(call: Call) -> Answer:
    """503 while the journal cannot take events."""
    if not call.edge.journal.is_accepting:
        raise overloaded()
    return Answer(200, b"capture")


async def root(call: Call) -> Answer:
    """What capture says of itself to anything that is not a browser."""
    return Answer(200, b"capture")


async def black_hole(call: Call) -> Answer:
    """Reads and forgets: for measuring the way to here."""
    await read_body(call, call.edge.bounds.body_bytes)
    return Answer(200, b'{"status":"Ok"}', b"application/json")


def _is_no_browser(headers: dict[bytes, bytes]) -> bool:
    return b"text/html" not in headers.get(b"accept", b"")


ROUTES = [
    Endpoint(("/_liveness",), ("GET",), liveness),
    Endpoint(("/_readiness",), ("GET",), readiness),
    Endpoint(("/",), ("GET",), root, accepts=_is_no_browser),
    Endpoint(("/test/black_hole",), ("GET", "POST"), black_hole),
]
