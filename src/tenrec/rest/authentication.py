"""Who calls: a personal API key by one of three carriers, or a session with its CSRF token."""

import re
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, UnsupportedMediaType
from rest_framework.request import Request

from tenrec.accounts.keys import find_key, touch_key
from tenrec.accounts.models import PersonalAPIKey, User
from tenrec.rest.sessions import note_session

_BEARER = re.compile(r"Bearer\s+(\S.*)")
_MEMBER = "personal_api_key"
_OAUTH = "pha_"


class PersonalKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer`, then the body, then the query: only the first found is tried."""

    def authenticate(self, request: Request) -> tuple[User, PersonalAPIKey] | None:
        found = _carried(request)
        if found is None:
            return None
        value, carrier = found
        key = find_key(value)
        if key is None and value.startswith(_OAUTH):
            raise AuthenticationFailed("OAuth access tokens are not supported by this server.")
        if key is None:
            raise AuthenticationFailed(f"Personal API key found in request {carrier} is invalid.")
        touch_key(key)
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def _carried(request: Request) -> tuple[str, str] | None:
    header = _BEARER.match(request.META.get("HTTP_AUTHORIZATION", ""))
    if header:
        return header[1].strip(), "Authorization header"
    member = _in_body(request)
    if member:
        return str(member), "body"
    query = request.query_params.get(_MEMBER)
    return (query, "query string") if query else None


def _in_body(request: Request) -> Any:
    try:
        data = request.data
    except UnsupportedMediaType:
        return None  # a body that we cannot read carries no key; the view says the rest
    return data.get(_MEMBER) if hasattr(data, "get") else None


class SessionOrNobody(SessionAuthentication):
    """Django's session; every write with it must carry the CSRF token."""

    def authenticate(self, request: Request) -> Any:
        found = super().authenticate(request)
        if found is not None:
            note_session(request, found[0])
        return found


class _PersonalKeyScheme(OpenApiAuthenticationExtension):
    target_class = PersonalKeyAuthentication
    name = "PersonalAPIKeyAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class _SessionScheme(OpenApiAuthenticationExtension):
    target_class = SessionOrNobody
    name = "SessionAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
