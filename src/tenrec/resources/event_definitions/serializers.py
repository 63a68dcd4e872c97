"""An event name as the API shows it."""

from typing import Any, ClassVar

from rest_framework import serializers

from tenrec.rest.curation import FIELDS, CuratedSerializer
from tenrec.rest.members import MemberField
from tenrec.rest.serializers import UserBasicSerializer
from tenrec.taxonomy.models import EventDefinition
from tenrec.taxonomy.seen import NAME_BYTES, is_fit


class EventDefinitionSerializer(CuratedSerializer):
    """An event name that the project has seen, or expects."""

    last_updated_at = serializers.DateTimeField(
        source="last_seen_at", read_only=True, allow_null=True
    )
    owner = MemberField(
        required=False, allow_null=True, help_text="Whom to ask about it: a member."
    )
    created_by = UserBasicSerializer(read_only=True, allow_null=True)
    default_columns = serializers.ListField(
        child=serializers.CharField(max_length=400), required=False, max_length=100,
        help_text="Columns to show in lists of this event.",
    )  # fmt: skip
    primary_property = serializers.CharField(
        required=False, allow_null=True, max_length=400,
        help_text="The property to show beside the name.",
    )  # fmt: skip
    enforcement_mode = serializers.SerializerMethodField(
        help_text="Always `allow`: events are never refused for their properties."
    )
    is_action = serializers.SerializerMethodField(help_text="Always false; see actions.")
    action_id = serializers.SerializerMethodField(help_text="Always null; see actions.")
    is_calculating = serializers.SerializerMethodField(help_text="Always false.")
    last_calculated_at = serializers.SerializerMethodField(help_text="Always null.")

    class Meta:
        model = EventDefinition
        fields: ClassVar = [
            "id",
            "name",
            "created_at",
            "last_seen_at",
            "last_updated_at",
            "owner",
            *FIELDS,
            "enforcement_mode",
            "primary_property",
            "is_action",
            "action_id",
            "is_calculating",
            "last_calculated_at",
            "created_by",
            "post_to_slack",
            "default_columns",
        ]
        read_only_fields: ClassVar = ["id", "created_at", "last_seen_at"]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "name": {"help_text": "As events have it; it can be given once."},
            "description": {"help_text": "What it means that this happened."},
            "post_to_slack": {"help_text": "Kept for clients that send it."},
        }

    def validate_name(self, name: str) -> str:
        if not is_fit(name):
            problem = f"A name has 1 to {NAME_BYTES} bytes."
            raise serializers.ValidationError(problem, code="invalid")
        team_id = self.context["view"].project.id
        if (
            self.instance is None
            and EventDefinition.objects.filter(team_id=team_id, name=name).exists()
        ):
            problem = "This project already has an event with this name."
            raise serializers.ValidationError(problem, code="unique")
        return name

    def update(self, instance: Any, validated_data: dict[str, Any]) -> Any:
        validated_data.pop("name", None)  # the name is what events are recognized by
        return super().update(instance, validated_data)

    def get_enforcement_mode(self, definition: EventDefinition) -> str:
        return "allow"

    def get_is_action(self, definition: EventDefinition) -> bool:
        return False

    def get_action_id(self, definition: EventDefinition) -> int | None:
        return None

    def get_is_calculating(self, definition: EventDefinition) -> bool:
        return False

    def get_last_calculated_at(self, definition: EventDefinition) -> str | None:
        return None


class EventMetricsSerializer(serializers.Serializer[Any]):
    """How much an event is there, and is asked for."""

    volume_30_day = serializers.IntegerField(help_text="Events of this name in the last 30 days.")
    query_usage_30_day = serializers.IntegerField(
        allow_null=True, help_text="Null: how often an event is asked for is not counted."
    )


class PrimaryPropertiesSerializer(serializers.Serializer[Any]):
    """The property to show beside each event that has one."""

    primary_properties = serializers.DictField(child=serializers.CharField())
