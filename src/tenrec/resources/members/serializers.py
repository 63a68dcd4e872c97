"""A member as the other members see them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.accounts.models import Membership
from tenrec.rest.serializers import UserBasicSerializer


class MemberSerializer(serializers.ModelSerializer[Membership]):
    """A member of an organization."""

    user = UserBasicSerializer(read_only=True)
    level = serializers.ChoiceField(
        choices=Membership.Level.choices,
        help_text="1 member, 8 admin, 15 owner. An organization may have several owners.",
    )
    is_2fa_enabled = serializers.BooleanField(
        read_only=True, help_text="Whether a log-in asks for a second factor."
    )
    has_social_auth = serializers.SerializerMethodField(
        help_text="Always false: nobody logs in by another service."
    )
    last_login = serializers.DateTimeField(
        source="user.last_login", read_only=True, allow_null=True
    )

    class Meta:
        model = Membership
        fields = [
            "id",
            "user",
            "level",
            "joined_at",
            "updated_at",
            "is_2fa_enabled",
            "has_social_auth",
            "last_login",
        ]
        read_only_fields = ["id", "joined_at", "updated_at"]

    @extend_schema_field(bool)
    def get_has_social_auth(self, member: Membership) -> bool:
        return False


class MemberKeySerializer(serializers.Serializer[Any]):
    """A personal API key of a member: what it is called, and when it was last used."""

    name = serializers.CharField()
    last_used_at = serializers.DateTimeField(allow_null=True)


class MemberKeysSerializer(serializers.Serializer[Any]):
    """The keys of a member that open something in this organization."""

    has_keys = serializers.BooleanField()
    has_keys_active_last_week = serializers.BooleanField()
    keys = MemberKeySerializer(many=True)
