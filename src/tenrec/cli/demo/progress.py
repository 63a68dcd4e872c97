"""One line on the terminal that says how far something is."""

import sys
import time
from typing import TextIO

_BAR = 28


class Progress:
    """Draws itself at most five times a second; where there is no terminal, a line every tenth."""

    def __init__(self, total: int, out: TextIO = sys.stderr) -> None:
        self._total = total
        self._out = out
        self._done = 0
        self._began = time.monotonic()
        self._drawn = 0.0
        self._tenth = 0

    def advance(self, count: int) -> None:
        """So many events more are done."""
        self._done += count
        now = time.monotonic()
        if self._out.isatty():
            if now - self._drawn > 0.2 or self._done >= self._total:
                self._drawn = now
                self._out.write(f"\r\x1b[K{self.line(now)}")
                self._out.flush()
        elif self._done * 10 // self._total > self._tenth:
            self._tenth = self._done * 10 // self._total
            self._out.write(f"{self.line(now)}\n")
            self._out.flush()

    def finish(self) -> None:
        """Ends the line."""
        if self._out.isatty():
            self._out.write("\n")

    def line(self, now: float) -> str:
        """The bar with count, rate and the time that is left."""
        share = min(self._done / self._total, 1.0)
        rate = self._done / max(now - self._began, 0.001)
        left = (self._total - self._done) / rate if rate else 0.0
        bar = "█" * round(share * _BAR)
        return (
            f"  {bar:░<{_BAR}} {share:4.0%}  {self._done:,} of {self._total:,} events  "
            f"{rate:,.0f}/s  {int(left) // 60}:{int(left) % 60:02} left"
        )
