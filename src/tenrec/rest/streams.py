"""Answers that are sent piece by piece while they are made."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from tenrec.rest.rendering import JSONAnswer

EVENTS = "text/event-stream"
MESSAGE = {
    "type": "object",
    "required": ["data"],
    "properties": {"data": {"type": "string", "description": "A JSON object with its `type`."}},
}
"""Each message of a stream of events, for the OpenAPI document."""


class EventStream(JSONAnswer):
    """Lets a browser's EventSource in, which accepts nothing else; refusals are JSON still."""

    media_type = EVENTS
    format = "events"


def streamed(request: HttpRequest, pieces: Iterator[bytes], kind: str) -> StreamingHttpResponse:
    """The answer, in the way of the server that gives it."""
    content: Any = _slowly(pieces) if isinstance(request, ASGIRequest) else pieces
    return StreamingHttpResponse(content, content_type=kind)


def message(data: Any) -> bytes:
    """One message of a stream of events."""
    return b"data: " + JSONAnswer().render(data) + b"\n\n"


async def _slowly(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """In a thread: the store answers in its own time, and the server has others to serve."""
    following = sync_to_async(lambda: next(pieces, None))
    while (piece := await following()) is not None:
        yield piece
