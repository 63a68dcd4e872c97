"""GET /_preflight/: is there an organization, and what this server can do."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth import get_user
from django.db import DatabaseError
from django.middleware.csrf import get_token
from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec import __version__
from tenrec.accounts.founding import may_found
from tenrec.accounts.models import Organization, User
from tenrec.resources.preflight.parts import PARTS
from tenrec.resources.preflight.serializers import PreflightSerializer
from tenrec.rest.mail import has_mail_server
from tenrec.rest.router import Route
from tenrec.rest.views import PublicView


class PreflightView(PublicView):
    """What the web app asks first; sets the CSRF cookie, and is never cached."""

    @extend_schema(operation_id="preflight_retrieve", responses=PreflightSerializer)
    def get(self, request: Request) -> Response:
        get_token(request)
        parts = PARTS.answers()
        caller = _caller(request) if parts["db"] else None
        is_begun = parts["db"] and Organization.objects.exists()
        state = {
            "initiated": is_begun,
            "django": True,
            **parts,
            "realm": "hosted-clickhouse",
            "region": None,
            "cloud": False,
            "demo": False,
            "can_create_org": may_found(caller) if caller else parts["db"] and not is_begun,
            "email_service_available": has_mail_server(),
            **_nothing_of_others(),
            "object_storage": False,
            "public_egress_ip_addresses": [],
            "version": __version__,
            **(_for_members() if caller else {}),
        }
        return Response(state, headers={"Cache-Control": "no-store"})


def _caller(request: Request) -> User | None:
    """Nobody has to be logged in; whoever is, hears more."""
    try:
        user = get_user(request._request)
    except DatabaseError:
        return None
    return user if isinstance(user, User) else None


def _nothing_of_others() -> dict[str, Any]:
    """Log-ins and services of other companies: none."""
    return {
        "available_social_auth_providers": {
            "github": False,
            "gitlab": False,
            "google-oauth2": False,
        },
        "slack_service": {"available": False, "client_id": None},
        "data_warehouse_integrations": {
            "hubspot": {"client_id": None},
            "salesforce": {"client_id": None},
        },
    }


def _for_members() -> dict[str, Any]:
    return {
        "available_timezones": _offsets(now().replace(minute=0, second=0, microsecond=0)),
        "opt_out_capture": True,
        "licensed_users_available": None,
        "openai_available": False,
        "site_url": settings.SITE_URL,
        "instance_preferences": {"debug_queries": False, "disable_paid_fs": False},
        "buffer_conversion_seconds": 0,
    }


@lru_cache(maxsize=1)
def _offsets(moment: datetime) -> dict[str, float]:
    """Hours before UTC of every zone that a project may have."""
    found = {}
    for name in sorted(available_timezones()):
        offset = moment.astimezone(ZoneInfo(name)).utcoffset()
        found[name] = offset.total_seconds() / 3600 if offset is not None else 0.0
    return found


ROUTES = [Route("_preflight", PreflightView, "bare")]
