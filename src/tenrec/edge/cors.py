"""Pages of any site may send events: the origin that asks is the origin that may."""

Headers = list[tuple[bytes, bytes]]


def shared_headers(asked: dict[bytes, bytes]) -> Headers:
    """For every answer, refusals included."""
    origin = asked.get(b"origin")
    if origin is None:
        return []
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"origin"),
    ]


def is_preflight(method: str, asked: dict[bytes, bytes]) -> bool:
    """A browser asks what it may do before it does it."""
    return method == "OPTIONS" and b"origin" in asked and b"access-control-request-method" in asked


def preflight_headers(asked: dict[bytes, bytes], methods: tuple[str, ...]) -> Headers:
    """What it may do: everything that the path can."""
    allowed = [name for name in ("GET", "POST", "OPTIONS") if name in {*methods, "OPTIONS"}]
    headers = [
        *shared_headers(asked),
        (b"access-control-allow-methods", ", ".join(allowed).encode()),
    ]
    wanted = asked.get(b"access-control-request-headers")
    if wanted is not None:
        headers.append((b"access-control-allow-headers", wanted))
    return headers
