"""Rows as a file: CSV, JSON or a spreadsheet, written piece by piece."""

import csv
import io
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from tenrec.core.errors import BadRequest
from tenrec.core.jsontext import dumps, loads
from tenrec.jobs import keep_going
from tenrec.resources.exports.models import CSV, JSON, XLSX
from tenrec.rest.csv_answer import Cells, flat, safe
from tenrec.rest.rendering import JSONAnswer

MOST_BYTES = 100_000_000
# What a spreadsheet can hold, by its file format.
_MOST_COLUMNS = 16_384
_LONGEST_TEXT = 32_767
_EXACT_INTEGERS = 10**15

Rows = Iterable[Any]
File = IO[bytes]
Columns = Sequence[str] | None


def write(export_format: str, rows: Rows, columns: Columns, file: File) -> None:
    """Writes the rows; `columns` chooses and orders them, None takes all."""
    _WRITERS[export_format](rows, columns, _Capped(file))


class _Capped:
    """A file that refuses to become too large."""

    def __init__(self, file: File) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        if self._file.tell() + len(data) > MOST_BYTES:
            raise BadRequest(f"The file would be larger than {MOST_BYTES // 1_000_000} MB.")
        return self._file.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _json(rows: Rows, columns: Columns, file: Any) -> None:
    render, separator = JSONAnswer().render, b"[\n"
    for row in rows:
        if columns is not None:
            row = _chosen(row, columns)
        file.write(separator + render(row))
        separator = b",\n"
    file.write(b"\n]\n" if separator == b",\n" else b"[]\n")


def _chosen(row: Any, columns: Sequence[str]) -> Cells:
    whole = row if isinstance(row, Mapping) else {}
    cells = flat(row)
    return {name: whole[name] if name in whole else cells.get(name) for name in columns}


def _csv(rows: Rows, columns: Columns, file: Any) -> None:
    line = io.StringIO()
    writer = csv.writer(line)

    def put(values: Iterable[Any]) -> None:
        writer.writerow([safe(value) for value in values])
        file.write(line.getvalue().encode(errors="replace"))
        line.seek(0)
        line.truncate()

    _table(rows, columns, put)


def _xlsx(rows: Rows, columns: Columns, file: Any) -> None:
    with tempfile.TemporaryDirectory(prefix="tenrec-export-") as folder:
        path = f"{folder}/book.xlsx"
        from xlsxwriter import Workbook  # only now: most servers never make one

        book = Workbook(path, {"constant_memory": True, "tmpdir": folder})
        sheet, count = book.add_worksheet(), 0

        def put(values: Iterable[Any]) -> None:
            nonlocal count
            for column, value in enumerate(values):
                _put_cell(sheet, count, column, value)
            count += 1

        try:
            _table(rows, columns, put)
        finally:
            book.close()  # its parts are files
        with open(path, "rb") as made:
            shutil.copyfileobj(made, file)


def _put_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if column >= _MOST_COLUMNS:
        raise BadRequest(f"A spreadsheet holds {_MOST_COLUMNS} columns at most: ask for CSV.")
    if isinstance(value, int | float) and abs(value) < _EXACT_INTEGERS:
        sheet.write_number(row, column, value)
        return
    # Never `write`, which makes formulas and links of what looks like them.
    text = str(value).encode(errors="replace").decode()
    if len(text) > _LONGEST_TEXT:
        raise BadRequest(f"A spreadsheet's cell holds {_LONGEST_TEXT} characters: ask for CSV.")
    sheet.write_string(row, column, text)


def _table(rows: Rows, columns: Columns, put: Callable[[Iterable[Any]], None]) -> None:
    """A header, then the rows. Any row may bring a column, so they are put aside first."""
    with tempfile.TemporaryFile(prefix="tenrec-export-") as aside:
        found: dict[str, None] = {}
        for row in rows:
            cells = flat(row)
            found.update(dict.fromkeys(cells))
            aside.write(dumps(cells) + b"\n")
            if aside.tell() > 10 * MOST_BYTES:
                raise BadRequest("The rows are too large for one file.")
        aside.seek(0)
        names = list(found) if columns is None else list(columns)
        put(names)
        for cells in _read(aside):
            put([cells.get(name, "") for name in names])


def _read(file: File) -> Iterator[Cells]:
    for line in file:
        keep_going()
        yield dict(loads(line))


_WRITERS: dict[str, Callable[[Rows, Columns, Any], None]] = {
    CSV: _csv,
    JSON: _json,
    XLSX: _xlsx,
}
