"""The tiles of a dashboard one after another, each as soon as it is computed."""

import logging
from collections.abc import Iterator
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from tenrec.core.errors import TenrecError
from tenrec.query.run import REFRESH_MODES
from tenrec.resources.dashboards.serializers import DashboardSerializer
from tenrec.rest.boards.dashboards import TileSerializer
from tenrec.rest.rendering import JSONAnswer
from tenrec.rest.streams import EVENTS, MESSAGE, EventStream, message, streamed

log = logging.getLogger(__name__)
_AT_ONCE = 2
_LAST = 10**6
_RENDERERS: list[type[BaseRenderer]] = [EventStream, JSONAnswer]


class Streaming:
    """Goes before the viewset in the bases."""

    @extend_schema(
        parameters=[
            OpenApiParameter("refresh", str, enum=REFRESH_MODES, description="As of one."),
            OpenApiParameter("filters_override", str),
            OpenApiParameter("variables_override", str),
            OpenApiParameter(
                "layoutSize", str, enum=["sm", "xs"], description="Whose order: `sm` by default."
            ),
        ],
        responses={(200, EVENTS): MESSAGE},
    )
    @action(detail=True, methods=["get"], renderer_classes=_RENDERERS)
    def stream_tiles(self: Any, request: Request, **_: Any) -> Any:
        """Server-sent events: `metadata` with the first tiles, a `tile` each, then `complete`.

        A tile that fails is an `error` with its `tile_id`; the others follow all the same.
        """
        board = self.get_object()
        context = self.looked_at(board, request)
        board.tiles_ahead = placed(board.tiles_ahead, request, "sm")
        return streamed(request._request, _messages(board, context), EVENTS)


def placed(tiles: list[Any], request: Request, default: str | None) -> list[Any]:
    """In the order of the grid of `layoutSize`; as they are when there is neither it nor a default.

    What it could be otherwise is not known: then the default holds.
    """
    asked = request.query_params.get("layoutSize") or request.query_params.get("layout_size")
    size = asked if asked in ("sm", "xs") else default
    return sorted(tiles, key=lambda tile: _place(tile, size)) if size else tiles


def _messages(board: Any, context: dict[str, Any]) -> Iterator[bytes]:
    tiles = board.tiles_ahead
    try:
        board.tiles_ahead = tiles[:_AT_ONCE]
        shown = DashboardSerializer(board, context=context).data
        yield message({"type": "metadata", "dashboard": shown})
    except Exception as problem:
        yield message({"type": "error", "error": _words(problem)})
        return
    for order, tile in enumerate(tiles[_AT_ONCE:], _AT_ONCE):
        try:
            data = TileSerializer(tile, context=context).data
            yield message({"type": "tile", "order": order, "tile": data})
        except Exception as problem:
            yield message({"type": "error", "tile_id": tile.pk, "error": _words(problem)})
    yield message({"type": "complete"})


def _words(problem: Exception) -> str:
    """The answer has begun: what went wrong can only be said in it."""
    if isinstance(problem, TenrecError):
        return problem.detail
    log.exception("a tile could not be shown")
    return "A server error occurred."


def _place(tile: Any, size: str) -> tuple[float, float, int]:
    """From the top, then from the left; what has no place comes last."""
    place = (tile.layouts or {}).get(size)
    place = place if isinstance(place, dict) else {}
    return _number(place.get("y")), _number(place.get("x")), tile.order


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) else _LAST
