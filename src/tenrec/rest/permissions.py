"""May the caller do this here: scope of the key, its limits, membership, level; in this order."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tenrec.accounts.models import Membership, Organization, PersonalAPIKey, Project, User
from tenrec.accounts.reach import level_in, organizations_of
from tenrec.accounts.scopes import allows
from tenrec.accounts.second_factor import has_second_factor
from tenrec.rest.project_secret import ProjectMachine
from tenrec.rest.sessions import check_fresh

if TYPE_CHECKING:  # views name this permission, so it cannot import them
    from tenrec.rest.views import ApiView

PUBLIC = "public"
"""Scope of a view that needs nobody: log-in, preflight, the schema."""

SELF = "self"
"""Scope of a view about the credentials themselves: a key needs no scope to read itself."""


class HasScope(BasePermission):
    """The caller is known, the key carries `<scope>:<verb>`, and both may be in this place."""

    def has_permission(self, request: Request, view: "ApiView") -> bool:  # type: ignore[override]  # all our views
        if view.scope == PUBLIC:
            return True
        if isinstance(request.auth, ProjectMachine):
            return _check_machine(request.auth, view)
        if not isinstance(request.user, User):
            return False
        if view.key is not None:
            _check_scope(view.key, view)
        project, organization = view.place()
        if view.key is not None:
            _check_limits(view.key, view, project, organization)
        if organization is not None:
            _check_level(view, organization, project)
        elif view.key is None and view.scope not in {"user", SELF}:
            _check_second_factor(view, organizations_of(view.user).filter(enforce_2fa=True))
        if view.key is None and view.needs_fresh_login and view.needed_verb == "write":
            check_fresh(request)
        return True


def _check_machine(machine: ProjectMachine, view: "ApiView") -> bool:
    """A secret token opens its own project only; the view has said that it takes one."""
    project, _ = view.place()
    if project is None or project.id != machine.project.id:
        raise PermissionDenied("This project secret API key is of another project.")
    return True


def _check_scope(key: PersonalAPIKey, view: "ApiView") -> None:
    if not view.allows_keys:
        raise PermissionDenied("This action does not support personal API key access.")
    if view.scope == SELF:
        return
    needed = f"{view.scope}:{view.needed_verb}"
    if not allows(key.scopes, needed):
        raise PermissionDenied(f"API key missing required scope '{needed}'.")


def _check_limits(
    key: PersonalAPIKey,
    view: "ApiView",
    project: Project | None,
    organization: Organization | None,
) -> None:
    if view.scope in {"user", SELF}:
        return
    if key.scoped_teams:
        if project is None:
            raise PermissionDenied("A key limited to projects works on project routes only.")
        if project.id not in key.scoped_teams:
            raise PermissionDenied(f"API key does not have access to project {project.id}.")
    if organization is None or not key.scoped_organizations:
        return
    if str(organization.id) not in key.scoped_organizations:
        raise PermissionDenied(f"API key does not have access to organization {organization.id}.")


def _check_level(view: "ApiView", organization: Organization, project: Project | None) -> None:
    level = level_in(view.user, organization.id)
    if level is None:
        place = "project" if project else "organization"
        raise PermissionDenied(f"You don't have access to the {place}.")
    _check_rules(view, organization, level)
    if view.needed_verb == "write" and level < view.write_level:
        needed = Membership.Level(view.write_level).label.lower()
        raise PermissionDenied(f"Your organization access level is insufficient: {needed} needed.")


def _check_rules(view: "ApiView", organization: Organization, level: int) -> None:
    """What the organization has decided about keys, and about log-ins without a second factor."""
    if view.key is None:
        _check_second_factor(view, [organization] if organization.enforce_2fa else [])
    elif not organization.members_can_use_personal_api_keys and level < Membership.Level.ADMIN:
        raise PermissionDenied("This organization does not allow members to use API keys.")


def _check_second_factor(view: "ApiView", demanding: Iterable[Organization]) -> None:
    """What shows things of several organizations shows those that ask for it, too."""
    home = next(iter(demanding), None)
    if home is not None and not has_second_factor(view.user):
        detail = f"{home.name} asks for two-factor authentication. Please set it up."
        raise PermissionDenied(detail, code="two_factor_setup_required")
