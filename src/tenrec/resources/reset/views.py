"""POST /api/reset/ asks for the e-mail; /api/reset/<uuid>/ looks at its link and uses it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError as NotValid
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.links import password_tokens
from tenrec.accounts.models import User
from tenrec.accounts.second_factor import has_second_factor
from tenrec.activity.accounts import changed, tell
from tenrec.rest.jobs import mail_password_reset, mail_security_notice
from tenrec.rest.passwords import check_password_rules
from tenrec.rest.router import Route
from tenrec.rest.sessions import begin_session, end_sessions
from tenrec.rest.throttles import AddressLimit, Window, wait_for
from tenrec.rest.views import PublicView

_PER_ACCOUNT = (Window(3600, 6),)


class ResetRequestSerializer(serializers.Serializer[Any]):
    """Whose password is forgotten."""

    email = serializers.EmailField(max_length=254, write_only=True)


class ResetSerializer(serializers.Serializer[Any]):
    """The new password, and the token of the link."""

    token = serializers.CharField(max_length=200, write_only=True)
    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)


class ResetRequestView(PublicView):
    """Sends the link, if there is an account; the answer is the same if there is none."""

    throttle_classes = (AddressLimit,)
    address_limit = ("reset", (Window(3600, 30),))

    @extend_schema(request=ResetRequestSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        given: Any = ResetRequestSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        email = given.validated_data["email"].lower()
        # More mails than these are not sent, and nobody is told: not even that there were some.
        if wait_for(f"reset-mail:{email}", _PER_ACCOUNT) <= 0:
            mail_password_reset.enqueue(email)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ResetView(PublicView):
    """The link of the e-mail: is it good, and the new password by it."""

    throttle_classes = (AddressLimit,)
    address_limit = ("reset-link", (Window(3600, 60),))

    @extend_schema(
        operation_id="reset_link_retrieve",
        parameters=[OpenApiParameter("token", OpenApiTypes.STR, description="From the link.")],
        responses={204: None},
    )
    def get(self, request: Request, user_uuid: str) -> Response:
        """204 while the link may be used."""
        self._owner(user_uuid, request.query_params.get("token", ""))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(operation_id="reset_link_create", request=ResetSerializer, responses={204: None})
    def post(self, request: Request, user_uuid: str) -> Response:
        """Sets the password and ends every session; logs in, unless a second factor is due."""
        given: Any = ResetSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = self._owner(user_uuid, given.validated_data["token"])
        check_password_rules(given.validated_data["password"], user)
        user.set_password(given.validated_data["password"])
        user.is_email_verified = True  # whoever has the link reads what is sent there
        user.save(update_fields=["password", "is_email_verified"])
        end_sessions(user)
        tell("updated", user, by=user, changes=[changed("password")])
        mail_security_notice.enqueue(user.email, "The password was reset by a link.")
        if not has_second_factor(user):
            begin_session(request, user, "password_reset")
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _owner(self, user_uuid: str, token: str) -> User:
        if not token:
            raise _refused("This field is required.", "required")
        # Locked, so that two uses at the same moment are one after the other.
        lock = User.objects.select_for_update() if self._writes else User.objects.all()
        try:
            user = lock.filter(uuid=UUID(user_uuid), is_active=True).first()
        except (ValueError, NotValid):
            user = None
        if user is None or not password_tokens.check_token(user, token):
            raise _refused("This reset token is invalid or has expired.", "invalid_token")
        return user


def _refused(words: str, code: str) -> ValidationError:
    return ValidationError({"token": [ErrorDetail(words, code=code)]})


ROUTES = [
    Route("reset", ResetRequestView, "root"),
    Route(r"reset/(?P<user_uuid>[^/]+)", ResetView, "root"),
]
