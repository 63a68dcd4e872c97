"""Reads what an engine answered: JSONCompact text into a Result of Python values."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from tenrec.core.errors import QueryRefused
from tenrec.store.base import Result

FORMAT = "JSONCompact"
SETTINGS: dict[str, str | int] = {
    "output_format_json_quote_64bit_integers": 0,
    "output_format_json_quote_denormals": 0,
    "output_format_json_quote_decimals": 1,
    "output_format_json_named_tuples_as_objects": 0,
    "output_format_json_escape_forward_slashes": 0,
    "output_format_json_validate_utf8": 1,
    "date_time_output_format": "iso",
}
"""What the reader below expects of the text."""

_WIDE = re.compile(r"\bU?Int(128|256)\b")
_TIMED = re.compile(r"\b(Date|Decimal|Float)")
Convert = Callable[[Any], Any]


def read(text: bytes) -> Result:
    """The answer to one query."""
    try:
        document = _loads(text)
        meta, rows = document["meta"], document["data"]
    except (ValueError, TypeError, KeyError) as error:
        raise QueryRefused("A query cannot choose its FORMAT.", code="syntax_error") from error
    cost = document.get("statistics", {})
    types = [column["type"] for column in meta]
    _convert(rows, types)
    return Result(
        [column["name"] for column in meta],
        types,
        rows,
        seconds=cost.get("elapsed", 0.0),
        rows_read=cost.get("rows_read", 0),
        bytes_read=cost.get("bytes_read", 0),
    )


def _loads(text: bytes) -> Any:
    document = orjson.loads(text)
    if any(_WIDE.search(column["type"]) for column in document["meta"]):
        return json.loads(text)  # slower, but exact beyond 64 bits
    return document


def _convert(rows: list[list[Any]], types: list[str]) -> None:
    for index, type_name in enumerate(types):
        convert = converter(type_name)
        if convert is not None:
            for row in rows:
                if row[index] is not None:
                    row[index] = convert(row[index])


@cache
def converter(type_name: str) -> Convert | None:
    """How a JSON value of this type becomes Python; None when it already is."""
    if not _TIMED.search(type_name):
        return None
    name, arguments = _split(type_name)
    match name:
        case "Nullable" | "LowCardinality" | "SimpleAggregateFunction":
            return converter(arguments[-1])
        case "Date" | "Date32":
            return date.fromisoformat
        case "DateTime" | "DateTime64":
            return _in_zone(arguments)
        case "Decimal":
            return Decimal
        case "Float32" | "Float64" | "BFloat16":
            return float  # JSON has no other way to write 1.0 than 1
        case "Array":
            return _each(converter(arguments[0]))
        case "Map":
            return _values(converter(arguments[1]))
        case "Tuple":
            return _fields([converter(_unnamed(a)) for a in arguments])
    return None


def _in_zone(arguments: list[str]) -> Convert:
    zone = arguments[-1].strip("'") if arguments and arguments[-1].startswith("'") else "UTC"
    if zone == "UTC":
        return datetime.fromisoformat
    info = ZoneInfo(zone)
    return lambda text: datetime.fromisoformat(text).astimezone(info)


def _each(convert: Convert | None) -> Convert | None:
    if convert is None:
        return None
    return lambda items: [None if item is None else convert(item) for item in items]


def _values(convert: Convert | None) -> Convert | None:
    if convert is None:
        return None
    return lambda items: {k: None if v is None else convert(v) for k, v in items.items()}


def _fields(converts: list[Convert | None]) -> Convert:
    return lambda items: [
        item if convert is None or item is None else convert(item)
        for item, convert in zip(items, converts, strict=True)
    ]


def _split(type_name: str) -> tuple[str, list[str]]:
    """`Map(String, Tuple(a Date))` is `Map` and its two arguments."""
    name, _, rest = type_name.partition("(")
    arguments, depth, start = [], 0, 0
    body = rest[:-1]
    for index, letter in enumerate(body):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            arguments.append(body[start:index].strip())
            start = index + 1
    if body:
        arguments.append(body[start:].strip())
    return name, arguments


def _unnamed(argument: str) -> str:
    """The type of a tuple field, whose name may stand before it."""
    match = re.fullmatch(r"(?:`(?:[^`\\]|\\.)*`|\w+)\s+(\w.*)", argument)
    return match[1] if match else argument
