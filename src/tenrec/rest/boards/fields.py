"""Serializer fields of queries, layouts and other JSON that is checked and kept as it was sent."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.query.schema.check import check_bearable, validate_query
from tenrec.query.schema.legacy import validate_filters
from tenrec.rest.boards.results import check_filters

_OBJECT: dict[str, Any] = {"type": "object", "additionalProperties": {}}
_LARGEST = 200_000


@extend_schema_field({**_OBJECT, "nullable": True})
class QueryField(serializers.JSONField):
    """A query of the schema; what is wrong is named by its way: `query__source__series__0`."""

    def to_internal_value(self, data: Any) -> Any:
        validate_query(data, self.field_name or "query")
        return data


@extend_schema_field(_OBJECT)
class LegacyFiltersField(serializers.JSONField):
    """Filters of the time before queries."""

    def to_internal_value(self, data: Any) -> Any:
        validate_filters(data, self.field_name or "filters")
        return data


@extend_schema_field(_OBJECT)
class DashboardFiltersField(serializers.JSONField):
    """Dates, properties and breakdown that a dashboard lays over its insights."""

    def to_internal_value(self, data: Any) -> Any:
        check_filters(data, self.field_name or "filters")
        return data


@extend_schema_field({**_OBJECT, "nullable": True})
class ObjectField(serializers.JSONField):
    """Any JSON object of a bearable size."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise serializers.ValidationError("An object is required.")
        check_size(data)
        return data


@extend_schema_field({"type": "object", "additionalProperties": _OBJECT})
class LayoutsField(serializers.JSONField):
    """`{"sm": {"x": 0, "y": 0, "w": 6, "h": 5}, "xs": …}`."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise serializers.ValidationError("An object of sm and xs is required.")
        for screen, place in data.items():
            if not isinstance(place, dict):
                raise serializers.ValidationError({str(screen)[:50]: ["An object is required."]})
            for side in ("x", "y", "w", "h"):
                if side in place and not _is_place(place[side]):
                    problem = "A number from 0 to 1000 is required."
                    raise serializers.ValidationError({str(screen)[:50]: {side: [problem]}})
        check_size(data)
        return data


def _is_place(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # The last row of a grid is `Infinity` in browsers, which JSON makes null.
    return value is None or (is_number and 0 <= value <= 1000)


def check_size(data: Any) -> None:
    """Raises ValidationError for what is too large or too deep to keep."""
    try:
        check_bearable(data, _LARGEST)
    except ValueError as error:
        raise serializers.ValidationError(str(error)) from None
