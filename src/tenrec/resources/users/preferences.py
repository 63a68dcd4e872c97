"""What a user chose: notifications, table columns, a hedgehog; none may grow without end."""

import json
from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.accounts.notifications import DEFAULTS

_MOST_BYTES = 64 * 1024


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
        return {**DEFAULTS, **(value or {})}

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        for name, wish in value.items():
            if name not in DEFAULTS:
                raise serializers.ValidationError(f"'{name}' is no notification setting.")
            if not _fits(wish, DEFAULTS[name]):
                raise serializers.ValidationError(f"'{name}' is not of the right type.")
        merged: Any = super().to_internal_value(_laid_over(self._kept(), value))
        return merged

    def _kept(self) -> dict[str, Any]:
        user = getattr(self.parent, "instance", None)
        return getattr(user, "notification_settings", None) or {}


def _laid_over(kept: dict[str, Any], wishes: dict[str, Any]) -> dict[str, Any]:
    """What was chosen, with the wishes; of projects and organizations, each for itself."""
    merged = {**kept, **wishes}
    for name, wish in wishes.items():
        if isinstance(wish, dict):
            merged[name] = {**(kept.get(name) or {}), **wish}
    return merged


def _fits(wish: Any, sample: Any) -> bool:
    if isinstance(sample, float):
        return isinstance(wish, int | float) and not isinstance(wish, bool) and 0 <= wish <= 1
    if isinstance(sample, Mapping):
        return isinstance(wish, dict) and all(isinstance(v, bool) for v in wish.values())
    return isinstance(wish, bool)
