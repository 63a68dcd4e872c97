"""The link or code that proves an e-mail address; nobody has to be logged in for it."""

from typing import Any

from django.contrib.auth import get_user
from django.db import IntegrityError, transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.email_codes import is_address_code
from tenrec.accounts.links import address_tokens
from tenrec.accounts.models import User
from tenrec.resources.users.log import identity_of, log_changes
from tenrec.rest.jobs import mail_address_check
from tenrec.rest.throttles import AddressLimit, Window, wait_for
from tenrec.rest.views import PublicView

_A_DAY = (Window(24 * 3600, 6),)
_TRIES = (Window(60, 5), Window(24 * 3600, 20))


class LinkSerializer(serializers.Serializer[Any]):
    """The two parts of the link; or the six digits of the same e-mail."""

    uuid = serializers.UUIDField(write_only=True)
    token = serializers.CharField(max_length=200, required=False, help_text="Of the link.")
    code = serializers.CharField(
        max_length=40, required=False, write_only=True, help_text="Instead: the six digits."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "token" not in attrs and "code" not in attrs:
            raise _refused("token", "This field is required.", "required")
        return attrs


class VerifiedSerializer(serializers.Serializer[Any]):
    """The address is yours."""

    success = serializers.BooleanField()
    token = serializers.CharField(allow_null=True, help_text="As it was sent.")
    requires_login = serializers.BooleanField(
        help_text="Whether you have to log in to go on: this logs nobody in."
    )


class WhoSerializer(serializers.Serializer[Any]):
    """Whose address."""

    uuid = serializers.UUIDField(write_only=True)


class AskedSerializer(serializers.Serializer[Any]):
    """The link is sent, if there is something to verify."""

    success = serializers.BooleanField()


class VerificationView(PublicView):
    """Uses the link: the address that waited is the user's address from now on."""

    throttle_classes = (AddressLimit,)
    address_limit = ("verify-email", (Window(3600, 60),))

    @extend_schema(
        operation_id="users_verify_email_create",
        request=LinkSerializer,
        responses=VerifiedSerializer,
    )
    def post(self, request: Request) -> Response:
        given: Any = LinkSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user, before = _proved(given.validated_data)
        if user.pending_email:
            user.email, user.pending_email = user.pending_email, None
        user.is_email_verified = True
        try:
            with transaction.atomic():
                user.save(update_fields=["email", "pending_email", "is_email_verified"])
        except IntegrityError:  # somebody else has taken the address meanwhile
            words = "There is already an account with this email."
            raise _refused("email", words, "unique") from None
        log_changes(before, user, by=user, has_new_password=False)
        answer = {
            "success": True,
            "token": given.validated_data.get("token"),
            "requires_login": get_user(request._request) != user,
        }
        return Response(answer)


class RequestVerificationView(PublicView):
    """Sends the link again, six times a day at most; the answer is the same for everybody."""

    throttle_classes = (AddressLimit,)
    address_limit = ("request-verification", (Window(3600, 30),))

    @extend_schema(
        operation_id="users_request_email_verification_create",
        request=WhoSerializer,
        responses=AskedSerializer,
    )
    def post(self, request: Request) -> Response:
        given: Any = WhoSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = User.objects.filter(uuid=given.validated_data["uuid"], is_active=True).first()
        is_due = user and (user.pending_email or not user.is_email_verified)
        if user and is_due and wait_for(f"verification-mail:{user.pk}", _A_DAY) <= 0:
            mail_address_check.enqueue(user.pk)
        return Response({"success": True})


def _proved(given: dict[str, Any]) -> tuple[User, dict[str, Any]]:
    """Whose address it is, locked, and who they were; by the token, or else by the code."""
    user = User.objects.select_for_update().filter(is_active=True, uuid=given["uuid"]).first()
    if "token" in given:
        if user is None or not address_tokens.check_token(user, given["token"]):
            raise _refused("token", "This verification token is invalid or has expired.")
    elif user is None or not _is_code(user, given["code"]):
        raise _refused("code", "This code is invalid or has expired.", "invalid_code")
    return user, identity_of(user)


def _is_code(user: User, code: str) -> bool:
    """Six digits could be guessed: twenty tries a day, then even the right one is wrong."""
    if wait_for(f"verification-code:{user.pk}", _TRIES) > 0:
        return False
    is_due = user.pending_email or not user.is_email_verified
    return bool(is_due) and is_address_code(user, code)


def _refused(name: str, words: str, code: str = "invalid_token") -> ValidationError:
    return ValidationError({name: [ErrorDetail(words, code=code)]})
