"""A variable as the API shows it, and what its type lets it hold."""

import re
from typing import Any

from dateutil import parser
from rest_framework import serializers

from tenrec.resources.insight_variables.models import InsightVariable

Type = InsightVariable.Type
_LONGEST = 10_000


class InsightVariableSerializer(serializers.ModelSerializer[InsightVariable]):
    """A variable of SQL."""

    type = serializers.ChoiceField(
        choices=Type.choices, help_text="Decides what the values may be."
    )
    default_value = serializers.JSONField(
        required=False, allow_null=True, help_text="What it holds where a query does not say."
    )
    values = serializers.JSONField(
        required=False, allow_null=True, help_text="What a List may hold; null for other types."
    )
    created_by = serializers.IntegerField(
        source="created_by_id", read_only=True, allow_null=True, help_text="Id of the user."
    )

    class Meta:
        model = InsightVariable
        fields = [
            "id",
            "name",
            "type",
            "default_value",
            "created_by",
            "created_at",
            "code_name",
            "values",
            "is_multi",
        ]
        read_only_fields = ["id", "code_name", "created_by", "created_at"]
        extra_kwargs: dict[str, Any] = {
            "code_name": {"help_text": "What stands in SQL: `{variables.code_name}`."},
            "is_multi": {"help_text": "Whether a List may hold several of its values."},
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        old = self.instance
        whole = {
            name: attrs.get(name, getattr(old, name, None))
            for name in ("type", "default_value", "values", "is_multi")
        }
        _check_values(whole)
        _check_default(whole)
        if old is None:
            attrs["code_name"] = code_name(attrs["name"])
            self._check_free(attrs["code_name"])
        return attrs

    def _check_free(self, code: str) -> None:
        if not code:
            raise _wrong("name", "The name needs a letter, a digit or an underscore.")
        project = self.context["view"].project
        if InsightVariable.objects.filter(project=project, code_name=code).exists():
            problem = f"A variable with the code name {code} exists already."
            raise serializers.ValidationError({"name": [problem]}, code="unique")


def code_name(name: str) -> str:
    """`Start date!` → `start_date`."""
    return re.sub(r"[^a-zA-Z0-9_]", "", name.strip().replace(" ", "_")).lower()


def _check_values(whole: dict[str, Any]) -> None:
    values = whole["values"]
    if whole["type"] != Type.LIST:
        if values is not None:
            raise _wrong("values", "Only a List has values.")
        return
    if not isinstance(values, list) or not all(_is_plain(value) for value in values):
        raise _wrong("values", "A List needs a list of texts, numbers or booleans.")
    if len(values) > 1000:
        raise _wrong("values", "At most 1000 values.")


def _check_default(whole: dict[str, Any]) -> None:
    value, kind = whole["default_value"], whole["type"]
    if value is None:
        return
    right = {
        Type.STRING: isinstance(value, str) and len(value) <= _LONGEST,
        Type.NUMBER: isinstance(value, int | float) and not isinstance(value, bool),
        Type.BOOLEAN: isinstance(value, bool),
        Type.DATE: isinstance(value, str) and _is_date(value),
        Type.LIST: _is_of_list(value, whole),
    }[kind]
    if not right:
        raise _wrong("default_value", f"This is no value of a variable of type {kind}.")


def _is_of_list(value: Any, whole: dict[str, Any]) -> bool:
    allowed = whole["values"] or []
    if isinstance(value, list):
        return bool(whole["is_multi"]) and all(one in allowed for one in value)
    return value in allowed


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and len(str(value)) <= _LONGEST


def _is_date(text: str) -> bool:
    if re.fullmatch(r"-?\d{0,5}[hdwmqy](Start|End)?", text):
        return True
    try:
        parser.isoparse(text)
    except (ValueError, OverflowError):
        return False
    return True


def _wrong(field: str, problem: str) -> serializers.ValidationError:
    return serializers.ValidationError({field: [problem]})
