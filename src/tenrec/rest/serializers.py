"""Objects that appear inside of several resources: users, projects and organizations in brief."""

from typing import Any

from rest_framework import serializers

from tenrec.accounts.models import Organization, Project, User


class UserBasicSerializer(serializers.ModelSerializer[User]):
    """A user in brief."""

    distinct_id = serializers.CharField(source="uuid", read_only=True)

    class Meta:
        model = User
        fields = [
            "id",
            "uuid",
            "distinct_id",
            "first_name",
            "last_name",
            "email",
            "is_email_verified",
            "hedgehog_config",
            "role_at_organization",
        ]
        read_only_fields = fields


class ProjectBasicSerializer(serializers.ModelSerializer[Project]):
    """A project in brief."""

    organization = serializers.UUIDField(source="organization_id", read_only=True)
    project_id = serializers.IntegerField(source="id", read_only=True)
    has_completed_onboarding_for = serializers.JSONField(read_only=True, allow_null=True)

    class Meta:
        model = Project
        fields = [
            "id",
            "uuid",
            "organization",
            "project_id",
            "api_token",
            "name",
            "completed_snippet_onboarding",
            "has_completed_onboarding_for",
            "ingested_event",
            "is_demo",
            "timezone",
            "access_control",
        ]
        read_only_fields = fields


class OrganizationBasicSerializer(serializers.ModelSerializer[Organization]):
    """An organization in brief, as the caller sees it."""

    membership_level = serializers.SerializerMethodField(
        help_text="What the caller may do here: 1 member, 8 admin, 15 owner."
    )

    class Meta:
        model = Organization
        fields: list[str] = [
            "id",
            "name",
            "slug",
            "logo_media_id",
            "membership_level",
            "members_can_use_personal_api_keys",
        ]
        read_only_fields = fields

    def get_membership_level(self, organization: Organization) -> int | None:
        levels: dict[Any, int] = self.context["levels"]
        return levels.get(organization.id)
