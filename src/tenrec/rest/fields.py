"""Serializer fields that several resources need."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import SkipField, empty

from tenrec.rest.rendering import ExactJSON


class FolderField(serializers.CharField):
    """`_create_in_folder` of clients that keep things in folders: checked, and never kept."""

    def __init__(self, **options: Any) -> None:
        told = {"write_only": True, "required": False, "allow_blank": True, "allow_null": True}
        words = "Accepted and not kept: there are no folders."
        super().__init__(**{**told, "max_length": 2_000, "help_text": words, **options})

    def run_validation(self, data: Any = empty) -> Any:
        super().run_validation(data)
        raise SkipField


@extend_schema_field({"type": "object", "additionalProperties": {}})
class ExactObject(serializers.Field[Any, Any, Any, Any]):
    """JSON text of the database as the object that the client sent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Any) -> ExactJSON:
        return ExactJSON(str(value) or "{}")
