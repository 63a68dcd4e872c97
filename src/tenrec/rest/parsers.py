"""Reads JSON bodies: capped, strict, and nothing that a database could choke on."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from tenrec.core.errors import TooLarge

MOST_LEVELS = 256
"""Far below what Python can write again: what was read must be kept, logged and shown."""


class JSONBody(BaseParser):
    """UTF-8 JSON without NaN, lone surrogates or bottomless nesting."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise TooLarge(f"The request body is larger than {limit} bytes.")
        if not raw.strip():
            return {}
        try:
            text = raw.decode("utf-8-sig")
            data = json.loads(text, parse_constant=_refuse)
            if "\\ud" in text or "\\uD" in text:
                json.dumps(data, ensure_ascii=False).encode()
            if text.count("[") + text.count("{") > MOST_LEVELS:
                _check_levels(data)
        except RecursionError:
            raise ParseError("JSON parse error - nested too deeply") from None
        except ValueError as error:  # syntax, encoding, endless numbers
            raise ParseError(f"JSON parse error - {_reason(error)}") from error
        return data


def _check_levels(data: Any) -> None:
    """Level by level, so that the check itself needs no depth."""
    level = [data]
    for _ in range(MOST_LEVELS):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return
    raise RecursionError


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _reason(error: ValueError) -> str:
    if isinstance(error, UnicodeEncodeError):
        return "a lone surrogate is not a character"
    return str(error)
