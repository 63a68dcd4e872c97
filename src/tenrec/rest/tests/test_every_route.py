"""Nobody gets through any door with the wrong key: every route, method and prefix is tried.

New resources are covered by being there. A route that anybody may use has to be named in PUBLIC.
"""

import re
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Membership, Organization, Project, User
from tenrec.accounts.project_tokens import rotate_secret
from tenrec.accounts.scopes import OBJECTS
from tenrec.accounts.tests.cast import Caller, bearer, mark_session, new_user
from tenrec.rest import permissions
from tenrec.rest.tests.routes import Call, answers_itself, every_call

CALLS = every_call()
PUBLIC = {
    "_preflight/",
    "api/login/",
    "api/login/precheck/",
    "api/login/token/",
    "api/logout/",
    "api/reset/",
    "api/reset/(?P<user_uuid>[^/]+)/",
    "api/schema/",
    "api/schema/redoc/",
    "api/schema/swagger-ui/",
    "api/setup/",
    "api/shared/(?P<pk>[^/.]+)/",
    "api/signup/",
    "api/signup/(?P<invite_id>[^/]+)/",
    "api/users/request_email_verification/",
    "api/users/verify_email/",
    "logout/",
}
CLOSED = [call for call in CALLS if call.made().scope != permissions.PUBLIC]
WRITES = [call for call in CLOSED if call.made().needed_verb == "write"]
PROJECT = re.compile(r"api/(?:projects|environments)/\(\?P<(\w+)>")
ORGANIZATION = re.compile(r"api/organizations/\(\?P<(\w+)>")
IN_A_PLACE = [c for c in CLOSED if PROJECT.match(c.pattern) or ORGANIZATION.match(c.pattern)]
SCOPED = [
    call
    for call in CLOSED
    if call.made().allows_keys and call.made().scope not in {permissions.SELF, "user"}
]


@pytest.fixture(autouse=True)
def _without_limits(settings: Any) -> None:
    """These tests are about other refusals."""
    settings.RATE_LIMITS = False
    settings.CHECK_RESPONSES = False


@pytest.fixture
def places(project: Project, garden: Organization) -> Callable[[Call], str]:
    """Fills the project and the organization in, whatever the route calls them."""

    def path(call: Call) -> str:
        found = {PROJECT: project.id, ORGANIZATION: garden.id}.items()
        given = {m[1]: value for kind, value in found if (m := kind.match(call.pattern))}
        return call.path(**given)

    return path


def ask(client: APIClient, call: Call, path: str) -> Any:
    if call.method == "get":
        return client.get(path)
    return getattr(client, call.method)(path, {}, format="json")


def refusals(
    client: APIClient, calls: Iterable[Call], places: Callable[[Call], str], *expected: int
) -> list[str]:
    """What was answered otherwise; one test says all of it."""
    wrong = []
    for call in calls:
        answer = ask(client, call, places(call))
        if answer.status_code not in expected:
            wrong.append(f"{call}: {answer.status_code} {answer.content[:160]!r}")
    return wrong


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_route__declares_its_scope(call: Call) -> None:
    scope = call.made().scope
    assert scope in OBJECTS | {permissions.PUBLIC, permissions.SELF}
    if scope == permissions.PUBLIC:
        assert call.pattern in PUBLIC, "a route for everybody must be named in this test"


def test_routes__none_hides_another() -> None:
    assert [str(call) for call in CALLS if not answers_itself(call)] == []


def test_routes__the_public_ones__are_all_there() -> None:
    assert {call.pattern for call in CALLS} >= PUBLIC


def test_every_route__no_key__401(places: Callable[[Call], str]) -> None:
    assert refusals(APIClient(), CLOSED, places, 401) == []


def test_every_route__wrong_key__401(places: Callable[[Call], str]) -> None:
    assert refusals(bearer("phx_" + "x" * 48), CLOSED, places, 401) == []


def test_every_route__project_token_as_key__401(
    places: Callable[[Call], str], project: Project
) -> None:
    assert refusals(bearer(project.api_token), CLOSED, places, 401) == []


def test_every_route__secret_token_of_another_project__401_or_403(
    places: Callable[[Call], str], second_project: Project
) -> None:
    stranger = bearer(rotate_secret(second_project))
    assert refusals(stranger, CLOSED, places, 401, 403) == []


def test_every_route__key_of_a_deactivated_user__401(
    places: Callable[[Call], str], alice: User, with_key: Caller
) -> None:
    client = with_key(alice)
    User.objects.update(is_active=False)
    assert refusals(client, CLOSED, places, 401) == []


def test_every_route__key_without_the_scope__403(
    places: Callable[[Call], str], alice: User, with_key: Caller
) -> None:
    for words in ("webhook:write", "hog_flow:write"):
        others = [c for c in SCOPED if c.made().scope != words.split(":")[0]]
        others += [c for c in CLOSED if c.made().scope == "user"]
        assert refusals(with_key(alice, words), others, places, 403) == []


def test_every_write__key_that_may_only_read__403(
    places: Callable[[Call], str], alice: User, with_key: Caller
) -> None:
    reader = with_key(alice, *(f"{thing}:read" for thing in sorted(OBJECTS)))
    writes = [call for call in WRITES if call.made().scope != permissions.SELF]
    assert refusals(reader, writes, places, 403) == []


def test_every_route_for_sessions__any_key__403(
    places: Callable[[Call], str], alice: User, with_key: Caller
) -> None:
    calls = [call for call in CLOSED if not call.made().allows_keys]
    assert refusals(with_key(alice), calls, places, 403) == []


def test_every_route__key_of_another_project__403(
    places: Callable[[Call], str], alice: User, second_project: Project, with_key: Caller
) -> None:
    client = with_key(alice, scoped_teams=[second_project.id])
    assert refusals(client, SCOPED, places, 403) == []


def test_every_route__key_of_another_organization__403(
    places: Callable[[Call], str], alice: User, desert: Organization, with_key: Caller
) -> None:
    Membership.objects.create(user=alice, organization=desert, level=15)
    client = with_key(alice, scoped_organizations=[str(desert.id)])
    calls = [c for c in SCOPED if c in IN_A_PLACE]
    assert refusals(client, calls, places, 403) == []


def test_every_route__owner_of_another_organization__403(
    places: Callable[[Call], str], charlie: User, with_key: Caller, with_session: Caller
) -> None:
    assert refusals(with_key(charlie), IN_A_PLACE, places, 403) == []
    assert refusals(with_session(charlie), IN_A_PLACE, places, 403) == []


def test_every_route__removed_member__403(
    places: Callable[[Call], str], bob: User, with_key: Caller, with_session: Caller
) -> None:
    with_a_key, logged_in = with_key(bob), with_session(bob)
    bob.memberships.all().delete()
    assert refusals(with_a_key, IN_A_PLACE, places, 403) == []
    assert refusals(logged_in, IN_A_PLACE, places, 403) == []


def test_every_project_route__token_of_a_project_out_of_reach__403(
    project: Project, charlie: User, with_key: Caller
) -> None:
    """The token names the project on flat routes, too, and gives nobody access to it."""
    client = with_key(charlie)
    calls = [c for c in SCOPED if hasattr(c.view, "project") and c.method == "get"]
    assert len(calls) > len([c for c in calls if "project_id" in c.names])

    def path(call: Call) -> str:
        given = {"project_id": "@current"} if "project_id" in call.names else {}
        return f"{call.path(**given)}?token={project.api_token}"

    assert refusals(client, calls, path, 403) == []


@pytest.mark.parametrize("level", list(Membership.Level))
def test_every_write__level_below_the_needed__403(
    places: Callable[[Call], str], garden: Organization, with_session: Caller, level: int
) -> None:
    user = new_user("Dora", garden, level)
    user.current_project = garden.projects.first()
    user.save()
    calls = [c for c in WRITES if c in IN_A_PLACE and c.made().write_level > level]
    assert refusals(with_session(user), calls, places, 403) == []


def test_every_write__session_without_csrf_token__403(
    places: Callable[[Call], str], alice: User, with_session: Caller
) -> None:
    client = with_session(alice)
    client.credentials()
    unsafe = [call for call in CLOSED if call.method != "get"]
    assert refusals(client, unsafe, places, 403) == []


def test_every_sensitive_write__stale_session__403(
    places: Callable[[Call], str], alice: User, with_session: Caller
) -> None:
    client = with_session(alice)
    mark_session(client, proved_at=time.time() - 7201)
    calls = [call for call in WRITES if call.made().needs_fresh_login]
    assert calls
    for call in calls:
        answer = ask(client, call, places(call).replace("999999999", "@me"))
        assert answer.status_code == 403, str(call)
        assert answer.json()["code"] == "sensitive_action_required_reauth", str(call)
