"""GET /_preflight/: is there an organization, and what this server can do."""

from typing import Any

from django.middleware.csrf import get_token
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec import __version__
from tenrec.accounts.models import Organization
from tenrec.rest.mail import has_mail_server
from tenrec.rest.router import Route
from tenrec.rest.views import PublicView


class SocialProvidersSerializer(serializers.Serializer[Any]):
    """Which other log-ins there are."""

    def get_fields(self) -> dict[str, Any]:
        return {name: serializers.BooleanField() for name in ("github", "gitlab", "google-oauth2")}


class PreflightSerializer(serializers.Serializer[Any]):
    """The state of the server before log-in."""

    initiated = serializers.BooleanField(help_text="Whether an organization exists.")
    django = serializers.BooleanField()
    db = serializers.BooleanField()
    clickhouse = serializers.BooleanField()
    realm = serializers.CharField()
    cloud = serializers.BooleanField()
    demo = serializers.BooleanField()
    can_create_org = serializers.BooleanField()
    email_service_available = serializers.BooleanField()
    available_social_auth_providers = SocialProvidersSerializer()
    version = serializers.CharField()


class PreflightView(PublicView):
    """What the web app asks first; sets the CSRF cookie, and is never cached."""

    @extend_schema(operation_id="preflight_retrieve", responses=PreflightSerializer)
    def get(self, request: Request) -> Response:
        get_token(request)
        state = {
            "initiated": Organization.objects.exists(),
            "django": True,
            "db": True,
            "clickhouse": True,
            "realm": "hosted-clickhouse",
            "cloud": False,
            "demo": False,
            "can_create_org": False,
            "email_service_available": has_mail_server(),
            "available_social_auth_providers": {
                "github": False,
                "gitlab": False,
                "google-oauth2": False,
            },
            "version": __version__,
        }
        return Response(state, headers={"Cache-Control": "no-store"})


ROUTES = [Route("_preflight", PreflightView, "bare")]
