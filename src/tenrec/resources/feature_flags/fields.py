"""Serializer fields of flags: filters that can be evaluated, dashboards of the same project."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.resources.feature_flags.checks import checked_filters
from tenrec.resources.feature_flags.reading import bearable

_JSON: dict[str, Any] = {}
_PROPERTY: dict[str, Any] = {
    "type": "object",
    "required": ["key", "type"],
    "properties": {
        "key": {"type": "string"},
        "type": {"type": "string", "enum": ["person", "cohort", "group", "flag"]},
        "value": _JSON,
        "operator": {"type": "string", "nullable": True},
        "group_type_index": {"type": "integer", "nullable": True},
    },
    "additionalProperties": _JSON,
}
_INDEX = {
    "type": "integer",
    "nullable": True,
    "minimum": 0,
    "maximum": 4,
    "description": "Of the group type whose groups are asked; null for persons.",
}
_SHARE = {"type": "number", "nullable": True, "minimum": 0, "maximum": 100}
_GROUP: dict[str, Any] = {
    "type": "object",
    "description": "All its properties must hold; then it is on for a share of those who ask.",
    "properties": {
        "properties": {"type": "array", "items": _PROPERTY},
        "rollout_percentage": _SHARE,
        "variant": {"type": "string", "nullable": True},
        "aggregation_group_type_index": _INDEX,
    },
    "additionalProperties": _JSON,
}
_VARIANT: dict[str, Any] = {
    "type": "object",
    "required": ["key", "rollout_percentage"],
    "properties": {
        "key": {"type": "string"},
        "name": {"type": "string", "nullable": True},
        "rollout_percentage": {"type": "number", "minimum": 0, "maximum": 100},
    },
    "additionalProperties": _JSON,
}
FILTERS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "groups": {"type": "array", "items": _GROUP},
        "multivariate": {
            "type": "object",
            "nullable": True,
            "properties": {"variants": {"type": "array", "nullable": True, "items": _VARIANT}},
            "additionalProperties": _JSON,
        },
        "payloads": {"type": "object", "nullable": True, "additionalProperties": _JSON},
        "aggregation_group_type_index": _INDEX,
    },
    "additionalProperties": _JSON,
}


@extend_schema_field(FILTERS)
class FiltersField(serializers.JSONField):
    """For whom the flag is on; what is wrong is named by its way."""

    def to_internal_value(self, data: Any) -> Any:
        is_new = getattr(self.parent, "instance", None) is None
        return checked_filters(data, is_new=is_new)


@extend_schema_field({"nullable": True})
class AnyJSON(serializers.JSONField):
    """Any JSON of a bearable size."""

    def to_internal_value(self, data: Any) -> Any:
        return bearable(data, self.field_name or "value")


class DashboardsField(serializers.ListField):
    """The ids of dashboards; a new list replaces the old one."""

    def __init__(self, **options: Any) -> None:
        child = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
        super().__init__(child=child, max_length=100, **options)

    def to_representation(self, data: Any) -> list[int]:
        return sorted(dashboard.pk for dashboard in data.all())
