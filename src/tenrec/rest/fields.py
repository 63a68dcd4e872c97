"""Serializer fields that several resources need."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.rest.rendering import ExactJSON


@extend_schema_field({"type": "object", "additionalProperties": {}})
class ExactObject(serializers.Field[Any, Any, Any, Any]):
    """JSON text of the database as the object that the client sent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Any) -> ExactJSON:
        return ExactJSON(str(value) or "{}")
