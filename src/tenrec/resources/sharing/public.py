"""/api/shared/:access_token/: what somebody sees who has the link, and nothing else."""

from typing import Any

from django.contrib.auth.hashers import check_password
from django.middleware.csrf import get_token
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.core.errors import NotAuthenticated
from tenrec.resources.sharing import proof
from tenrec.resources.sharing.models import SharePassword, Sharing
from tenrec.resources.sharing.page import PageSerializer, page_of
from tenrec.resources.sharing.tries import SECONDS, Tries
from tenrec.rest.address import caller_address
from tenrec.rest.views import PublicView

_TOKEN = OpenApiParameter(
    "id", str, OpenApiParameter.PATH, description="The access token: the end of the link."
)


class UnlockSerializer(serializers.Serializer[Any]):
    """The password of a shared page."""

    password = serializers.CharField(max_length=128, trim_whitespace=False)


class UnlockedSerializer(serializers.Serializer[Any]):
    """The proof that the password was right."""

    share_token = serializers.CharField(
        help_text="For `Authorization: Bearer`; the cookie of the answer says the same."
    )
    expires_in = serializers.IntegerField(help_text="Seconds.")


class SharedPage(PublicView):
    """A dashboard or insight that is shared by link.

    The end of the link is all that it takes, and a password where the owner asks for one.
    """

    is_atomic = False

    @extend_schema(responses=PageSerializer, parameters=[_TOKEN])
    def get(self, request: Request, pk: str) -> Response:
        """The page with its results; 401 `password_required` until the password was given."""
        sharing = _find(pk)
        if sharing.password_required and not proof.is_proved(request, sharing):
            get_token(request)  # the password comes with the CSRF token: this sets its cookie
            raise NotAuthenticated("This page asks for a password.", code="password_required")
        return Response(page_of(sharing))

    @extend_schema(request=UnlockSerializer, responses=UnlockedSerializer, parameters=[_TOKEN])
    def post(self, request: Request, pk: str) -> Response:
        """Opens the page with its password, for an hour; ten wrong ones a minute, no more."""
        sharing = _find(pk)
        given: Any = UnlockSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        tries = Tries(sharing.pk, caller_address(request))
        if not tries.take():
            raise Throttled(wait=SECONDS)
        password = _matching(sharing, given.validated_data["password"])
        if password is None:
            raise NotAuthenticated("This is not the password.", code="invalid_password")
        tries.give_back()
        token = proof.make(sharing, password)
        answer = Response({"share_token": token, "expires_in": proof.SECONDS})
        proof.give(answer, sharing, token)
        return answer


def _find(token: str) -> Sharing:
    """The link, if it works: switched on, allowed by the organization, its thing not deleted."""
    rows = Sharing.objects.select_related("project__organization", "dashboard", "insight")
    sharing = rows.filter(access_token=token, enabled=True).first()
    if sharing is None or not sharing.project.organization.allow_publicly_shared_resources:
        raise NotFound()
    thing: Any = sharing.dashboard or sharing.insight
    if thing.deleted:
        raise NotFound()
    return sharing


def _matching(sharing: Sharing, raw: str) -> SharePassword | None:
    """Every password is compared, so that the time tells nothing."""
    found = [one for one in sharing.passwords.all() if check_password(raw, one.secure_value)]
    return found[0] if found else None
