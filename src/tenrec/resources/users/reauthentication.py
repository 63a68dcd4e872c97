"""Proving again who one is, without leaving the session: the way back to sensitive actions."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.second_factor import has_second_factor
from tenrec.resources.users.myself import AboutUser
from tenrec.rest.proof import prove_password, prove_second_factor
from tenrec.rest.sessions import begin_session, fresh_until


class ProofSerializer(serializers.Serializer[Any]):
    """Your password, and the second factor where you have one."""

    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)
    token = serializers.CharField(
        max_length=32,
        write_only=True,
        required=False,
        help_text="Needed with a second factor: the six digits of the app, or a back-up code.",
    )


class FreshSerializer(serializers.Serializer[Any]):
    """The session is fresh again."""

    success = serializers.BooleanField()
    sensitive_session_expires_at = serializers.DateTimeField()


class Reauthentication(AboutUser):
    """One more action of the user viewset, for sessions."""

    @extend_schema(request=ProofSerializer, responses=FreshSerializer)
    @action(detail=True, methods=["post"])
    def reauthenticate(self, request: Request, uuid: str) -> Response:
        """Makes this session fresh for two hours. It gets a new id, and a new CSRF token."""
        user = self.get_myself()
        given: Any = ProofSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        needs_code, code = has_second_factor(user), given.validated_data.get("token")
        prove_password(request, user.email, given.validated_data["password"])
        if needs_code:
            if code is None:
                raise _needed()
            prove_second_factor(request, user, code)
        begin_session(request, user, "email_password", is_again=True)
        answer = {"success": True, "sensitive_session_expires_at": fresh_until(request)}
        return Response(FreshSerializer(answer).data)


def _needed() -> ValidationError:
    return ValidationError({"token": [ErrorDetail("2FA is required.", code="2fa_required")]})
