"""One request and its answer, as the endpoints see them; and what the edge holds for all."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from starlette.types import Receive, Scope

from tenrec.core.config import Network
from tenrec.core.metrics import CaptureMetrics
from tenrec.core.wire import WireRefused
from tenrec.edge.flags.source import FlagSource
from tenrec.edge.tokens import Tokens
from tenrec.ingest.journal import Journal

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a client may cost."""

    body_bytes: int = 20 * MIB
    replay_bytes: int = 25 * MIB
    v1_packed_bytes: int = 10 * MIB
    otel_bytes: int = 8 * MIB
    """Small protobuf messages take thirty times as much memory."""
    flags_bytes: int = 2 * MIB
    all_bodies_bytes: int = 512 * MIB
    """Of all requests that are under way together."""
    drained_bytes: int = 100 * MIB
    """Of a body that is over the limit: read and thrown away, so that the client hears of it."""
    read_seconds: float = 15.0
    """For each piece of a body."""
    body_seconds: float = 300.0
    """For a whole body."""


@dataclass(slots=True)
class Edge:
    """What every endpoint needs; made once."""

    journal: Journal
    tokens: Tokens
    metrics: CaptureMetrics
    trusted_proxies: tuple[Network, ...] = ()
    bounds: Bounds = field(default_factory=Bounds)
    flags: FlagSource | None = None
    held_bytes: int = 0
    """Of the bodies that are in memory now."""
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, "decode"))


@dataclass(slots=True)
class Answer:
    """Status, body, and the headers without CORS and lengths."""

    status: int
    body: bytes = b""
    media_type: bytes = b"text/plain; charset=utf-8"
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)


@dataclass(slots=True)
class Call:
    """One request."""

    scope: Scope
    receive: Receive
    edge: Edge
    path: str
    """As the table of endpoints writes it: without the last slash."""
    headers: dict[bytes, bytes]
    held_bytes: int = 0

    def header(self, name: bytes) -> str:
        """The value as text, empty when absent."""
        return self.headers.get(name, b"").decode("latin-1")


Handle = Callable[[Call], Awaitable[Answer]]
Refuse = Callable[[Call, WireRefused], Answer]


def refuse_as_text(call: Call, error: WireRefused) -> Answer:
    """The v0 way: the message is the body."""
    return Answer(error.status, error.detail.encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Paths (each also with a slash behind), methods, what answers, how it refuses."""

    paths: tuple[str, ...]
    methods: tuple[str, ...]
    handle: Handle
    refuse: Refuse = refuse_as_text
    accepts: Callable[[dict[bytes, bytes]], bool] = lambda headers: True
    """False leaves the request to whoever comes after capture."""
    handles_every_method: bool = False
    """Else HEAD, OPTIONS and what is not among `methods` are answered alike for all."""


class ClientGone(Exception):
    """Nobody is there to be answered."""


def overloaded() -> WireRefused:
    """SDKs come back after it."""
    return WireRefused("transient error, please retry", status=503, tag="service_unavailable")
