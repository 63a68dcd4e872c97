"""Sends ready-made requests as fast as a server takes them; a process of its own, and a cheap one.

    python -m benchmarks.load PORT CONNECTIONS FILE

The file holds requests, each behind its length (4 bytes). Prints seconds and statuses as JSON.
"""

import json
import select
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """How long all requests took, and how many had which status."""

    seconds: float
    statuses: dict[int, int]

    @property
    def answered_ok(self) -> int:
        return self.statuses.get(200, 0)


def load(port: int, requests: Iterable[bytes], connections: int) -> Outcome:
    """Runs this module in a process of its own."""
    with tempfile.NamedTemporaryFile(prefix="tenrec-load-") as file:
        for request in requests:
            file.write(struct.pack("!I", len(request)) + request)
        file.flush()
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.load", str(port), str(connections), file.name],
            cwd=Path(__file__).parents[1],
            capture_output=True,
            check=True,
        )
    answer = json.loads(done.stdout)
    return Outcome(answer["seconds"], {int(k): v for k, v in answer["statuses"].items()})


def _read(path: str) -> list[bytes]:
    data, requests, at = Path(path).read_bytes(), [], 0
    while at < len(data):
        (length,) = struct.unpack_from("!I", data, at)
        requests.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    return requests


def _blast(port: int, requests: list[bytes], connections: int) -> Outcome:
    """One request under way on each connection, the next as soon as its answer is whole."""
    statuses: Counter[int] = Counter()
    waiting = iter(requests)
    poll = select.epoll()
    sockets: dict[int, socket.socket] = {}
    partial: dict[int, bytes] = {}
    for _ in range(min(connections, len(requests))):
        made = socket.create_connection(("127.0.0.1", port))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sockets[made.fileno()] = made
        poll.register(made, select.EPOLLIN)
    began = time.perf_counter()
    for made in sockets.values():
        made.sendall(next(waiting))
    left = len(requests)
    while left:
        for number, _ in poll.poll():
            made = sockets[number]
            data = partial.pop(number, b"") + made.recv(65536)
            if not _is_whole(data):
                partial[number] = data
                continue
            statuses[int(data[9:12])] += 1
            left -= 1
            request = next(waiting, None)
            if request is not None:
                made.sendall(request)
    return Outcome(time.perf_counter() - began, dict(statuses))


def _is_whole(data: bytes) -> bool:
    if not data:
        raise ConnectionError("the server closed a connection")
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator:
        return False
    at = head.lower().find(b"content-length:")
    if at < 0:
        return True
    return len(body) >= int(head[at + 15 :].split(b"\r\n", 1)[0])


if __name__ == "__main__":
    outcome = _blast(int(sys.argv[1]), _read(sys.argv[3]), int(sys.argv[2]))
    print(json.dumps({"seconds": outcome.seconds, "statuses": outcome.statuses}))
