"""Django behind the data plane: its ASGI app, with bodies capped while they are read."""

import os
from importlib import import_module
from typing import cast

import orjson
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tenrec.core.errors import TooLarge

MAX_BODY = 20 * 1024 * 1024
_PREFIXES = ("/api/", "/_preflight", "/logout")


def start_django() -> ASGIApp:
    """Sets Django up and gives its ASGI app."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenrec.settings")
    from django.core.asgi import get_asgi_application  # after the settings module is named

    return capped(cast(ASGIApp, get_asgi_application()), MAX_BODY)


def warm_up() -> None:
    """Loads all resources, so that the first person does not wait for it."""
    import_module("tenrec.urls")


def is_control(path: str) -> bool:
    """Whether Django answers this path."""
    return path == "/api" or path.startswith(_PREFIXES)


class _TooLong(Exception):
    """More came than may come."""


def capped(app: ASGIApp, limit: int) -> ASGIApp:
    """Refuses a body over `limit` bytes before Django spools it to disk."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if _declared_length(scope) > limit:
            await _refusal(limit)(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _TooLong
            return message

        try:
            await app(scope, counted, send)
        except _TooLong:  # the length was not declared; Django reads all before it answers
            await _refusal(limit)(scope, receive, send)

    return guarded


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _refusal(limit: int) -> Response:
    error = TooLarge(f"The request body is larger than {limit} bytes.")
    # The rest of the body is not read, so the connection cannot serve another request.
    return Response(
        orjson.dumps(error.as_json()),
        413,
        headers={"connection": "close"},
        media_type="application/json",
    )
