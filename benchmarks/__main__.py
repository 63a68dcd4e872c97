"""Runs the measurements and prints one table: `make bench`, or python -m benchmarks --quick."""

import argparse
import os
import platform
import sys
import time

from benchmarks import (
    capture,
    demo,
    flag_requests,
    flags,
    idle,
    latency,
    lists,
    pipeline,
    query,
    start,
)
from benchmarks.run import Run, tell
from benchmarks.table import Line, render

# The order matters: the last five share a server with a million events; idle is the longest, and
# after it the engine has merged what came in a rush, as a product in use has.
_ALL = {
    "capture": capture.measure,
    "pipeline": pipeline.measure,
    "latency": latency.measure,
    "demo": demo.measure,
    "flags": flags.measure,
    "flag-requests": flag_requests.measure,
    "start": start.measure,
    "idle": idle.measure,
    "query": query.measure,
    "lists": lists.measure,
}


def main() -> int:
    options = _options()
    run, lines = Run(is_quick=options.quick), list[Line]()
    began, busy = time.monotonic(), os.getloadavg()[0]
    try:
        for name in options.only or _ALL:
            try:
                lines += _ALL[name](run)
            except Exception as error:  # the other figures are still worth having
                tell(f"{name} failed: {error!r}")
                lines.append(Line(name=name, figure="failed", passes=False))
    finally:
        run.close()
    print(render(lines))
    print(_footer(time.monotonic() - began, busy, is_quick=options.quick))
    return 1 if any(line.figure == "failed" for line in lines) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(_ALL), help="just these")
    parser.add_argument("--quick", action="store_true", help="a tenth of the work, rough figures")
    return parser.parse_args()


def _footer(seconds: float, busy: float, *, is_quick: bool) -> str:
    note = "; QUICK: a tenth of the work, do not quote" if is_quick else ""
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, load average "
        f"{busy:.1f} before the run, {seconds / 60:.0f} min{note}"
    )


if __name__ == "__main__":
    sys.exit(main())
