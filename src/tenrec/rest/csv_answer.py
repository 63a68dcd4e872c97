"""Lists as CSV: `?format=csv`, `….csv`, or `Accept: text/csv`."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from tenrec.rest.rendering import ExactJSON

MOST_ROWS = 10_000
"""Rows of one CSV file; whoever wants more follows the pages."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Cells = dict[str, Any]


class CSVAnswer(BaseRenderer):
    """The rows of a list; members of objects become columns such as `created_by.email`."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        rows = data.get("results", [data]) if isinstance(data, Mapping) else data
        return as_csv(rows or [])


class Negotiation(DefaultContentNegotiation):
    """`?format=` must be one that the view can give."""

    def filter_renderers(self, renderers: Any, format: str) -> Any:
        found = [renderer for renderer in renderers if renderer.format == format]
        if not found:
            known = ", ".join(sorted({str(renderer.format) for renderer in renderers}))
            raise ValidationError({"format": [f"Must be one of: {known}."]}, code="invalid")
        return found


def is_csv(request: Request) -> bool:
    """Whether the answer will be a CSV file."""
    return getattr(request.accepted_renderer, "format", None) == CSVAnswer.format


def file_name(path: str) -> str:
    """What a browser calls the file: the last word of the path."""
    return re.sub(r"\W", "_", path.removesuffix(".csv").strip("/").split("/")[-1]) + ".csv"


def as_csv(rows: Iterable[Any]) -> str:
    """A header with every column that any row has, in order of appearance, then the rows."""
    lines = [flat(row) for row in rows]
    columns = list(dict.fromkeys(name for line in lines for name in line))
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([safe(name) for name in columns])
    writer.writerows([safe(line.get(name, "")) for name in columns] for line in lines)
    return file.getvalue()


def flat(row: Any) -> Cells:
    """The cells of a row by column; lists, and empty objects, are JSON text."""
    return dict(_cells("", row))


def safe(cell: Any) -> Any:
    """A spreadsheet would run what looks like a formula; a quote in front makes it text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _cells(path: str, value: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(value, ExactJSON):
        value = json.loads(value.text)
    if isinstance(value, Mapping) and (value or not path):
        for name, inner in value.items():
            yield from _cells(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(value, Mapping | list | tuple) and path:
        yield path, json.dumps(value, default=_plain, ensure_ascii=False)
    else:
        yield path or "value", _cell(value)


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return value if isinstance(value, int | float) else str(value)


def _plain(value: Any) -> Any:
    return json.loads(value.text) if isinstance(value, ExactJSON) else str(value)
