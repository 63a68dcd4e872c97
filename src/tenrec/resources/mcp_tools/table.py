"""Rows of an answer as text that a language model reads: one line each, cells between bars."""

import json
from collections.abc import Sequence
from typing import Any

_LONGEST = 500


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, cuts: bool) -> str:
    """The header, then the rows; long cells are cut when `cuts`."""
    lines = [columns, *rows]
    return "\n".join(" | ".join(_cell(value, cuts=cuts) for value in line) for line in lines)


def _cell(value: Any, *, cuts: bool) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # A cell may not look like another cell or row.
    text = text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n").replace("\r", "\\r")
    return (
        f"{text[:_LONGEST]}… ({len(text):,} characters)" if cuts and len(text) > _LONGEST else text
    )
