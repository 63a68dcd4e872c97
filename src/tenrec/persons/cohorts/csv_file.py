"""A CSV file that lists persons: which of its columns names them, and the names."""

import csv
import io
from collections.abc import Sequence

from tenrec.core.errors import BadRequest
from tenrec.persons.cohorts.models import CohortSource

Kind = CohortSource.Kind
_HEADERS = {
    "person_id": Kind.PERSON,
    "person-id": Kind.PERSON,
    "person .id": Kind.PERSON,
    "distinct_id": Kind.DISTINCT_ID,
    "distinct-id": Kind.DISTINCT_ID,
    "email": Kind.EMAIL,
    "e-mail": Kind.EMAIL,
}


def read_csv(content: bytes) -> tuple[str, list[str]]:
    """What the file lists, and by which of their names; BadRequest says what it lacks."""
    try:
        text = content.decode("utf-8-sig")
        rows = [
            row for row in csv.reader(io.StringIO(text, newline="")) if any(map(str.strip, row))
        ]
    except (UnicodeDecodeError, csv.Error):
        raise _bad_csv("The file is not CSV in UTF-8.") from None
    if not rows:
        raise _bad_csv("The file is empty.")
    head = [cell.strip().lower() for cell in rows[0]]
    if sum(map(bool, head)) <= 1 and not _HEADERS.keys() & set(head):
        kind, column, body = Kind.DISTINCT_ID, next(i for i, c in enumerate(head) if c), rows
    else:
        kind, column = _column(head)
        body = rows[1:]
    ids = [row[column].strip() for row in body if len(row) > column]
    ids = [one for one in dict.fromkeys(ids) if one and "\0" not in one]
    if not ids:
        raise _bad_csv("The file names nobody.")
    return kind, ids


def _column(head: Sequence[str]) -> tuple[CohortSource.Kind, int]:
    for wanted in (Kind.PERSON, Kind.DISTINCT_ID, Kind.EMAIL):
        for index, name in enumerate(head):
            if _HEADERS.get(name) == wanted:
                return wanted, index
    names = ", ".join(head)[:200]
    raise _bad_csv(f"One of its columns must be person_id, distinct_id or email. It has: {names}")


def _bad_csv(why: str) -> BadRequest:
    return BadRequest(why, attr="csv")
