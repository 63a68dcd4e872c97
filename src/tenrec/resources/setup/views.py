"""GET /api/setup/ and POST /api/signup/: from the one-time link to the first session."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.signup import is_setup_link_open, sign_up_by_link
from tenrec.resources.setup.serializers import SetupSerializer, SignedUpSerializer, SignupSerializer
from tenrec.rest.router import Route
from tenrec.rest.sessions import begin_session
from tenrec.rest.throttles import AddressLimit, Window
from tenrec.rest.views import PublicView


class SetupView(PublicView):
    """Whether a set-up link may still be used."""

    @extend_schema(
        operation_id="setup_retrieve",
        parameters=[OpenApiParameter("token", str, description="The token of the link.")],
        responses=SetupSerializer,
    )
    def get(self, request: Request) -> Response:
        token = request.query_params.get("token", "")
        return Response({"valid": is_setup_link_open(token)})


class SignupView(PublicView):
    """Makes the first account and logs it in; the link is dead afterwards."""

    throttle_classes = (AddressLimit,)
    address_limit = ("signup", (Window(3600, 30),))

    @extend_schema(request=SignupSerializer, responses={201: SignedUpSerializer})
    def post(self, request: Request) -> Response:
        given: Any = SignupSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wish = given.validated_data
        user = sign_up_by_link(
            wish["setup_token"],
            email=wish["email"],
            password=wish["password"],
            first_name=wish["first_name"],
            organization=wish["organization_name"],
            email_opt_in=wish["email_opt_in"],
        )
        begin_session(request, user, "signup")
        return Response(SignedUpSerializer(user).data, status.HTTP_201_CREATED)


ROUTES = [Route("setup", SetupView, "root"), Route("signup", SignupView, "root")]
