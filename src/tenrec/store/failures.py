"""Whose fault a ClickHouse error is, and what may be said about it."""

import re

from tenrec.core.errors import QueryRefused, StoreDown, TenrecError

_HEAD = re.compile(r"Code:\s*(\d+)\.\s*(?:DB::\w*Exception:\s*)?")
_NAME = re.compile(r"\(([A-Z][A-Z0-9_]{2,})\)")
_NOISE = (
    re.compile(r"\s*\(version [^)]*\)"),
    re.compile(r"Received from [^ ]+\.\s*"),
    re.compile(r"\s*Stack trace:.*", re.DOTALL),
    re.compile(r"\s*: [Ww]hile executing .*", re.DOTALL),
)
_ROW = re.compile(r"\(at row (\d+)\)")
_PATH = re.compile(r"(?<![\w`'\"])/(?:[\w.@+-]+/)+[\w.@+-]*")

_LIMITS = {
    "TIMEOUT_EXCEEDED": ("query_timeout", "The query took longer than it may and was stopped."),
    "TOO_SLOW": ("query_timeout", "The query would take longer than it may and was stopped."),
    "MEMORY_LIMIT_EXCEEDED": (
        "query_memory_limit",
        "The query needs more memory than it may use and was stopped.",
    ),
    "TOO_MANY_ROWS_OR_BYTES": (
        "query_too_many_rows",
        "The answer has more rows than a query may return; add a LIMIT.",
    ),
    "TOO_MANY_ROWS": (
        "query_too_many_rows",
        "The answer has more rows than a query may return; add a LIMIT.",
    ),
    "QUERY_WAS_CANCELLED": ("query_cancelled", "The query was stopped."),
}

# What the engine could not do, whatever was asked of it. Everything else is the query's.
_OURS = {
    "UNKNOWN_DATABASE", "ABORTED", "CANNOT_OPEN_FILE", "CANNOT_READ_ALL_DATA",
    "CANNOT_READ_FROM_FILE_DESCRIPTOR", "CANNOT_WRITE_TO_FILE_DESCRIPTOR", "CANNOT_FSYNC",
    "CANNOT_CLOSE_FILE", "CANNOT_CREATE_DIRECTORY", "CANNOT_ALLOCATE_MEMORY", "CANNOT_STAT",
    "CANNOT_SCHEDULE_TASK", "CHECKSUM_DOESNT_MATCH", "CORRUPTED_DATA", "FILE_DOESNT_EXIST",
    "LOGICAL_ERROR", "NETWORK_ERROR", "NOT_ENOUGH_SPACE", "NO_FREE_CONNECTION",
    "NO_SUCH_DATA_PART", "SOCKET_TIMEOUT", "SYSTEM_ERROR", "TABLE_IS_READ_ONLY",
    "TOO_MANY_PARTS", "TOO_MANY_SIMULTANEOUS_QUERIES", "UNKNOWN_EXCEPTION", "STD_EXCEPTION",
    "AUTHENTICATION_FAILED", "REQUIRED_PASSWORD", "ALL_CONNECTION_TRIES_FAILED",
    "KEEPER_EXCEPTION", "TOO_FEW_LIVE_REPLICAS", "NOT_INITIALIZED", "POCO_EXCEPTION",
    "BAD_DATA_PART_NAME", "UNFINISHED", "SERVER_OVERLOADED", "CANNOT_ASSIGN_ALTER",
}  # fmt: skip


class RowsRefused(QueryRefused):
    """Rows that cannot be stored; `row` counts from 0, and is None when nobody knows."""

    def __init__(self, detail: str, *, code: str | None = None, row: int | None = None) -> None:
        super().__init__(detail, code=code)
        self.row = row


def translate_insert(message: str) -> TenrecError:
    """As `translate`, but says which row it was where the engine knows."""
    error = translate(message)
    at = _ROW.search(message)
    if at is None or not isinstance(error, QueryRefused):
        return error
    # What follows repeats the row, which belongs to somebody.
    text = error.detail.partition(":")[0].partition("\n")[0]
    return RowsRefused(f"{text} (row {at[1]}).", code=error.code, row=int(at[1]) - 1)


def translate(message: str) -> TenrecError:
    """A ClickHouse error text as ours; file paths and versions are left out."""
    head = _HEAD.search(message)
    names = _NAME.findall(message)
    if head is None or not names:
        return StoreDown("The event store does not answer.")
    name = names[-1]
    if name in _LIMITS:
        code, text = _LIMITS[name]
        return QueryRefused(text, code=code)
    if name in _OURS:
        return StoreDown(f"The event store failed: {name.lower()}.", code=name.lower())
    return QueryRefused(_words(message[head.end() :], name), code=name.lower())


def _words(text: str, name: str) -> str:
    for noise in _NOISE:
        text = noise.sub("", text)
    text = re.sub(r"Code:\s*\d+\.\s*DB::\w*Exception:\s*", "", text)
    text = text.replace(f"({name})", "").strip().rstrip(".")
    for place in (": In scope ", ". In query "):  # our SQL, not what was asked
        text = text.partition(place)[0]
    return _PATH.sub("…", text)[:1000] + "."
