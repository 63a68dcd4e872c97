"""The second half of a log-in by a code in an e-mail, where the operator has switched it on."""

import secrets
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.email_codes import is_login_code
from tenrec.accounts.models import User
from tenrec.accounts.second_factor import has_second_factor
from tenrec.resources.login import pending
from tenrec.resources.login.serializers import LoginAnswerSerializer
from tenrec.rest.jobs import mail_login_code
from tenrec.rest.proof import note_failure
from tenrec.rest.remembered import is_remembered, remember
from tenrec.rest.sessions import begin_session
from tenrec.rest.throttles import AddressLimit, Window, wait_for
from tenrec.rest.views import PublicView

_MAILS = (Window(60, 3), Window(3600, 20))
_AGAIN = (Window(60, 1), Window(3600, 10))
_TRIES = (Window(60, 5), Window(3600, 20))


class EmailCodeSerializer(serializers.Serializer[Any]):
    """The code of the e-mail."""

    email = serializers.CharField(
        max_length=254, required=False, write_only=True, help_text="Whose log-in it is."
    )
    token = serializers.CharField(max_length=40, write_only=True, help_text="The six digits.")
    remember = serializers.BooleanField(
        default=True, write_only=True, help_text="Whether this browser needs no code for 30 days."
    )


class ResentSerializer(serializers.Serializer[Any]):
    """It is on its way."""

    success = serializers.BooleanField()
    message = serializers.CharField()


def needs_code(request: Request, user: User) -> bool:
    """Whether the password is not enough: an app is asked for instead, where there is one."""
    return settings.CONFIG.email_codes and not is_remembered(request, user)


def send_code(request: Request, user: User) -> None:
    """Begins the wait for it, in a session of its own."""
    wait = wait_for(f"login-code-mail:{user.pk}", _MAILS)
    if wait > 0:
        raise Throttled(wait)
    wait_for(f"login-code-again:{user.pk}", _AGAIN)
    nonce = secrets.token_urlsafe(16)
    pending.begin(request, user, nonce)
    mail_login_code.enqueue(user.pk, nonce)


class EmailCodeView(PublicView):
    """The code that was e-mailed after the password, within ten minutes, in the same browser."""

    is_atomic = False
    throttle_classes = (AddressLimit,)
    address_limit = ("login-code", (Window(3600, 120),))

    @extend_schema(
        operation_id="login_email_mfa_create",
        request=EmailCodeSerializer,
        responses=LoginAnswerSerializer,
    )
    def post(self, request: Request) -> Response:
        given: Any = EmailCodeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wish = given.validated_data
        user = _who_showed(request, wish)
        begin_session(request, user, "email_password_email_code")
        answer = Response({"success": True})
        if wish["remember"]:
            remember(answer, user)
        return answer


class ResendView(PublicView):
    """Sends the same code again: once a minute, ten times an hour."""

    is_atomic = False

    @extend_schema(
        operation_id="login_email_mfa_resend_create", request=None, responses=ResentSerializer
    )
    def post(self, request: Request) -> Response:
        expected = pending.awaits_mail(request)
        if expected is None:
            raise ValidationError("Nobody waits for a code here. Log in again.", code="2fa_expired")
        user, nonce = expected
        wait = wait_for(f"login-code-again:{user.pk}", _AGAIN)
        if wait > 0:
            raise Throttled(wait)
        mail_login_code.enqueue(user.pk, nonce)
        return Response({"success": True, "message": "Verification email sent"})


def _who_showed(request: Request, wish: dict[str, Any]) -> User:
    """Who was sent this code; refused alike, whatever is wrong."""
    expected = pending.awaits_mail(request)
    if expected is None:
        raise _refused()
    user, nonce = expected
    if wait_for(f"login-code:{user.pk}", _TRIES) > 0:
        raise _refused("Too many attempts. Please wait a while.", "2fa_too_many_attempts")
    is_meant = wish.get("email", user.email).strip().lower() == user.email
    if has_second_factor(user) or not is_meant:
        raise _refused()
    if not is_login_code(user, nonce, wish["token"]):
        note_failure(request, user.email, user, "email_code")
        raise _refused()
    return user


def _refused(
    words: str = "This code is invalid or has expired.", code: str = "invalid_token"
) -> ValidationError:
    return ValidationError({"token": [ErrorDetail(words, code=code)]})
