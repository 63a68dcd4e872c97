"""A real edge over a real journal, spoken to without a socket."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import orjson
import pytest

from tenrec.core.metrics import CaptureMetrics
from tenrec.core.received import Received
from tenrec.edge.app import create
from tenrec.edge.call import Bounds
from tenrec.edge.tokens import Tokens
from tenrec.ingest.journal import Journal

from .flag_desk import FlagDesk

TEAMS = {"phc_alice": 1, "phc_bob": 2, "phx_personal": 1}


@dataclass(slots=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


class Edge:
    """Sends requests and looks into the journal."""

    def __init__(self, folder: Path, runner: asyncio.Runner, **bounds: Any) -> None:
        self.runner = runner
        self.journal = Journal(folder, max_bytes=10**9)
        self.metrics = CaptureMetrics()
        self.load: Callable[[str], int | None] = TEAMS.get
        self.tokens = Tokens(lambda token: self.load(token))
        self.desk = FlagDesk()
        self.app = create(
            self.journal,
            self.tokens,
            self.metrics,
            trusted_proxies=(ip_network("10.0.0.0/8"),),
            bounds=Bounds(**bounds),
            flags=self.desk.source,
        )

    def send(
        self,
        method: str,
        path: str,
        body: bytes | Sequence[bytes] = b"",
        headers: dict[str, str] | None = None,
        *,
        stall: bool = False,
        client: str = "192.0.2.7",
    ) -> Reply:
        """One request; a sequence is a body that comes in pieces; `stall`: the last never comes."""
        chunks = [body] if isinstance(body, bytes) else list(body)
        return self.runner.run(self._send(method, path, chunks, headers or {}, stall, client))

    async def _send(
        self,
        method: str,
        path: str,
        chunks: list[bytes],
        headers: dict[str, str],
        stall: bool,
        client: str,
    ) -> Reply:
        path, _, query = path.partition("?")
        sent: list[Any] = []
        waiting = iter(chunks)
        left = len(chunks)

        async def receive() -> dict[str, Any]:
            nonlocal left
            if left == 0:
                await asyncio.sleep(60)
            left -= 1
            chunk = next(waiting)
            return {"type": "http.request", "body": chunk, "more_body": left > 0 or stall}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [
                (name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()
            ],
            "client": (client, "1234"),
        }
        await self.app(scope, receive, send)
        start = sent[0]
        shown = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
        return Reply(start["status"], shown, b"".join(m["body"] for m in sent[1:]))

    def post(self, path: str, document: Any, **headers: str) -> Reply:
        """JSON."""
        return self.send("POST", path, orjson.dumps(document), headers)

    def kept(self, position: int = 0) -> list[Received]:
        """What is on disk."""
        found: list[Received] = []
        while entries := self.journal.read(position, max_bytes=10**8):
            found += [Received.unpack(entry.record) for entry in entries]
            position = entries[-1].next_position
        return found

    def close(self) -> None:
        self.desk.close()
        self.tokens.close()
        self.journal.close()


MakeEdge = Callable[..., Edge]


@pytest.fixture
def make_edge(tmp_path: Path) -> Iterator[MakeEdge]:
    """Edges with other bounds."""
    made: list[Edge] = []
    with asyncio.Runner() as runner:

        def make(**bounds: Any) -> Edge:
            made.append(Edge(tmp_path / f"journal{len(made)}", runner, **bounds))
            return made[-1]

        yield make
        for one in made:
            one.close()


@pytest.fixture
def edge(make_edge: MakeEdge) -> Edge:
    """With the usual bounds."""
    return make_edge()
