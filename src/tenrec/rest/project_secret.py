"""A project's `phs_` token as the caller: a machine that may read what a view opens to it.

It stands for no user. A view says `allows_secret_tokens = True` (or one action of it, in its
decorator), works without `self.user`, and finds the project of the token in `self.project`.
"""

import re
from dataclasses import dataclass
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, UnsupportedMediaType
from rest_framework.request import Request

from tenrec.accounts.models import Project
from tenrec.accounts.project_tokens import PREFIX, find_by_secret

_BEARER = re.compile(r"Bearer\s+(\S+)\s*$")
_MEMBER = "secret_api_key"


@dataclass(frozen=True, slots=True)
class ProjectMachine:
    """Who calls with a project's secret token; `auth` of the request is the same."""

    project: Project
    is_authenticated: bool = True


class ProjectSecretAuthentication(BaseAuthentication):
    """`Authorization: Bearer phs_…`, then the body member `secret_api_key`."""

    def authenticate(self, request: Request) -> tuple[ProjectMachine, ProjectMachine] | None:
        value = _carried(request)
        if value is None:
            return None
        project = find_by_secret(value)
        if project is None:
            raise AuthenticationFailed("Project secret API key is invalid.")
        machine = ProjectMachine(project)
        return machine, machine

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def _carried(request: Request) -> str | None:
    """None lets the personal key be tried: its carriers come after a header with a secret."""
    header = request.META.get("HTTP_AUTHORIZATION", "")
    found = _BEARER.match(header)
    if found and found[1].startswith(PREFIX):
        return found[1]
    if header.startswith("Bearer "):
        return None
    try:
        data: Any = request.data
    except UnsupportedMediaType:
        return None
    value = data.get(_MEMBER) if hasattr(data, "get") else None
    return str(value) if value else None


class _ProjectSecretScheme(OpenApiAuthenticationExtension):
    target_class = ProjectSecretAuthentication
    name = "ProjectSecretAPIKeyAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
