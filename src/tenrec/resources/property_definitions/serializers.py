"""A property as the API shows it."""

from typing import Any, ClassVar

from rest_framework import serializers

from tenrec.rest.curation import FIELDS, CuratedSerializer
from tenrec.taxonomy.models import PropertyDefinition

TYPES = ["DateTime", "String", "Numeric", "Boolean", "Duration"]
_IN_COLUMNS = {"DateTime", "String", "Numeric", "Boolean"}


class PropertyDefinitionSerializer(CuratedSerializer):
    """A property that the project has seen; its type is that of its first value, or as you say."""

    property_type = serializers.ChoiceField(
        choices=TYPES,
        allow_null=True,
        required=False,
        help_text="How queries read it. A change takes effect at once, for past events as well.",
    )
    is_seen_on_filtered_events = serializers.SerializerMethodField(
        help_text="Whether any of `event_names` has carried it; null when none are asked for."
    )
    is_optimized = serializers.SerializerMethodField(
        help_text="Whether queries read it from a column of its own."
    )

    class Meta:
        model = PropertyDefinition
        fields: ClassVar = [
            "id",
            "name",
            "is_numerical",
            "property_type",
            "is_seen_on_filtered_events",
            *FIELDS,
            "is_optimized",
        ]
        read_only_fields: ClassVar = ["id", "name", "is_numerical"]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "description": {"help_text": "What the property tells."},
        }

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if "property_type" in given:
            given["is_numerical"] = given["property_type"] == "Numeric"
        return super().validate(given)

    def get_is_seen_on_filtered_events(self, definition: PropertyDefinition) -> bool | None:
        return getattr(definition, "is_seen", None)

    def get_is_optimized(self, definition: PropertyDefinition) -> bool:
        return definition.property_type in _IN_COLUMNS
