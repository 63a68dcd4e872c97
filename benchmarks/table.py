"""The one table that a run of the benchmarks ends in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A figure; `ratio` compares it with `baseline`; `passes` is None where there is no bar."""

    name: str
    figure: str
    baseline: str = ""
    ratio: float | None = None
    bar: str = ""
    passes: bool | None = None


_HEAD = ("measurement", "figure", "baseline of this run", "ratio", "bar", "")


def render(lines: list[Line]) -> str:
    """Columns as wide as their widest cell."""
    rows = [_HEAD, *[_cells(line) for line in lines]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    texts = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([texts[0], "─" * max(map(len, texts)), *texts[1:]])


def _cells(line: Line) -> tuple[str, ...]:
    verdict = "" if line.passes is None else "✓" if line.passes else "✗"
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}x"
    return (line.name, line.figure, line.baseline, ratio, line.bar, verdict)
