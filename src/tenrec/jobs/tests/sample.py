"""Jobs for the tests: importable, as a job must be."""

import time
from datetime import timedelta
from pathlib import Path

from tenrec.jobs import is_last_attempt, job, keep_going


@job()
def write_line(path: str, text: str) -> None:
    """Says that it ran."""
    with Path(path).open("a") as file:
        file.write(text + "\n")


@job(max_attempts=3, backoff=timedelta(seconds=10))
def always_fail(path: str) -> None:
    """Says that it ran, and raises what a database may refuse to keep."""
    write_line.func(path, "tried for the last time" if is_last_attempt() else "tried")
    raise ValueError("no luck \x00 \ud800")


@job(max_attempts=3)
def fail_once(path: str) -> None:
    """Works the second time."""
    write_line.func(path, "tried")
    if len(Path(path).read_text().splitlines()) == 1:
        raise OSError("not yet")


@job()
def wait_for(path: str, seconds: float) -> None:
    """Says that it began, and ends when the file `<path>.go` is there."""
    write_line.func(path, "began")
    deadline = time.monotonic() + seconds
    while not Path(path + ".go").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    write_line.func(path, "ended")


@job()
def count_up(path: str) -> None:
    """Works for ever, and is polite about it."""
    write_line.func(path, "began")
    while True:
        keep_going()
        time.sleep(0.02)


@job(every=timedelta(hours=1))
def hourly() -> None:
    """By the clock; what it does is not asked."""
