"""What a log-in takes and says."""

from typing import Any

from rest_framework import serializers


class LoginSerializer(serializers.Serializer[Any]):
    """Who, and the proof."""

    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)


class LoginAnswerSerializer(serializers.Serializer[Any]):
    """It worked."""

    success = serializers.BooleanField()


class TokenSerializer(serializers.Serializer[Any]):
    """The second factor."""

    token = serializers.CharField(
        max_length=32,
        write_only=True,
        help_text="The six digits of the authenticator app, or a back-up code.",
    )
    remember = serializers.BooleanField(
        default=True, write_only=True, help_text="Whether this browser needs no code for 30 days."
    )


class PrecheckSerializer(serializers.Serializer[Any]):
    """Who wants to log in."""

    email = serializers.CharField(max_length=254, write_only=True)


class PrecheckAnswerSerializer(serializers.Serializer[Any]):
    """How this address may log in: here always by password."""

    sso_enforcement = serializers.CharField(allow_null=True)
    saml_available = serializers.BooleanField()
