"""A dashboard with its tiles, and the bodies of the actions on it."""

from typing import Any

from rest_framework import serializers

from tenrec.resources.dashboards.fields import (
    BreakdownColorsField,
    ThemeIdField,
    TilesField,
    VariablesField,
)
from tenrec.resources.dashboards.models import LONGEST_TEXT, Collaborator, Restriction
from tenrec.rest.boards.dashboards import DashboardBasicSerializer
from tenrec.rest.boards.fields import DashboardFiltersField, LayoutsField, ObjectField
from tenrec.rest.fields import FolderField
from tenrec.rest.serializers import UserBasicSerializer

_BIG = 2**62


class DashboardSerializer(DashboardBasicSerializer):
    """A dashboard."""

    filters = DashboardFiltersField(
        required=False, help_text="Dates and properties laid over its insights."
    )
    variables = VariablesField(
        required=False, allow_null=True, help_text="Values of SQL variables by their ids."
    )
    breakdown_colors = BreakdownColorsField(required=False, allow_null=True)
    data_color_theme_id = ThemeIdField(
        required=False, allow_null=True, min_value=0, max_value=2**31 - 1
    )
    persisted_filters = ObjectField(read_only=True, allow_null=True)
    persisted_variables = ObjectField(read_only=True, allow_null=True)
    tiles = TilesField(
        required=False, help_text="In a body: tiles to change by `id`, and tiles to add."
    )
    use_template = serializers.CharField(
        write_only=True, required=False, allow_blank=True, max_length=400,
        help_text="Id or name of the template to begin with.",
    )  # fmt: skip
    use_dashboard = serializers.IntegerField(
        write_only=True, required=False, allow_null=True, min_value=1, max_value=_BIG,
        help_text="Id of the dashboard to copy.",
    )  # fmt: skip
    delete_insights = serializers.BooleanField(
        write_only=True, required=False,
        help_text="With `deleted`: delete its insights, too, unless they stand elsewhere.",
    )  # fmt: skip
    _create_in_folder = FolderField()

    class Meta(DashboardBasicSerializer.Meta):
        fields = [
            *DashboardBasicSerializer.Meta.fields,
            "filters",
            "variables",
            "breakdown_colors",
            "data_color_theme_id",
            "persisted_filters",
            "persisted_variables",
            "tiles",
            "use_template",
            "use_dashboard",
            "delete_insights",
            "_create_in_folder",
        ]

    def to_representation(self, instance: Any) -> Any:
        instance.persisted_filters = instance.filters or None
        instance.persisted_variables = instance.variables or None
        shown = super().to_representation(instance)
        for name in ("filters", "variables"):
            if (laid_over := self.context.get(name)) is not None:
                shown[name] = laid_over
        return shown

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("use_template") and attrs.get("use_dashboard"):
            problem = "Begin with a template or with a dashboard, not with both."
            raise serializers.ValidationError({"use_dashboard": [problem]})
        return attrs


class CollaboratorSerializer(serializers.ModelSerializer[Collaborator]):
    """A user who may change a locked dashboard."""

    user = UserBasicSerializer(read_only=True)
    dashboard_id = serializers.IntegerField(read_only=True)
    user_uuid = serializers.UUIDField(write_only=True, help_text="Of a member.")
    level = serializers.IntegerField(required=False, help_text="37: may edit; 21: may view.")

    class Meta:
        model = Collaborator
        fields = ["id", "dashboard_id", "user", "level", "added_at", "updated_at", "user_uuid"]
        read_only_fields = ["id", "added_at", "updated_at"]

    def validate_level(self, level: int) -> int:
        if level not in Restriction.values:
            raise serializers.ValidationError("Must be 21 or 37.")
        return level


class _TileIdSerializer(serializers.Serializer[Any]):
    """Which tile."""

    id = serializers.IntegerField(min_value=1, max_value=_BIG)


class MoveTileSerializer(serializers.Serializer[Any]):
    """Which tile goes to which dashboard."""

    tile = _TileIdSerializer()
    toDashboard = serializers.IntegerField(required=False, min_value=1, max_value=_BIG)
    to_dashboard = serializers.IntegerField(required=False, min_value=1, max_value=_BIG)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "toDashboard" not in attrs and "to_dashboard" not in attrs:
            problem = "This field is required."
            raise serializers.ValidationError({"toDashboard": [problem]}, code="required")
        return attrs


class CopyTileSerializer(serializers.Serializer[Any]):
    """Which tile of which dashboard comes here."""

    fromDashboardId = serializers.IntegerField(min_value=1, max_value=_BIG)
    tileId = serializers.IntegerField(min_value=1, max_value=_BIG)


class ReorderSerializer(serializers.Serializer[Any]):
    """The new order of the tiles."""

    tile_order = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=_BIG), min_length=1, max_length=1000
    )
    layout = serializers.ChoiceField(
        choices=["preserve", "two_column", "full_width"], default="preserve",
        help_text="Keep their sizes, or make them half or all of the grid.",
    )  # fmt: skip


class NewTextSerializer(serializers.Serializer[Any]):
    """A text card to add."""

    type = serializers.ChoiceField(choices=["text", "image"], default="text")
    body = serializers.CharField(max_length=LONGEST_TEXT, help_text="Markdown.")
    layouts = LayoutsField(required=False)
    color = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=400)


class ChangeTextSerializer(serializers.Serializer[Any]):
    """A text card to change."""

    tile_id = serializers.IntegerField(min_value=1, max_value=_BIG)
    body = serializers.CharField(required=False, max_length=LONGEST_TEXT)
    layouts = LayoutsField(required=False)
    color = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=400)


class TileChoiceSerializer(serializers.Serializer[Any]):
    """Which tile."""

    tile_id = serializers.IntegerField(min_value=1, max_value=_BIG)


class TemplateBodySerializer(serializers.Serializer[Any]):
    """A template, written out."""

    template = ObjectField(help_text="template_name, dashboard_description, tiles, …")
    creation_context = serializers.CharField(required=False, allow_null=True, max_length=100)
