"""Walks all routes: each declares its scope, and each keeps out who must stay out."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from tenrec.accounts.models import Membership, Project, User
from tenrec.accounts.scopes import OBJECTS
from tenrec.accounts.tests.cast import Caller, bearer
from tenrec.rest.permissions import PUBLIC, SELF
from tenrec.rest.views import ApiView

VALUES = {
    "pk": "01890000-0000-7000-8000-000000000000",
    "uuid": "@me",
}


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    """Every path with its callback."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        path = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path, pattern.callback


def views() -> Iterator[tuple[str, str, Any, dict[str, Any]]]:
    """path, method, view class, initkwargs of every operation of ours."""
    for path, callback in routes():
        cls = getattr(callback, "cls", None)
        if cls is None:
            continue
        allowed = getattr(callback, "actions", None) or {
            method: method for method in cls.http_method_names if hasattr(cls, method)
        }
        for method in allowed:
            if method not in {"options", "head"} and method in cls.http_method_names:
                yield path, method, cls, getattr(callback, "initkwargs", {})


OPERATIONS = [(path, method) for path, method, cls, _ in views() if cls.scope not in {PUBLIC}]
IN_PROJECT = [(path, method) for path, method in OPERATIONS if "(?P<project_id>" in path]


def address(path: str, project_id: object = 1, pk: str | None = None) -> str:
    """A real address of the pattern."""
    filled = path.replace("(?P<project_id>[^/]+)", str(project_id))
    if path.startswith(("api/projects/(?P<pk>", "api/environments/(?P<pk>")):
        filled = filled.replace("(?P<pk>[^/.]+)", str(project_id))
    for name, value in VALUES.items():
        filled = filled.replace(f"(?P<{name}>[^/.]+)", pk or value)
    filled = "/" + filled.removesuffix("$").removesuffix("/?").replace("\\.", ".")
    return filled if filled.endswith(".csv") else f"{filled}/"


def test_routes__every_view__is_ours_and_declares_a_known_scope() -> None:
    seen = 0
    for path, _, cls, initkwargs in views():
        assert issubclass(cls, ApiView), path
        scope = initkwargs.get("scope", getattr(cls, "scope", None))
        assert scope in OBJECTS | {PUBLIC, SELF}, f"{path} declares no scope"
        seen += 1
    assert seen > 40


def test_routes__everything_but_the_list_of_public_ones__is_private() -> None:
    public = {path for path, _, cls, _ in views() if cls.scope == PUBLIC}
    assert public == {
        "_preflight/?$",
        "logout/?$",
        "api/login/?$",
        "api/logout/?$",
        "api/setup/?$",
        "api/signup/?$",
        "api/schema/?$",
        "api/schema/swagger-ui/?$",
        "api/schema/redoc/?$",
        "api/shared/(?P<pk>[^/.]+)/?$",
    }


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_route__nobody_or_wrong_key__401(db: None, path: str, method: str) -> None:
    for client in (APIClient(), bearer("phx_wrong")):
        answer = getattr(client, method)(address(path))
        assert answer.status_code == 401
        assert answer.json()["type"] == "authentication_error"


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_route__key_without_its_scope__403(
    alice: User, project: Project, with_key: Caller, path: str, method: str
) -> None:
    client = with_key(alice, "webhook:write")
    answer = getattr(client, method)(address(path, project.id))
    if "personal_api_keys" in path and method == "get" and "pk" in path:
        return  # a key may read itself, whatever its scopes
    assert answer.status_code == 403, answer.content
    assert answer.json()["code"] == "permission_denied"


@pytest.mark.parametrize(("path", "method"), IN_PROJECT)
def test_project_route__stranger__403(
    charlie: User,
    alice: User,
    project: Project,
    with_key: Caller,
    with_session: Caller,
    path: str,
    method: str,
) -> None:
    for client in (with_key(charlie), with_session(charlie)):
        answer = getattr(client, method)(address(path, project.id))
        assert answer.status_code == 403, answer.content
        assert answer.json()["code"] == "permission_denied"


@pytest.mark.parametrize(("path", "method"), IN_PROJECT)
def test_project_route__key_limited_elsewhere__403(
    alice: User,
    project: Project,
    second_project: Project,
    with_key: Caller,
    path: str,
    method: str,
) -> None:
    elsewhere = str(second_project.uuid)
    for limits in ({"scoped_teams": [second_project.id]}, {"scoped_organizations": [elsewhere]}):
        answer = getattr(with_key(alice, **limits), method)(address(path, project.id))
        assert answer.status_code == 403, answer.content


@pytest.mark.parametrize(("path", "method"), IN_PROJECT)
def test_project_route__unknown_project__404(
    alice: User, with_key: Caller, path: str, method: str
) -> None:
    for unknown in ("999999", "abc", "9" * 40, "-1", "%00", "\u0661"):
        answer = getattr(with_key(alice), method)(address(path, unknown))
        assert answer.status_code in ({400, 404} if unknown == "%00" else {404})


def test_removed_member__key_loses_reach_at_once(
    bob: User, project: Project, with_key: Caller
) -> None:
    client = with_key(bob)
    assert client.get(f"/api/projects/{project.id}/").status_code == 200
    Membership.objects.filter(user=bob).delete()
    assert client.get(f"/api/projects/{project.id}/").status_code == 403


@pytest.mark.parametrize(
    ("level", "status"),
    [(Membership.Level.MEMBER, 403), (Membership.Level.ADMIN, 200), (Membership.Level.OWNER, 200)],
)
def test_reset_token__by_level(
    bob: User, project: Project, with_key: Caller, level: int, status: int
) -> None:
    Membership.objects.filter(user=bob).update(level=level)
    answer = with_key(bob).patch(f"/api/projects/{project.id}/reset_token/")
    assert answer.status_code == status


def test_scope__write__reads_too_but_not_the_other_way(
    alice: User, project: Project, with_key: Caller
) -> None:
    path = f"/api/projects/{project.id}/"
    writer, reader = with_key(alice, "project:write"), with_key(alice, "project:read")
    assert writer.get(path).status_code == 200
    assert reader.get(path).status_code == 200
    answer = reader.patch(path, {"name": "New"}, format="json")
    assert answer.status_code == 403
    assert answer.json()["detail"] == "API key missing required scope 'project:write'."
    assert writer.patch(path, {"name": "New"}, format="json").status_code == 200


def test_limited_key__route_without_project__403_but_users_me_works(
    alice: User, project: Project, with_key: Caller
) -> None:
    client = with_key(alice, scoped_teams=[project.id])
    assert client.get("/api/projects/").status_code == 403
    assert client.get("/api/users/@me/").status_code == 200
    assert client.get(f"/api/projects/{project.id}/").status_code == 200


def test_limited_key__token_of_another_project_in_the_query__403(
    alice: User, project: Project, second_project: Project, with_key: Caller
) -> None:
    client = with_key(alice, scoped_teams=[project.id])
    path = f"/api/projects/{project.id}/persons/"
    assert client.get(path).status_code == 200
    assert client.get(f"{path}?token={second_project.api_token}").status_code == 403


WRITES = [(path, method) for path, method, _, _ in views() if method != "get"]


@pytest.mark.parametrize(("path", "method"), WRITES)
def test_session_write__without_csrf_token__403(
    alice: User, project: Project, path: str, method: str
) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(alice)
    answer = getattr(client, method)(address(path, project.id), {}, format="json")
    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("CSRF Failed")


@pytest.mark.parametrize("level", Membership.Level.values)
@pytest.mark.parametrize(("path", "method"), IN_PROJECT)
def test_project_route__every_member_level__may_do_it(
    bob: User, project: Project, with_key: Caller, path: str, method: str, level: int
) -> None:
    """Nothing under a project asks for more than membership yet; what does is tested by name."""
    Membership.objects.filter(user=bob).update(level=level)
    answer = getattr(with_key(bob), method)(address(path, project.id), {}, format="json")
    assert answer.status_code not in {401, 403}
