"""Values of the engine as JSON: times in ISO with their zone, properties as they were sent."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tenrec.hogql.compiled import Compiled
from tenrec.store.base import Result


def as_json(result: Result, compiled: Compiled) -> list[list[Any]]:
    """The rows, ready for any JSON writer that keeps integers exact."""
    plain = {i for i, name in enumerate(result.types) if _is_plain(name)}
    busy = [i for i in range(len(result.types)) if i not in plain or i in compiled.json]
    if busy:
        for row in result.rows:
            for index in busy:
                value = row[index]
                row[index] = _parsed(value) if index in compiled.json else _value(value)
    return result.rows


def _is_plain(type_name: str) -> bool:
    return not any(word in type_name for word in ("Date", "Decimal", "Tuple", "Map", "Array"))


def _parsed(text: Any) -> Any:
    """The document that a JSON column holds, integers exact; text that is none stays text."""
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | tuple):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _value(item) for key, item in value.items()}
    return value


def iso(moment: datetime) -> str:
    """`2024-01-08T10:00:00-05:00`; UTC as Z."""
    text = moment.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
