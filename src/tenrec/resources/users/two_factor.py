"""The second factor of a user: set up, looked at, turned off, its back-up codes renewed."""

import time
from typing import Any

import segno
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.second_factor import (
    address_for_app,
    backup_codes_left,
    has_second_factor,
    new_secret,
    renew_backup_codes,
    spell,
    turn_off,
    turn_on,
)
from tenrec.activity.accounts import changed, tell
from tenrec.resources.users.myself import AboutUser
from tenrec.rest.jobs import mail_security_notice
from tenrec.rest.proof import limit_tries
from tenrec.rest.sessions import log_out_everywhere

ACTIONS = frozenset(
    {
        "two_factor_start_setup",
        "start_2fa_setup",
        "two_factor_validate",
        "validate_2fa",
        "two_factor_status",
        "two_factor_disable",
        "two_factor_backup_codes",
    }
)
_SECRET = "second_factor_to_be"
_SETUP_SECONDS = 600


class CodeSerializer(serializers.Serializer[Any]):
    """What the app shows."""

    token = serializers.CharField(max_length=32, help_text="The six digits of the app.")


class SecondFactorSetupSerializer(serializers.Serializer[Any]):
    """The secret, for ten minutes: for a camera, and for who types."""

    success = serializers.BooleanField()
    secret = serializers.CharField(help_text="To be typed into an app that has no camera.")
    otpauth_url = serializers.CharField(help_text="What the picture says.")
    qr_code = serializers.CharField(help_text="The picture, as the address of an image (SVG).")


class BackupCodesSerializer(serializers.Serializer[Any]):
    """Shown this once: only their hashes are kept."""

    backup_codes = serializers.ListField(child=serializers.CharField())


class EnabledSerializer(BackupCodesSerializer):
    """The second factor is on."""

    success = serializers.BooleanField()


class DoneSerializer(serializers.Serializer[Any]):
    """Done."""

    success = serializers.BooleanField()


class StatusSerializer(serializers.Serializer[Any]):
    """How a log-in of yours is secured."""

    is_enabled = serializers.BooleanField()
    backup_codes = serializers.ListField(
        child=serializers.CharField(),
        help_text="Always empty: codes are kept as hashes and shown only when they are made.",
    )
    backup_codes_left = serializers.IntegerField(help_text="How many still work.")
    method = serializers.ChoiceField(choices=["TOTP"], allow_null=True)


class TwoFactorActions(AboutUser):
    """Actions of the user viewset, for sessions only; what changes something needs a fresh one."""

    @extend_schema(responses=SecondFactorSetupSerializer)
    @action(detail=True, methods=["get"])
    def two_factor_start_setup(self, request: Request, uuid: str) -> Response:
        """A new secret; nothing is on until a code of it was shown."""
        return self._begin(request)

    def _begin(self, request: Request) -> Response:
        user, secret = self.get_myself(), new_secret()
        request.session[_SECRET] = {"secret": secret.hex(), "at": time.time()}
        address = address_for_app(user, secret)
        picture = segno.make(address, micro=False).svg_data_uri(scale=4, border=4)
        return Response(
            {
                "success": True,
                "secret": spell(secret),
                "otpauth_url": address,
                "qr_code": picture,
            }
        )

    @extend_schema(responses=SecondFactorSetupSerializer)
    @action(detail=True, methods=["get"], url_path="start_2fa_setup")
    def start_2fa_setup(self, request: Request, uuid: str) -> Response:
        """The older name of `two_factor_start_setup`."""
        return self._begin(request)

    @extend_schema(request=CodeSerializer, responses=EnabledSerializer)
    @action(detail=True, methods=["post"])
    def two_factor_validate(self, request: Request, uuid: str) -> Response:
        """Turns the second factor on; all other sessions end, since they never showed it."""
        return self._confirm(request)

    def _confirm(self, request: Request) -> Response:
        user = self.get_myself()
        given: Any = CodeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        limit_tries(user, "two-factor-setup")
        codes = turn_on(user, _secret_to_be(request), given.validated_data["token"])
        if codes is None:
            raise _invalid("Token is not valid.")
        del request.session[_SECRET]
        log_out_everywhere(user, but=request.session.session_key)
        tell("updated", user, by=user, changes=[changed("is_2fa_enabled", False, True)])
        mail_security_notice.enqueue(user.email, "Two-factor authentication was turned on.")
        return Response({"success": True, "backup_codes": codes})

    @extend_schema(request=CodeSerializer, responses=EnabledSerializer)
    @action(detail=True, methods=["post"], url_path="validate_2fa")
    def validate_2fa(self, request: Request, uuid: str) -> Response:
        """The older name of `two_factor_validate`."""
        return self._confirm(request)

    @extend_schema(responses=StatusSerializer)
    @action(detail=True, methods=["get"])
    def two_factor_status(self, request: Request, uuid: str) -> Response:
        """Whether it is on, and how many back-up codes are left."""
        user = self.get_myself()
        is_on = has_second_factor(user)
        return Response(
            {
                "is_enabled": is_on,
                "backup_codes": [],
                "backup_codes_left": backup_codes_left(user),
                "method": "TOTP" if is_on else None,
            }
        )

    @extend_schema(request=None, responses=DoneSerializer)
    @action(detail=True, methods=["post"])
    def two_factor_disable(self, request: Request, uuid: str) -> Response:
        """Turns the second factor off; the back-up codes are gone with it."""
        user = self.get_myself()
        turn_off(user)
        tell("updated", user, by=user, changes=[changed("is_2fa_enabled", True, False)])
        mail_security_notice.enqueue(user.email, "Two-factor authentication was turned off.")
        return Response({"success": True})

    @extend_schema(request=None, responses=BackupCodesSerializer)
    @action(detail=True, methods=["post"])
    def two_factor_backup_codes(self, request: Request, uuid: str) -> Response:
        """New back-up codes; all before them are dead."""
        user = self.get_myself()
        if not has_second_factor(user):
            raise ValidationError("Two-factor authentication is not on.", code="2fa_not_enabled")
        tell("updated", user, by=user, changes=[changed("backup_codes")])
        return Response({"backup_codes": renew_backup_codes(user)})


def _secret_to_be(request: Request) -> bytes:
    kept = request.session.get(_SECRET) or {}
    if time.time() - kept.get("at", 0) > _SETUP_SECONDS:
        raise _invalid("The set-up has expired. Begin it again.")
    return bytes.fromhex(kept["secret"])


def _invalid(words: str) -> ValidationError:
    return ValidationError({"token": [ErrorDetail(words, code="token_invalid")]})
