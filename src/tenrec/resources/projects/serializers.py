"""A project with its settings."""

from typing import Any
from zoneinfo import available_timezones

from django.apps import apps
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.accounts.models import Membership, Project
from tenrec.accounts.reach import level_in
from tenrec.persons.models import GroupType
from tenrec.resources.projects import settings_fields, shapes

_BASIC = [
    "id",
    "uuid",
    "organization",
    "project_id",
    "name",
    "api_token",
    "timezone",
    "anonymize_ips",
    "person_processing_opt_out",
    "drop_events_older_than_seconds",
    "ingested_event",
    "effective_membership_level",
    "user_access_level",
    "has_group_types",
    "group_types",
    "live_events_token",
    "default_modifiers",
    "person_on_events_querying_enabled",
    "product_intents",
    "managed_viewsets",
    "secret_api_token",
    "secret_api_token_backup",
    "created_at",
    "updated_at",
]
# What our queries do when nobody asks for anything else.
_MODIFIERS = {"personsOnEventsMode": "person_id_override_properties_on_events"}


class GroupTypeBriefSerializer(serializers.Serializer[Any]):
    """A kind of group that the project's events name."""

    group_type = serializers.CharField()
    group_type_index = serializers.IntegerField()


class ProductIntentSerializer(serializers.Serializer[Any]):
    """A product that somebody wanted to use."""

    product_type = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    onboarding_completed_at = serializers.DateTimeField(allow_null=True)


class ProjectSerializer(serializers.ModelSerializer[Project]):
    """Events belong to a project; `api_token` is what SDKs send them with."""

    organization = serializers.UUIDField(source="organization_id", read_only=True)
    project_id = serializers.IntegerField(source="id", read_only=True)
    effective_membership_level = serializers.SerializerMethodField(
        help_text="What you may do here: 1 member, 8 admin, 15 owner."
    )
    user_access_level = serializers.SerializerMethodField(help_text="The same in a word.")
    has_group_types = serializers.SerializerMethodField()
    group_types = serializers.SerializerMethodField()
    live_events_token = serializers.SerializerMethodField(
        help_text="Always null: live events need no token of their own here."
    )
    default_modifiers = serializers.SerializerMethodField(help_text="How queries are run.")
    person_on_events_querying_enabled = serializers.SerializerMethodField()
    product_intents = ProductIntentSerializer(many=True, read_only=True)
    managed_viewsets = serializers.SerializerMethodField(
        help_text="Which ready-made SQL views are switched on: there are none yet."
    )
    secret_api_token = serializers.SerializerMethodField(
        help_text="The secret token, in full only in the answer that makes it; masked ever after."
    )
    secret_api_token_backup = serializers.CharField(
        source="secret_token_backup_mask",
        read_only=True,
        allow_null=True,
        help_text="The secret token before the last rotation, masked; it still works.",
    )
    name = serializers.CharField(max_length=200)
    timezone = serializers.CharField(
        max_length=240, required=False, help_text="A name of the IANA list, such as Europe/Berlin."
    )
    drop_events_older_than_seconds = serializers.IntegerField(
        min_value=0, max_value=10**10, allow_null=True, required=False
    )

    class Meta:
        model = Project
        fields = _BASIC
        read_only_fields = [
            "id",
            "uuid",
            "api_token",
            "ingested_event",
            "created_at",
            "updated_at",
        ]

    def get_fields(self) -> dict[str, Any]:
        return {
            **super().get_fields(),
            **settings_fields.recording_fields(),
            **settings_fields.capture_fields(),
            **settings_fields.analysis_fields(),
            **settings_fields.onboarding_fields(),
        }

    def validate_timezone(self, name: str) -> str:
        if name not in available_timezones():
            raise serializers.ValidationError("Not a time zone.", code="invalid_choice")
        return name

    def validate_slack_incoming_webhook(self, address: str | None) -> str | None:
        if address and not shapes.is_web_address(address):
            raise shapes.refuse("Must be an address that starts with https://.")
        return address

    def validate_primary_dashboard(self, pk: int | None) -> int | None:
        return self._own("dashboards.Dashboard", pk)

    def validate_default_data_theme(self, pk: int | None) -> int | None:
        return self._own("data_color_themes.DataColorTheme", pk)

    def _own(self, model: str, pk: int | None) -> int | None:
        """The id of something in this project; a new project has nothing yet."""
        if pk is None:
            return None
        known = apps.get_model(model)._default_manager.filter(pk=pk, project=self.instance)
        if self.instance is None or not known.exists():
            raise serializers.ValidationError(
                "There is no such thing in this project.", code="does_not_exist"
            )
        return pk

    def get_effective_membership_level(self, project: Project) -> int | None:
        return level_in(self.context["request"].user, project.organization_id)

    @extend_schema_field({"type": "string", "enum": ["member", "admin"], "nullable": True})
    def get_user_access_level(self, project: Project) -> str | None:
        level = self.get_effective_membership_level(project)
        if level is None:
            return None
        return "admin" if level >= Membership.Level.ADMIN else "member"

    def get_has_group_types(self, project: Project) -> bool:
        return GroupType.objects.filter(team_id=project.id).exists()

    @extend_schema_field(GroupTypeBriefSerializer(many=True))
    def get_group_types(self, project: Project) -> list[dict[str, Any]]:
        found = GroupType.objects.filter(team_id=project.id).order_by("index")
        return [{"group_type": t.name, "group_type_index": t.index} for t in found]

    @extend_schema_field({"type": "string", "nullable": True})
    def get_live_events_token(self, project: Project) -> None:
        return None

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_default_modifiers(self, project: Project) -> dict[str, str]:
        return dict(_MODIFIERS)

    def get_person_on_events_querying_enabled(self, project: Project) -> bool:
        return True

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "boolean"}})
    def get_managed_viewsets(self, project: Project) -> dict[str, bool]:
        return {"revenue_analytics": False}

    @extend_schema_field({"type": "string", "nullable": True})
    def get_secret_api_token(self, project: Project) -> str | None:
        value: str | None = self.context.get("secret")
        return value or project.secret_token_mask
