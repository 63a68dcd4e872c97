"""Whose flag definitions a secret key opens: that of a project, or one of a person."""

from tenrec.accounts.keys import find_key, is_within, resolve_token, touch_key
from tenrec.accounts.models import PersonalAPIKey, Project
from tenrec.accounts.project_tokens import PREFIX, find_by_secret
from tenrec.accounts.reach import current_project, projects_of, shut_out
from tenrec.accounts.scopes import allows
from tenrec.edge.flags.source import Grant

_SCOPE = "feature_flag:read"


def grant_of(secret: str, token: str) -> Grant:
    """Without a token, the project that the key itself means."""
    team_id = resolve_token(token) if token else None
    if token and team_id is None:
        return _wrong("The project token is not valid.")
    if secret.startswith(PREFIX):
        return _of_project(secret, team_id)
    key = find_key(secret)
    if key is None:
        return _wrong("Personal API key found in request Authorization header is invalid.")
    touch_key(key)
    if not allows(key.scopes, _SCOPE):
        return _denied(f"API key missing required scope '{_SCOPE}'")
    return _of_person(key, team_id)


def _of_project(secret: str, team_id: int | None) -> Grant:
    project = find_by_secret(secret)
    if project is None or (team_id is not None and project.id != team_id):
        return _wrong("The project secret key is not valid for this project.")
    return Grant(project.id)


def _of_person(key: PersonalAPIKey, team_id: int | None) -> Grant:
    project: Project | None = current_project(key.user)
    if team_id is not None:
        project = projects_of(key.user).filter(id=team_id).first()
    if project is None or not is_within(key, project):
        return _denied("The personal API key does not reach this project.")
    if project.organization_id in shut_out(key.user, key):
        return _denied("The organization does not let members use personal API keys.")
    return Grant(project.id)


def _wrong(detail: str) -> Grant:
    return Grant(None, 401, "authentication_failed", detail)


def _denied(detail: str) -> Grant:
    return Grant(None, 403, "permission_denied", detail)
