"""A personal API key as its owner sees it; the value only right after it was made."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from tenrec.accounts.models import PersonalAPIKey
from tenrec.accounts.reach import organizations_of, projects_of
from tenrec.accounts.scopes import is_scope


class PersonalAPIKeySerializer(serializers.ModelSerializer[PersonalAPIKey]):
    """Keys act as their user, within their scopes, projects and organizations."""

    value = serializers.SerializerMethodField(
        "get_shown_value",
        help_text="The key itself: given once, when it is made or rolled; null ever after.",
    )
    user_id = serializers.IntegerField(read_only=True)
    scopes = serializers.ListField(
        child=serializers.CharField(max_length=100),
        allow_empty=False,
        max_length=200,
        help_text="What the key may do, such as `insight:read`; `*` means everything.",
    )
    scoped_teams = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        required=False,
        max_length=1000,
        help_text="Ids of the projects that the key is limited to; empty means no limit.",
    )
    scoped_organizations = serializers.ListField(
        child=serializers.CharField(max_length=36),
        required=False,
        max_length=1000,
        help_text="Ids of the organizations that the key is limited to; empty means no limit.",
    )

    class Meta:
        model = PersonalAPIKey
        fields = [
            "id",
            "label",
            "value",
            "mask_value",
            "created_at",
            "last_used_at",
            "last_rolled_at",
            "user_id",
            "scopes",
            "scoped_teams",
            "scoped_organizations",
        ]
        extra_kwargs = {"label": {"help_text": "For you: what the key is for."}}
        read_only_fields = ["id", "mask_value", "created_at", "last_used_at", "last_rolled_at"]

    def get_shown_value(self, key: PersonalAPIKey) -> str | None:
        value: str | None = self.context.get("value")
        return value

    def validate_scopes(self, scopes: list[str]) -> list[str]:
        for scope in scopes:
            if not is_scope(scope):
                raise serializers.ValidationError(f"Invalid scope: {scope}")
        return scopes

    def validate_scoped_teams(self, teams: list[int]) -> list[int]:
        mine = set(projects_of(self._user).values_list("id", flat=True))
        if not set(teams) <= mine:
            raise serializers.ValidationError("You don't have access to one of these projects.")
        return teams

    def validate_scoped_organizations(self, organizations: list[str]) -> list[str]:
        try:
            asked = [str(UUID(text)) for text in organizations]
        except ValueError:
            raise serializers.ValidationError("Must be a list of organization ids.") from None
        mine = {str(i) for i in organizations_of(self._user).values_list("id", flat=True)}
        if not set(asked) <= mine:
            raise serializers.ValidationError(
                "You don't have access to one of these organizations."
            )
        return asked

    @property
    def _user(self) -> Any:
        return self.context["request"].user
