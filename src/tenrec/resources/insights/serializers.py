"""Bodies of the actions on insights, and the insight with how often it was looked at."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.rest.boards.access import live_tiles
from tenrec.rest.boards.fields import ObjectField
from tenrec.rest.boards.insights import InsightSerializer
from tenrec.rest.serializers import UserBasicSerializer


class ViewedSerializer(serializers.Serializer[Any]):
    """Which insights the caller looks at."""

    insight_ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**62), min_length=1, max_length=1000
    )


class SeenSerializer(serializers.Serializer[Any]):
    """It is done."""

    success = serializers.BooleanField()


class OnDashboardSerializer(InsightSerializer):
    """An insight; with `from_dashboard`, also its place there."""

    color = serializers.SerializerMethodField(help_text="Of its tile on `from_dashboard`.")
    layouts = serializers.SerializerMethodField(help_text="Of its tile on `from_dashboard`.")

    class Meta(InsightSerializer.Meta):
        fields = [*InsightSerializer.Meta.fields, "color", "layouts"]

    def get_color(self, insight: Any) -> str | None:
        tile = self._tile(insight)
        return None if tile is None else tile.color

    @extend_schema_field(ObjectField(allow_null=True))
    def get_layouts(self, insight: Any) -> Any:
        tile = self._tile(insight)
        return None if tile is None else tile.layouts

    def _tile(self, insight: Any) -> Any:
        wanted = self.context.get("from_dashboard")
        found = (tile for tile in live_tiles(insight) if tile.dashboard_id == wanted)
        return next(found, None)


class TrendingSerializer(InsightSerializer):
    """An insight and who looked at it."""

    view_count = serializers.IntegerField(
        read_only=True, help_text="How many people looked at it within these days."
    )
    viewers = serializers.SerializerMethodField(help_text="The latest of them, at most five.")

    class Meta(InsightSerializer.Meta):
        fields = [*InsightSerializer.Meta.fields, "view_count", "viewers"]

    def get_viewers(self, insight: Any) -> list[dict[str, Any]]:
        users = [view.user for view in insight.recent_views[:5]]
        shown: Any = UserBasicSerializer(users, many=True).data
        return list(shown)
