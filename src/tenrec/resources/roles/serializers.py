"""A role with the members who have it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.accounts.models import Membership, Role, RoleMembership
from tenrec.rest.serializers import UserBasicSerializer


class RoleMemberSerializer(serializers.ModelSerializer[Membership]):
    """A member in brief."""

    user = UserBasicSerializer(read_only=True)

    class Meta:
        model = Membership
        fields = ["id", "user", "level", "joined_at", "updated_at"]
        read_only_fields = fields


class RoleMembershipSerializer(serializers.ModelSerializer[RoleMembership]):
    """A member who has the role."""

    role_id = serializers.UUIDField(read_only=True)
    organization_member = RoleMemberSerializer(source="membership", read_only=True)
    user = UserBasicSerializer(source="membership.user", read_only=True)
    user_uuid = serializers.UUIDField(
        write_only=True, help_text="Who gets the role: the uuid of a member."
    )

    class Meta:
        model = RoleMembership
        fields = [
            "id",
            "role_id",
            "organization_member",
            "user",
            "joined_at",
            "updated_at",
            "user_uuid",
        ]
        read_only_fields = ["id", "joined_at", "updated_at"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        role: Role = self.context["role"]
        members = Membership.objects.select_related("user").filter(user__is_active=True)
        wanted = {"organization_id": role.organization_id, "user__uuid": attrs.pop("user_uuid")}
        member = members.filter(**wanted).first()
        if member is None:
            problem = "No member of this organization has this uuid."
            raise serializers.ValidationError({"user_uuid": [problem]}, code="does_not_exist")
        if role.role_memberships.filter(membership=member).exists():
            problem = "This member has the role already."
            raise serializers.ValidationError({"user_uuid": [problem]}, code="unique")
        return {"role": role, "membership": member}


class RoleSerializer(serializers.ModelSerializer[Role]):
    """A named group of members."""

    name = serializers.CharField(max_length=200)
    created_by = UserBasicSerializer(read_only=True, allow_null=True)
    members = serializers.SerializerMethodField(help_text="Who has the role.")
    is_default = serializers.SerializerMethodField(
        help_text="Whether new members get it; `default_role_id` of the organization says so."
    )

    class Meta:
        model = Role
        fields = ["id", "name", "created_at", "created_by", "members", "is_default"]
        read_only_fields = ["id", "created_at"]

    @extend_schema_field(RoleMembershipSerializer(many=True))
    def get_members(self, role: Role) -> Any:
        return RoleMembershipSerializer(role.role_memberships.all(), many=True).data

    def get_is_default(self, role: Role) -> bool:
        return role.organization.default_role_id == role.pk

    def validate_name(self, name: str) -> str:
        others = Role.objects.filter(organization=self.context["organization"], name=name)
        if self.instance is not None:
            others = others.exclude(pk=self.instance.pk)
        if others.exists():
            raise serializers.ValidationError(
                "There is a role with this name already.", code="unique"
            )
        return name
