"""An invite as those see it who could have made it."""

from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from rest_framework import serializers

from tenrec.accounts.models import Invite, Membership, Organization, Project
from tenrec.rest.mail import link
from tenrec.rest.serializers import UserBasicSerializer

_MOST_PROJECTS = 100
_MEMBER_ALREADY = "Somebody with this address belongs to the organization already."


class ProjectAccessSerializer(serializers.Serializer[Any]):
    """A project, and the level that the new member has there."""

    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    level = serializers.IntegerField(
        min_value=Membership.Level.MEMBER,
        max_value=Membership.Level.ADMIN,
        help_text="1 member or 8 admin.",
    )

    def validate_level(self, level: int) -> int:
        if level not in Membership.Level.values:
            raise serializers.ValidationError("Must be 1 or 8.", code="invalid_choice")
        return level


class InviteSerializer(serializers.ModelSerializer[Invite]):
    """Somebody who was asked to join. Whoever has the id can use the invite."""

    created_by = UserBasicSerializer(read_only=True, allow_null=True)
    target_email = serializers.EmailField(max_length=254)
    first_name = serializers.CharField(max_length=128, required=False, allow_blank=True)
    level = serializers.ChoiceField(
        choices=Membership.Level.choices,
        required=False,
        help_text="1 member, 8 admin, 15 owner; at most your own. 1 when it is left out.",
    )
    message = serializers.CharField(
        max_length=2000,
        required=False,
        allow_null=True,
        allow_blank=True,
        help_text="Your words in the e-mail.",
    )
    private_project_access = serializers.ListField(
        child=ProjectAccessSerializer(),
        required=False,
        allow_null=True,
        max_length=_MOST_PROJECTS,
        help_text="Kept for clients of PostHog; every member may enter every project.",
    )
    send_email = serializers.BooleanField(
        write_only=True, default=True, help_text="Whether the link is sent to the address."
    )
    combine_pending_invites = serializers.BooleanField(
        write_only=True,
        default=False,
        help_text="Whether the highest level of earlier invites to the address is kept.",
    )
    is_expired = serializers.BooleanField(read_only=True, help_text="Older than three days.")
    link = serializers.SerializerMethodField(
        "get_address", help_text="What to open to join; give it away with care."
    )

    class Meta:
        model = Invite
        fields = [
            "id",
            "target_email",
            "first_name",
            "emailing_attempt_made",
            "level",
            "is_expired",
            "created_by",
            "created_at",
            "updated_at",
            "message",
            "private_project_access",
            "link",
            "send_email",
            "combine_pending_invites",
        ]
        read_only_fields = ["id", "emailing_attempt_made", "created_at", "updated_at"]

    def get_address(self, invite: Invite) -> str:
        return link(f"signup/{invite.id}")

    def validate_target_email(self, email: str) -> str:
        email = BaseUserManager.normalize_email(email)
        if _is_member(self.context["organization"], email):
            raise serializers.ValidationError(_MEMBER_ALREADY)
        return email

    def validate_private_project_access(self, wish: Any) -> Any:
        asked = {item["id"] for item in wish or []}
        known = Project.objects.filter(organization=self.context["organization"], id__in=asked)
        if known.count() != len(asked):
            raise serializers.ValidationError(
                "One of these projects does not exist.", code="does_not_exist"
            )
        return [dict(item) for item in wish] if wish is not None else None


def check_not_member(organization: Organization, email: str) -> None:
    """Raises for the address of somebody who need not be invited any more."""
    if _is_member(organization, email):
        raise serializers.ValidationError({"target_email": [_MEMBER_ALREADY]})


def _is_member(organization: Organization, email: str) -> bool:
    return organization.memberships.filter(user__email__iexact=email).exists()
