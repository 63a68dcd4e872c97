"""What a user chose: notifications, table columns, a hedgehog; none may grow without end."""

import json
from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

_MOST_BYTES = 64 * 1024
NOTIFICATIONS: dict[str, Any] = {
    "plugin_disabled": True,
    "error_tracking_issue_assigned": True,
    "discussions_mentioned": True,
    "all_weekly_digest_disabled": False,
    "project_weekly_digest_disabled": {},
}


@extend_schema_field({"type": "object", "additionalProperties": {}})
class SmallObject(serializers.JSONField):
    """A JSON object of 64 KB at most."""

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        if not isinstance(value, dict):
            raise serializers.ValidationError("Must be a JSON object.")
        if len(json.dumps(value)) > _MOST_BYTES:
            raise serializers.ValidationError("Must be smaller than 64 KB.", code="max_length")
        if "\\u0000" in json.dumps(value):
            raise serializers.ValidationError(
                "Null characters are not allowed.", code="null_characters_not_allowed"
            )
        return value


class Notifications(SmallObject):
    """Which e-mails a user wants; what is not said stays as it was."""

    def to_representation(self, value: Any) -> Any:
        return {**NOTIFICATIONS, **(value or {})}

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        for name, wish in value.items():
            if name not in NOTIFICATIONS:
                raise serializers.ValidationError(f"'{name}' is no notification setting.")
            if not _fits(wish, NOTIFICATIONS[name]):
                raise serializers.ValidationError(f"'{name}' is not of the right type.")
        return value


def _fits(wish: Any, sample: Any) -> bool:
    if isinstance(sample, Mapping):
        return isinstance(wish, dict) and all(isinstance(v, bool) for v in wish.values())
    return isinstance(wish, bool)
