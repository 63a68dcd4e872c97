"""What a body may hold about tiles, variables and colors."""

from typing import Any

from django.apps import apps
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.query.schema.check import validate_part
from tenrec.query.schema.parts import Variable
from tenrec.resources.dashboards.models import LONGEST_TEXT
from tenrec.rest.boards.dashboards import TileSerializer
from tenrec.rest.boards.fields import LayoutsField, check_size

_BIG = 2**62
_MOST_TILES = 500


class BodySerializer(serializers.Serializer[Any]):
    """The words of a text card."""

    body = serializers.CharField(max_length=LONGEST_TEXT, help_text="Markdown, 4000 characters.")


class InsightIdField(serializers.IntegerField):
    """The id of an insight; the insight itself, as a tile shows it, is taken for its id."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, dict):
            data = data.get("id")
        return super().to_internal_value(data)


class TileWriteSerializer(serializers.Serializer[Any]):
    """A tile to change (with `id`), or to add (with `text` or `insight`)."""

    id = serializers.IntegerField(required=False, min_value=1, max_value=_BIG)
    layouts = LayoutsField(required=False)
    color = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=400)
    order = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    deleted = serializers.BooleanField(required=False, allow_null=True)
    text = BodySerializer(required=False, allow_null=True)
    insight = InsightIdField(required=False, allow_null=True, min_value=1, max_value=_BIG)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        kinds = [name for name in ("text", "insight") if attrs.get(name) is not None]
        if "id" not in attrs and len(kinds) != 1:
            problem = "A new tile needs either a text or an insight."
            raise serializers.ValidationError({"text": [problem]}, code="required")
        return attrs


class TilesField(serializers.Field[Any, Any, Any, Any]):
    """Tiles as they are shown; in a body, those to change and to add."""

    def get_attribute(self, instance: Any) -> Any:
        return instance.tiles_ahead

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, list) and len(data) > _MOST_TILES:
            raise serializers.ValidationError(f"At most {_MOST_TILES} tiles.")
        given: Any = TileWriteSerializer(data=data, many=True)
        given.is_valid(raise_exception=True)
        return given.validated_data

    def to_representation(self, value: Any) -> Any:
        return TileSerializer(value, many=True, context=self.context).data


class _TilesSchema(OpenApiSerializerFieldExtension):
    """Tells the document that tiles are written in another shape than they are shown in."""

    target_class = TilesField

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        shape = TileWriteSerializer if direction == "request" else TileSerializer
        return {"type": "array", "items": auto_schema.resolve_serializer(shape(), direction).ref}


@extend_schema_field({"type": "object", "additionalProperties": {}, "nullable": True})
class VariablesField(serializers.JSONField):
    """Values of SQL variables by their ids."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise serializers.ValidationError("An object is required.")
        check_size(data)
        for key, variable in data.items():
            validate_part(Variable, variable, f"{self.field_name}__{key[:100]}")
        return data


@extend_schema_field({"nullable": True})
class BreakdownColorsField(serializers.JSONField):
    """Colors of breakdown values: a list of entries, or an object by value."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, list | dict):
            raise serializers.ValidationError("A list is required.")
        check_size(data)
        return data


class ThemeIdField(serializers.IntegerField):
    """The id of a color theme of this project; 0 is the default theme."""

    def to_internal_value(self, data: Any) -> int:
        number = super().to_internal_value(data)
        themes = apps.get_model("data_color_themes", "DataColorTheme")._default_manager
        project = self.context["view"].project
        if number != 0 and not themes.filter(project=project, pk=number).exists():
            problem = f"Color theme {number} does not exist."
            raise serializers.ValidationError(problem, code="does_not_exist")
        return number
