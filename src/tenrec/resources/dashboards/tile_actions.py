"""Actions on the tiles of one dashboard; each needs the right to change it."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.query.run import REFRESH_MODES
from tenrec.resources.dashboards import tiles
from tenrec.resources.dashboards.serializers import (
    ChangeTextSerializer,
    CopyTileSerializer,
    DashboardSerializer,
    MoveTileSerializer,
    NewTextSerializer,
    ReorderSerializer,
    TileChoiceSerializer,
)
from tenrec.rest.boards.dashboards import TileSerializer
from tenrec.rest.boards.placing import find_dashboards
from tenrec.rest.boards.results import Results, asked_filters, asked_mode, asked_object


class RunSerializer(serializers.Serializer[Any]):
    """Every insight of a dashboard with its result."""

    results = TileSerializer(many=True)


class TileActions:
    """Goes before the viewset in the bases."""

    @extend_schema(request=MoveTileSerializer, responses=DashboardSerializer)
    @action(detail=True, methods=["patch"])
    def move_tile(self: Any, request: Request, **_: Any) -> Response:
        """To another dashboard of the project, which must be editable, too."""
        given = _given(MoveTileSerializer, request)
        board = self.editable()
        name = "toDashboard" if "toDashboard" in given else "to_dashboard"
        target = find_dashboards([given[name]], self.project, name)[given[name]]
        self.rights.check(target)
        tiles.move(tiles.find_tile(board, given["tile"]["id"], "tile__id"), target)
        answer: Response = self.changed(board)
        return answer

    @extend_schema(request=CopyTileSerializer, responses=DashboardSerializer)
    @action(detail=True, methods=["post"])
    def copy_tile(self: Any, request: Request, **_: Any) -> Response:
        """From another dashboard of the project: the same insight, or the same words."""
        given = _given(CopyTileSerializer, request)
        board = self.editable()
        number = given["fromDashboardId"]
        source = find_dashboards([number], self.project, "fromDashboardId")[number]
        tiles.copy(tiles.find_tile(source, given["tileId"], "tileId"), board, self.user)
        answer: Response = self.changed(board)
        return answer

    @extend_schema(request=ReorderSerializer, responses=DashboardSerializer)
    @action(detail=True, methods=["post"])
    def reorder_tiles(self: Any, request: Request, **_: Any) -> Response:
        """Puts the tiles in this order and packs the grid anew."""
        given = _given(ReorderSerializer, request)
        board = self.editable()
        tiles.put_in_order(board, given["tile_order"], given["layout"])
        answer: Response = self.changed(board)
        return answer

    @extend_schema(request=NewTextSerializer, responses={201: TileSerializer})
    @action(detail=True, methods=["post"])
    def create_text_tile(self: Any, request: Request, **_: Any) -> Response:
        """Adds a text card."""
        given = _given(NewTextSerializer, request)
        board = self.editable()
        looks = {name: given[name] for name in ("layouts", "color") if name in given}
        tile = tiles.add_text(board, given["body"], self.user, **looks)
        self.log("updated", board)
        return Response(self.shown(tile), status=201)

    @extend_schema(request=ChangeTextSerializer, responses=TileSerializer)
    @action(detail=True, methods=["post"])
    def update_text_tile(self: Any, request: Request, **_: Any) -> Response:
        """Changes the words or the looks of a text card."""
        given = _given(ChangeTextSerializer, request)
        board = self.editable()
        tile = tiles.find_tile(board, given["tile_id"], "tile_id")
        looks = {name: given[name] for name in ("layouts", "color") if name in given}
        tiles.change_tiles(board, [{"id": tile.pk, **looks}], self.project, self.user)
        if "body" in given or tile.text is None:
            tiles.change_text(tile, given.get("body", ""), self.user, "tile_id")
        self.log("updated", board)
        return Response(self.shown(tiles.find_tile(board, tile.pk, "tile_id")))

    @extend_schema(request=TileChoiceSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def delete_tile(self: Any, request: Request, **_: Any) -> Response:
        """Takes a tile from the dashboard; its insight stays."""
        given = _given(TileChoiceSerializer, request)
        board = self.editable()
        tile = tiles.find_tile(board, given["tile_id"], "tile_id")
        tile.deleted = True
        tile.save(update_fields=["deleted"])
        self.log("updated", board)
        return Response(status=204)

    @extend_schema(
        responses=RunSerializer,
        parameters=[
            OpenApiParameter("refresh", str, enum=REFRESH_MODES, description="Blocking here."),
            OpenApiParameter("filters_override", str),
            OpenApiParameter("variables_override", str),
        ],
    )
    @action(detail=True, methods=["get"])
    def run_insights(self: Any, request: Request, **_: Any) -> Response:
        """Computes the insights of the dashboard; those that cannot be have no result."""
        board = self.get_object()
        results = Results(
            self.project,
            mode=asked_mode(request, "blocking"),
            filters={**(board.filters or {}), **(asked_filters(request) or {})},
            variables={
                **(board.variables or {}),
                **(asked_object(request, "variables_override") or {}),
            },
        )
        found = [tile for tile in board.tiles_ahead if tile.insight is not None]
        return Response({"results": [self.shown(tile, results) for tile in found]})

    def shown(self: Any, tile: Any, results: Results | None = None) -> Any:
        """A tile as JSON."""
        context = {**self.get_serializer_context(), "results": results}
        return TileSerializer(tile, context=context).data


def _given(serializer: type[serializers.Serializer[Any]], request: Request) -> Any:
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return body.validated_data
