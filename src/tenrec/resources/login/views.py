"""POST /api/login/ and /logout/: sessions."""

from typing import Any

from django.contrib.auth import authenticate, login, logout
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.attempts import count_failure, forget_failures, is_blocked
from tenrec.core.errors import Forbidden
from tenrec.rest.address import caller_address
from tenrec.rest.router import Route
from tenrec.rest.views import PublicView


class LoginSerializer(serializers.Serializer[Any]):
    """Who, and the proof."""

    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)


class LoginAnswerSerializer(serializers.Serializer[Any]):
    """It worked."""

    success = serializers.BooleanField()


class LoginView(PublicView):
    """Starts a session; it needs the CSRF token, and too many failures need a pause."""

    @extend_schema(request=LoginSerializer, responses=LoginAnswerSerializer)
    def post(self, request: Request) -> Response:
        given: Any = LoginSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        email = given.validated_data["email"].lower()
        address = caller_address(request)
        if is_blocked(email, address):
            raise Forbidden(
                "Too many failed login attempts. Please try again in 10 minutes.",
                code="too_many_failed_attempts",
            )
        user = authenticate(request, username=email, password=given.validated_data["password"])
        if user is None:
            count_failure(email, address)
            problem = ErrorDetail("Invalid email or password.", code="invalid_credentials")
            raise ValidationError({"non_field_errors": [problem]})
        forget_failures(email, address)
        login(request, user)
        return Response({"success": True})


class LogoutView(PublicView):
    """Ends the session, if there is one."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        logout(request)
        return Response(status=status.HTTP_204_NO_CONTENT)


class BareLogoutView(LogoutView):
    """The same at /logout."""

    schema = None


ROUTES = [
    Route("login", LoginView, "root"),
    Route("logout", LogoutView, "root"),
    Route("logout", BareLogoutView, "bare"),
]
