"""A real server for tests and benchmarks: `tenrec serve` in its own process and data folder."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

TOKEN = "phc_live0000000000000000000000000000000000000000"
KEY = "phx_live0000000000000000000000000000000000000000"
EMAIL = "alice@tenrec.example"
PASSWORD = "correct horse battery"

_START_SECONDS = 60.0
_PAGE = 50_000


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServerDied(Exception):
    """The server ended before it was ready; the text is what it said."""


class LiveServer:
    """Started, stopped, killed and started again on the same data folder and port."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.data = Path(settings.get("TENREC_DATA_DIR") or folder / "data")
        self.log = folder / "server.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.token = TOKEN
        self.key = KEY
        self.settings = settings
        self.process: subprocess.Popen[bytes] | None = None
        # Never a proxy of the surroundings: everything stays on this machine.
        self.http = httpx.Client(base_url=self.url, timeout=60, trust_env=False)

    def env(self) -> dict[str, str]:
        """The surroundings of the server: nothing of ours but what is said here."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TENREC_", "DJANGO_"))}
        return {
            **kept,
            "TENREC_HOST": "127.0.0.1",
            "TENREC_PORT": str(self.port),
            "TENREC_DATA_DIR": str(self.data),
            "TENREC_BOOTSTRAP_EMAIL": EMAIL,
            "TENREC_BOOTSTRAP_PASSWORD": PASSWORD,
            "TENREC_BOOTSTRAP_ORGANIZATION": "Tests",
            "TENREC_BOOTSTRAP_PROJECT_TOKEN": TOKEN,
            "TENREC_BOOTSTRAP_PERSONAL_API_KEY": KEY,
            "TENREC_RATE_LIMITS": "off",
            **self.settings,
        }

    # -- life

    def start(self, *, prepare: Callable[[], None] | None = None) -> "LiveServer":
        """Returns when the server can take events; `prepare` runs in the child before it."""
        self.spawn(prepare=prepare)
        self.wait_until_ready()
        return self

    def spawn(self, *, prepare: Callable[[], None] | None = None) -> None:
        """Starts it without waiting."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tenrec", "serve"],
                env=self.env(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=prepare,
            )

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                raise ServerDied(self.said())
            if self.is_ready():
                return
            time.sleep(0.02)
        self.kill()
        raise ServerDied(f"not ready after {_START_SECONDS} s\n{self.said()}")

    def is_ready(self) -> bool:
        try:
            return self.http.get("/_readiness").status_code == 200
        except httpx.TransportError:
            return False

    def stop(self, seconds: float = 60) -> int:
        """SIGTERM, and the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(seconds)
        unlike = [line for line in self.said().splitlines() if "unlike its schema" in line]
        assert not unlike, unlike
        return code

    def kill(self) -> None:
        """SIGKILL: no time for anything."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(30)

    def close(self) -> None:
        """Lets go of everything, whatever state it is in."""
        self.http.close()
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def said(self) -> str:
        """The server's own words."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    # -- talking to it

    def send(self, events: list[dict[str, Any]], **more: Any) -> httpx.Response:
        """One batch, as it is."""
        return self.http.post("/batch/", json={"api_key": self.token, "batch": events, **more})

    def ask(self, method: str, path: str, key: str | None = None, **more: Any) -> httpx.Response:
        """A request of the private API with a personal API key."""
        headers = {"authorization": f"Bearer {key or self.key}"}
        return self.http.request(method, path, headers=headers, **more)

    def sql(self, query: str, values: Mapping[str, Any] | None = None) -> list[list[Any]]:
        """The rows of a HogQL query."""
        body = {"query": {"kind": "HogQLQuery", "query": query, "values": dict(values or {})}}
        answer = self.ask("POST", "/api/projects/@current/query/", json=body)
        assert answer.status_code == 200, answer.text
        results: list[list[Any]] = answer.json()["results"]
        return results

    def all_rows(self, query: str) -> list[list[Any]]:
        """All rows of a query that ends in an order, however many; an answer has 50,000 at most."""
        rows: list[list[Any]] = []
        while True:
            page = self.sql(f"{query} limit {_PAGE} offset {len(rows)}")
            rows += page
            if len(page) < _PAGE:
                return rows

    def metric(self, name: str) -> float:
        """One figure of /metrics."""
        for line in self.http.get("/metrics").text.splitlines():
            label, _, value = line.rpartition(" ")
            if label == name:
                return float(value)
        raise KeyError(name)

    def wait_until_stored(self, seconds: float = 60) -> None:
        """Returns when everything that was acknowledged can be counted."""
        deadline = time.monotonic() + seconds
        while self.metric("tenrec_journal_backlog_bytes") > 0:
            assert time.monotonic() < deadline, f"still not stored\n{self.said()[-3000:]}"
            time.sleep(0.03)


def live_server(**settings: str) -> LiveServer:
    """A server on a folder of its own, not started; `close` leaves the folder to its caller."""
    return LiveServer(Path(tempfile.mkdtemp(prefix="tenrec-live-")), **settings)
