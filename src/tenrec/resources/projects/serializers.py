"""A project with its settings."""

from typing import Any
from zoneinfo import available_timezones

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.accounts.models import Project
from tenrec.accounts.reach import level_in
from tenrec.persons.models import GroupType


class GroupTypeBriefSerializer(serializers.Serializer[Any]):
    """A kind of group that the project's events name."""

    group_type = serializers.CharField()
    group_type_index = serializers.IntegerField()


class ProjectSerializer(serializers.ModelSerializer[Project]):
    """Events belong to a project; `api_token` is what SDKs send them with."""

    organization = serializers.UUIDField(source="organization_id", read_only=True)
    effective_membership_level = serializers.SerializerMethodField(
        help_text="What you may do here: 1 member, 8 admin, 15 owner."
    )
    has_group_types = serializers.SerializerMethodField()
    group_types = serializers.SerializerMethodField()
    name = serializers.CharField(max_length=200)
    timezone = serializers.CharField(
        max_length=240, help_text="A name of the IANA list, such as Europe/Berlin."
    )
    drop_events_older_than_seconds = serializers.IntegerField(
        min_value=0, max_value=10**10, allow_null=True
    )

    class Meta:
        model = Project
        fields = [
            "id",
            "uuid",
            "organization",
            "name",
            "api_token",
            "timezone",
            "anonymize_ips",
            "person_processing_opt_out",
            "drop_events_older_than_seconds",
            "ingested_event",
            "effective_membership_level",
            "has_group_types",
            "group_types",
            "created_at",
            "updated_at",
        ]
        read_only_fields = [
            "id",
            "uuid",
            "api_token",
            "ingested_event",
            "created_at",
            "updated_at",
        ]

    def validate_timezone(self, name: str) -> str:
        if name not in available_timezones():
            raise serializers.ValidationError("Not a time zone.", code="invalid_choice")
        return name

    def get_effective_membership_level(self, project: Project) -> int | None:
        return level_in(self.context["request"].user, project.organization_id)

    def get_has_group_types(self, project: Project) -> bool:
        return GroupType.objects.filter(team_id=project.id).exists()

    @extend_schema_field(GroupTypeBriefSerializer(many=True))
    def get_group_types(self, project: Project) -> list[dict[str, Any]]:
        found = GroupType.objects.filter(team_id=project.id).order_by("index")
        return [{"group_type": t.name, "group_type_index": t.index} for t in found]
