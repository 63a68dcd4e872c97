"""What a server costs that nobody uses: processor, disk, memory."""

import time
from pathlib import Path

from benchmarks.run import Run, processor_seconds, tell
from benchmarks.table import Line

_SECONDS = 600
_SETTLING = 20


def measure(run: Run) -> list[Line]:
    server = run.stored_server()
    assert server.process is not None
    process, seconds = server.process.pid, run.scaled(_SECONDS)
    total = server.sql("select count() from events")[0][0]
    tell(f"idle: {_SETTLING} s to settle, {seconds} s to watch")
    time.sleep(_SETTLING)
    used, began = processor_seconds(process), time.monotonic()
    sizes = []
    while time.monotonic() < began + seconds:
        time.sleep(10)
        sizes.append(_size(server.data))
    share = (processor_seconds(process) - used) / (time.monotonic() - began)
    # Merged parts go away meanwhile; what grows again after that would be growth all the same.
    growth, resident = sizes[-1] - min(sizes), _resident(process)
    return [
        Line(
            name=f"idle with {total:,} events: processor",
            figure=f"{share:.2%} of a core",
            bar="< 2 %",
            passes=share < 0.02,
        ),
        Line(
            name=f"idle: data folder in {seconds / 60:.0f} min",
            figure=f"{growth:+,} bytes ({sizes[0] / 1e6:,.0f} → {sizes[-1] / 1e6:,.0f} MB)",
            bar="no growth",
            passes=growth <= 0,
        ),
        Line(
            name="idle: resident memory",
            figure=f"{resident / 1e6:,.0f} MB",
            bar="< 600 MB",
            passes=resident < 600e6,
        ),
    ]


def _resident(process: int) -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmRSS")


def _size(folder: Path) -> int:
    """Bytes of all files; one that vanishes meanwhile has none."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.lstat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total
