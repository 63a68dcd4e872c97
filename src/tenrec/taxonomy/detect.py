"""Which type a property has, judged by its name and one value."""

import re
from enum import StrEnum
from typing import Any

_RECENT_SECONDS = 15_768_000  # half a year
_TIME_WORDS = re.compile(r"time|date|_at|-at|createdat|updatedat")
_TEXT_NAMES = ("utm_", "$initial_utm_", "$feature/", "$survey_response")
_BOOLEAN_TEXTS = frozenset({"true", "false", "TRUE", "FALSE"})

_CLOCK = r"\d{2}:\d{2}:\d{2}"
_DATES = r"(?:\d{4}([-/])\d{2}\1\d{2}|\d{2}([-/])\d{2}\2\d{4})"
_DATE_LIKE = re.compile(
    rf"{_DATES}(?:[ T]{_CLOCK}.*)?"
    # RFC 3339 with any separator case, RFC 2822 with or without the day's name
    rf"|\d{{4}}-\d{{2}}-\d{{2}}[Tt ]{_CLOCK}(?:\.\d+)?(?:[Zz]|[+-]\d{{2}}:\d{{2}})"
    r"|(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})? "
    r"(?:[+-]\d{4}|[A-Z]{1,3})",
    re.DOTALL,
)


class PropertyType(StrEnum):
    """What filters offer for a property."""

    STRING = "String"
    NUMERIC = "Numeric"
    BOOLEAN = "Boolean"
    DATETIME = "DateTime"


def detect(name: str, value: Any, now: float) -> PropertyType | None:
    """None for null, objects and arrays: a later value may tell. `now` is unix seconds."""
    lowered = name.lower()
    if value is None or isinstance(value, dict | list):
        return None
    if lowered.startswith(_TEXT_NAMES) or lowered == "$feature_flag_response":
        return PropertyType.STRING
    if isinstance(value, bool):
        return PropertyType.BOOLEAN
    if isinstance(value, int | float):
        is_time = value >= now - _RECENT_SECONDS and _TIME_WORDS.search(lowered) is not None
        return PropertyType.DATETIME if is_time else PropertyType.NUMERIC
    return _of_text(str(value).strip())


def _of_text(text: str) -> PropertyType:
    if text in _BOOLEAN_TEXTS:
        return PropertyType.BOOLEAN
    # No date is this short or starts otherwise; most texts are turned away here.
    if len(text) >= 10 and _DATE_LIKE.fullmatch(text):
        return PropertyType.DATETIME
    return PropertyType.STRING
