"""An organization with its settings, its projects as far as the caller reaches them, and rights."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.accounts.keys import within
from tenrec.accounts.models import Organization, PersonalAPIKey, Project, Role
from tenrec.rest.serializers import OrganizationBasicSerializer, ProjectBasicSerializer

_HELP = {
    "is_member_join_email_enabled": "Whether admins and owners get an e-mail when somebody joins.",
    "enforce_2fa": "Whether sessions without a second factor open nothing here.",
    "members_can_invite": "Whether members below admin may invite others.",
    "members_can_use_personal_api_keys": "Whether keys of members below admin open anything here.",
    "allow_publicly_shared_resources": "Whether insights and dashboards may be shared by link.",
    "is_ai_data_processing_approved": "Whether data may be given to language models.",
}


class ProjectNameSerializer(serializers.Serializer[Any]):
    """A project by name."""

    id = serializers.IntegerField()
    organization_id = serializers.UUIDField()
    name = serializers.CharField()


class OrganizationSerializer(OrganizationBasicSerializer):
    """An organization with its projects.

    `closed` of the context names organizations whose rules refuse the caller: of these, and of
    what is beyond the limits of a key, no project is told.
    """

    member_count = serializers.IntegerField(read_only=True)
    plugins_access_level = serializers.SerializerMethodField(
        help_text="9: everything may be installed and configured."
    )
    teams = serializers.SerializerMethodField(help_text="The projects, as PostHog calls them.")
    projects = serializers.SerializerMethodField()
    available_product_features = serializers.SerializerMethodField(
        help_text="Always empty: nothing here is sold, so nothing is locked."
    )
    metadata = serializers.SerializerMethodField()
    customer_id = serializers.SerializerMethodField(help_text="Of a billing account: none.")
    default_experiment_stats_method = serializers.ChoiceField(
        choices=["bayesian", "frequentist"], allow_null=True, required=False
    )
    default_role_id = serializers.PrimaryKeyRelatedField(
        source="default_role",
        queryset=Role.objects.none(),
        allow_null=True,
        required=False,
        help_text="The role that new members get.",
    )

    class Meta(OrganizationBasicSerializer.Meta):
        fields = [
            "id",
            "name",
            "slug",
            "logo_media_id",
            "created_at",
            "updated_at",
            "membership_level",
            "plugins_access_level",
            "teams",
            "projects",
            "available_product_features",
            "is_member_join_email_enabled",
            "metadata",
            "customer_id",
            "enforce_2fa",
            "members_can_invite",
            "members_can_use_personal_api_keys",
            "allow_publicly_shared_resources",
            "member_count",
            "is_ai_data_processing_approved",
            "default_experiment_stats_method",
            "default_role_id",
        ]
        read_only_fields = ["id", "slug", "logo_media_id", "created_at", "updated_at"]
        extra_kwargs = {name: {"help_text": words} for name, words in _HELP.items()}

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if isinstance(self.instance, Organization):
            roles: Any = fields["default_role_id"]
            roles.queryset = Role.objects.filter(organization=self.instance)
        return fields

    def get_plugins_access_level(self, organization: Organization) -> int:
        return 9

    @extend_schema_field(ProjectBasicSerializer(many=True))
    def get_teams(self, organization: Organization) -> Any:
        return ProjectBasicSerializer(self._reached(organization), many=True).data

    @extend_schema_field(ProjectNameSerializer(many=True))
    def get_projects(self, organization: Organization) -> list[dict[str, Any]]:
        home = str(organization.id)
        return [
            {"id": project.id, "organization_id": home, "name": project.name}
            for project in self._reached(organization)
        ]

    def _reached(self, organization: Organization) -> list[Project]:
        if organization.pk in self.context.get("closed", ()):
            return []
        auth = getattr(self.context.get("request"), "auth", None)
        key = auth if isinstance(auth, PersonalAPIKey) else None
        return within(key, organization.projects.all())

    @extend_schema_field({"type": "array", "items": {"type": "object"}})
    def get_available_product_features(self, organization: Organization) -> list[Any]:
        return []

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_metadata(self, organization: Organization) -> dict[str, str]:
        return {}

    @extend_schema_field({"type": "string", "nullable": True})
    def get_customer_id(self, organization: Organization) -> None:
        return None
