"""POST /api/login/, /api/login/token/, /api/login/precheck/ and /logout/: sessions."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.second_factor import has_second_factor
from tenrec.core.errors import NotAuthenticated
from tenrec.resources.login import pending
from tenrec.resources.login.email_code import EmailCodeView, ResendView, needs_code, send_code
from tenrec.resources.login.serializers import (
    LoginAnswerSerializer,
    LoginSerializer,
    PrecheckAnswerSerializer,
    PrecheckSerializer,
    TokenSerializer,
)
from tenrec.rest.proof import prove_password, prove_second_factor
from tenrec.rest.remembered import is_remembered, remember
from tenrec.rest.router import Route
from tenrec.rest.sessions import begin_session, end_session
from tenrec.rest.throttles import AddressLimit, Window
from tenrec.rest.views import PublicView


class LoginView(PublicView):
    """Starts a session; it needs the CSRF token, and too many failures need a pause.

    Who has a second factor gets 401 `2fa_required` and goes on at `/api/login/token/`, unless this
    browser has shown it in the last thirty days. Where the server asks for a code by e-mail, who
    has no second factor gets 401 `email_mfa_required` and goes on at `/api/login/email-mfa/`.
    """

    is_atomic = False

    @extend_schema(request=LoginSerializer, responses=LoginAnswerSerializer)
    def post(self, request: Request) -> Response:
        given: Any = LoginSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = prove_password(request, **given.validated_data)
        if has_second_factor(user) and not is_remembered(request, user):
            pending.begin(request, user)
            raise NotAuthenticated("2FA is required.", code="2fa_required")
        if needs_code(request, user):
            send_code(request, user)
            words = "A code was sent to your e-mail address."
            raise NotAuthenticated(words, code="email_mfa_required")
        begin_session(request, user, "email_password")
        return Response({"success": True})


class TokenView(PublicView):
    """The second half of a log-in, within ten minutes of the password."""

    is_atomic = False

    @extend_schema(request=TokenSerializer, responses=LoginAnswerSerializer)
    def post(self, request: Request) -> Response:
        given: Any = TokenSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = pending.user_of(request)
        prove_second_factor(request, user, given.validated_data["token"])
        begin_session(request, user, "email_password_2fa")
        answer = Response({"success": True})
        if given.validated_data["remember"]:
            remember(answer, user)
        return answer


class PrecheckView(PublicView):
    """How somebody may log in; it says the same of every address, known or not."""

    throttle_classes = (AddressLimit,)
    address_limit = ("login-precheck", (Window(60, 30),))

    @extend_schema(request=PrecheckSerializer, responses=PrecheckAnswerSerializer)
    def post(self, request: Request) -> Response:
        given: Any = PrecheckSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return Response({"sso_enforcement": None, "saml_available": False})


class LogoutView(PublicView):
    """Ends the session, if there is one."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        end_session(request)
        return Response(status=status.HTTP_204_NO_CONTENT)


class BareLogoutView(LogoutView):
    """The same at /logout."""

    schema = None


ROUTES = [
    Route("login", LoginView, "root"),
    Route("login/token", TokenView, "root"),
    Route("login/email-mfa", EmailCodeView, "root"),
    Route("login/email-mfa/resend", ResendView, "root"),
    Route("login/precheck", PrecheckView, "root"),
    Route("logout", LogoutView, "root"),
    Route("logout", BareLogoutView, "bare"),
]
