"""What a sign-up takes."""

from typing import Any

from rest_framework import serializers

from tenrec.accounts.models import User
from tenrec.rest.passwords import check_password_rules
from tenrec.rest.serializers import UserBasicSerializer


class SetupSerializer(serializers.Serializer[Any]):
    """The state of a set-up link."""

    valid = serializers.BooleanField()


class SignupSerializer(serializers.Serializer[Any]):
    """The first account."""

    setup_token = serializers.CharField(
        max_length=200,
        write_only=True,
        required=False,
        allow_blank=True,
        default="",
        help_text="From the link of the first start; without it nobody can sign up.",
    )
    first_name = serializers.CharField(max_length=128)
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)
    organization_name = serializers.CharField(
        max_length=64, required=False, allow_blank=True, default=""
    )
    email_opt_in = serializers.BooleanField(required=False, default=True)
    referral_source = serializers.CharField(
        max_length=1000,
        required=False,
        allow_blank=True,
        write_only=True,
        help_text="Taken for the sake of PostHog's clients; Tenrec does not keep it.",
    )

    def validate_email(self, email: str) -> str:
        return email.lower()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        candidate = User(email=attrs["email"], first_name=attrs["first_name"])
        check_password_rules(attrs["password"], candidate)
        return attrs


class SignedUpSerializer(UserBasicSerializer):
    """The first user, who is logged in."""

    redirect_url = serializers.SerializerMethodField(help_text="Where the web app goes on.")

    class Meta(UserBasicSerializer.Meta):
        fields = [*UserBasicSerializer.Meta.fields, "redirect_url"]
        read_only_fields = fields

    def get_redirect_url(self, user: User) -> str:
        return "/"
