"""What the tool read_taxonomy may be asked."""

from typing import Any

from rest_framework import serializers

MOST_EVENTS = 500
# What each kind of question must say.
NEEDED = {
    "events": (),
    "event_properties": ("event_name",),
    "entity_properties": ("entity",),
    "action_properties": ("action_id",),
    "event_property_values": ("event_name", "property_name"),
    "entity_property_values": ("entity", "property_name"),
    "action_property_values": ("action_id", "property_name"),
}


class TaxonomyQuestionSerializer(serializers.Serializer[Any]):
    """Which names or values to tell."""

    kind = serializers.ChoiceField(choices=list(NEEDED))
    limit = serializers.IntegerField(
        min_value=1, max_value=MOST_EVENTS, default=MOST_EVENTS, help_text="Of events: how many."
    )
    offset = serializers.IntegerField(
        min_value=0, max_value=1_000_000, default=0, help_text="Of events: how many to leave out."
    )
    event_name = serializers.CharField(required=False, trim_whitespace=False, max_length=400)
    entity = serializers.CharField(
        required=False, max_length=400, help_text="`person`, or a group type; plurals, too."
    )
    action_id = serializers.IntegerField(required=False, min_value=1, max_value=2**62)
    property_name = serializers.CharField(required=False, trim_whitespace=False, max_length=400)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for name in NEEDED[attrs["kind"]]:
            if name not in attrs:
                missing = serializers.ErrorDetail("This field is required.", code="required")
                raise serializers.ValidationError({name: [missing]})
        return attrs


class TaxonomyArgumentsSerializer(serializers.Serializer[Any]):
    """What the tool is given."""

    query = TaxonomyQuestionSerializer()


class TaxonomyCallSerializer(serializers.Serializer[Any]):
    """A call of the tool."""

    args = TaxonomyArgumentsSerializer()
