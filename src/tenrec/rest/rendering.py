"""Writes JSON answers; text that is JSON already goes out as it is, digit by digit."""

import json
from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


class ExactJSON:
    """A piece of JSON text that a client sent and gets back unchanged."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class JSONAnswer(BaseRenderer):
    """Compact UTF-8 JSON; numbers that JSON does not know become null."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        if data is None:
            return b""
        try:
            return orjson.dumps(data, default=_fast, option=orjson.OPT_NON_STR_KEYS)
        except TypeError:  # integers beyond 64 bits, or lone surrogates
            return json.dumps(data, default=_exact, separators=(",", ":")).encode()


def _fast(value: Any) -> Any:
    return orjson.Fragment(value.text) if isinstance(value, ExactJSON) else str(value)


def _exact(value: Any) -> Any:
    if isinstance(value, ExactJSON):
        return json.loads(value.text)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
