"""Which project and organization a request is about, and may its user be there."""

from typing import Any
from uuid import UUID

from rest_framework.exceptions import AuthenticationFailed, NotFound
from rest_framework.request import Request

from tenrec.accounts.models import Organization, Project, User
from tenrec.accounts.reach import current_organization, current_project
from tenrec.rest.project_secret import ProjectMachine

CURRENT = "@current"
_TOKEN_NAMES = ("api_key", "token")


def find_project(request: Request, project_id: str | None) -> Project:
    """By `?token=`, by the id in the path, or the one visited last (flat routes, `@current`)."""
    token = _project_token(request)
    if token is not None:
        return _by_token(token)
    if project_id is None or project_id == CURRENT:
        return _current(request, is_flat=project_id is None)
    if not (project_id.isascii() and project_id.isdecimal() and len(project_id) <= 18):
        raise NotFound("Project not found.")
    found = Project.objects.select_related("organization").filter(id=int(project_id)).first()
    if found is None:
        raise NotFound("Project not found.")
    return found


def find_organization(request: Request, organization_id: str) -> Organization:
    """By uuid, or the current one of the user."""
    if organization_id == CURRENT:
        found = current_organization(_user(request))
    else:
        try:
            found = Organization.objects.filter(id=UUID(organization_id)).first()
        except ValueError:
            found = None
    if found is None:
        raise NotFound("Organization not found.")
    return found


def _project_token(request: Request) -> str | None:
    """Read from the query on GET and from forms otherwise; JSON bodies are not asked."""
    source: Any = request.query_params
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        is_form = (request.content_type or "").startswith(
            ("application/x-www-form-urlencoded", "multipart/form-data")
        )
        if is_form and any(name in request.data for name in _TOKEN_NAMES):
            source = request.data
    return next((str(source[name]) for name in _TOKEN_NAMES if source.get(name)), None)


def _by_token(token: str) -> Project:
    found = Project.objects.select_related("organization").filter(api_token=token).first()
    if found is None:
        raise AuthenticationFailed()
    return found


def _current(request: Request, *, is_flat: bool) -> Project:
    if isinstance(request.auth, ProjectMachine):
        return request.auth.project
    found = current_project(_user(request))
    if found is not None:
        return found
    if is_flat:
        raise AuthenticationFailed("This endpoint needs a current project.")
    raise NotFound("Project not found.")


def _user(request: Request) -> User:
    assert isinstance(request.user, User), "permissions come before the project is asked for"
    return request.user
