"""A color theme as the API shows it."""

import re
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.resources.data_color_themes.models import DataColorTheme
from tenrec.rest.serializers import UserBasicSerializer

_PRESET = re.compile(r"preset-[1-9][0-9]?")
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class ColorsField(serializers.JSONField):
    """`{"preset-1": "#1d4aff", …}`."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict) or not data:
            raise serializers.ValidationError("An object of preset-1, preset-2, … is required.")
        for preset, color in data.items():
            if not _PRESET.fullmatch(preset):
                raise serializers.ValidationError({preset[:50]: ["This is no preset-1, preset-2."]})
            if not isinstance(color, str) or not _COLOR.fullmatch(color):
                raise serializers.ValidationError({preset: ["A color such as #1d4aff is needed."]})
        return data


class DataColorThemeSerializer(serializers.ModelSerializer[DataColorTheme]):
    """A palette."""

    colors = ColorsField(required=False, help_text="Colors by preset-1, preset-2, …")
    is_global = serializers.SerializerMethodField(help_text="Comes with the product.")
    created_by = UserBasicSerializer(read_only=True, allow_null=True)

    class Meta:
        model = DataColorTheme
        fields = ["id", "name", "colors", "is_global", "created_at", "created_by"]
        read_only_fields = ["id", "created_at", "created_by"]

    def get_is_global(self, theme: DataColorTheme) -> bool:
        return theme.project_id is None
