"""The link that proves an e-mail address, asked for and used; nobody has to be logged in."""

from typing import Any

from django.db import IntegrityError, transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.links import address_tokens
from tenrec.accounts.models import User
from tenrec.rest.jobs import mail_address_check
from tenrec.rest.throttles import AddressLimit, Window, wait_for
from tenrec.rest.views import PublicView

_A_DAY = (Window(24 * 3600, 6),)


class LinkSerializer(serializers.Serializer[Any]):
    """The two parts of the link."""

    uuid = serializers.UUIDField(write_only=True)
    token = serializers.CharField(max_length=200)


class VerifiedSerializer(serializers.Serializer[Any]):
    """The address is yours."""

    success = serializers.BooleanField()
    token = serializers.CharField()


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
        token = given.validated_data["token"]
        found = User.objects.select_for_update().filter(is_active=True)
        user = found.filter(uuid=given.validated_data["uuid"]).first()
        if user is None or not address_tokens.check_token(user, token):
            raise _refused("token", "This verification token is invalid or has expired.")
        if user.pending_email:
            user.email, user.pending_email = user.pending_email, None
        user.is_email_verified = True
        try:
            with transaction.atomic():
                user.save(update_fields=["email", "pending_email", "is_email_verified"])
        except IntegrityError:  # somebody else has taken the address meanwhile
            words = "There is already an account with this email."
            raise _refused("email", words, "unique") from None
        return Response({"success": True, "token": token})


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


def _refused(name: str, words: str, code: str = "invalid_token") -> ValidationError:
    return ValidationError({name: [ErrorDetail(words, code=code)]})
