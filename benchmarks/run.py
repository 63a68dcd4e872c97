"""What the measurements of one run share: how much to do, and the servers they do it to."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.live import LiveServer, live_server


@dataclass(slots=True)
class Run:
    """One run; `is_quick` makes everything smaller, and its figures worse than they are."""

    is_quick: bool
    _million: LiveServer | None = field(default=None)

    def scaled(self, full: int) -> int:
        """As much as asked for, or a tenth of it."""
        return full // 10 if self.is_quick else full

    @contextmanager
    def server(self) -> Iterator[LiveServer]:
        """A fresh server that is gone afterwards."""
        live = live_server()
        try:
            yield live.start()
        finally:
            live.close()
            shutil.rmtree(live.folder, ignore_errors=True)

    def stored_server(self) -> LiveServer:
        """A running server that holds the million events of the demo; made once a run."""
        if self._million is None:
            from benchmarks.demo import fill

            self._million = live_server().start()
            fill(self._million, self.scaled(1_000_000))
        return self._million

    def close(self) -> None:
        """Lets go of the server with the million events."""
        if self._million is not None:
            self._million.close()
            shutil.rmtree(self._million.folder, ignore_errors=True)


def tell(text: str) -> None:
    """Progress, beside the table."""
    print(f"· {text}", file=sys.stderr, flush=True)


def processor_seconds(process: int) -> float:
    """Processor time that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
