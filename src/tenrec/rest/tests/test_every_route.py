"""Nobody gets through any door with the wrong key: every route, method and prefix is tried.

New resources are covered by being there. A route that anybody may use has to be named in PUBLIC.
"""

import re
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import transaction
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
    "api/login/email-mfa/",
    "api/login/email-mfa/resend/",
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
# All that a project's secret token opens.
TOKENS_OPEN = {
    f"{prefix}{rest}"
    for prefix in (
        "api/projects/(?P<project_id>[^/]+)/feature_flags/",
        "api/environments/(?P<project_id>[^/]+)/feature_flags/",
        "api/feature_flags/",
        "api/feature_flag/",
    )
    for rest in ("local_evaluation/", "(?P<pk>[^/.]+)/remote_config/")
}
CLOSED = [call for call in CALLS if call.made.scope != permissions.PUBLIC]
WRITES = [call for call in CLOSED if call.made.needed_verb == "write"]
PROJECT = re.compile(r"(?:projects|environments)/\(\?P<(\w+)>")
ORGANIZATION = re.compile(r"organizations/\(\?P<(\w+)>")
IN_A_PLACE = [c for c in CLOSED if PROJECT.search(c.pattern) or ORGANIZATION.search(c.pattern)]
# Twins of project routes, by the same views: tried by the more telling half of the tests.
ONCE = [c for c in IN_A_PLACE if not c.pattern.startswith("api/environments/")]
SCOPED = [
    call
    for call in CLOSED
    if call.made.allows_keys and call.made.scope not in {permissions.SELF, "user"}
]


def open_to_tokens(call: Call) -> bool:
    return call.made.allows_secret_tokens


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
        given = {name: value for kind, value in found for name in kind.findall(call.pattern)}
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


def test_routes__each_declares_a_known_scope() -> None:
    known = OBJECTS | {permissions.PUBLIC, permissions.SELF}
    assert [str(call) for call in CALLS if getattr(call.made, "scope", None) not in known] == []
    assert len(CALLS) > 500


def test_routes__those_for_everybody__are_named_here() -> None:
    assert {c.pattern for c in CALLS if c.made.scope == permissions.PUBLIC} == PUBLIC


def test_routes__none_hides_another() -> None:
    assert [str(call) for call in CALLS if not answers_itself(call)] == []


def test_every_route__no_key__401(places: Callable[[Call], str]) -> None:
    assert refusals(APIClient(), CLOSED, places, 401) == []


@pytest.mark.parametrize("method", ["head", "options"])
def test_every_path__asked_otherwise_without_a_key__401(
    places: Callable[[Call], str], method: str
) -> None:
    """A `.csv` that is asked for something else says 400, before it looks who asks."""
    nobody = APIClient()
    paths = {places(c) for c in CLOSED if method == "options" or c.method == "get"}
    answers = {path: getattr(nobody, method)(path).status_code for path in paths}
    assert {p for p, s in answers.items() if s != 401 and not p.endswith(".csv")} == set()
    assert set(answers.values()) <= {400, 401}


def test_every_path__options__never_fail(
    places: Callable[[Call], str], alice: User, with_key: Caller
) -> None:
    client = with_key(alice)
    paths = {places(c) for c in CLOSED if not c.pattern.startswith("api/environments/")}
    answers = {path: client.options(path).status_code for path in paths}
    assert {path: status for path, status in answers.items() if status >= 500} == {}


def test_every_route__wrong_key__401(places: Callable[[Call], str]) -> None:
    assert refusals(bearer("phx_" + "x" * 48), CLOSED, places, 401) == []


def test_every_route__project_token_as_key__401(
    places: Callable[[Call], str], project: Project
) -> None:
    assert refusals(bearer(project.api_token), CLOSED, places, 401) == []


def test_every_route__secret_token_of_another_project__401_or_403(
    places: Callable[[Call], str], second_project: Project
) -> None:
    """Flat routes mean the token's own project: there it opens what it may open at home."""
    stranger = bearer(rotate_secret(second_project))
    away = [call for call in CLOSED if not (open_to_tokens(call) and call not in IN_A_PLACE)]
    assert refusals(stranger, away, places, 401, 403) == []


def test_every_route__secret_token_of_the_project__opens_these_alone(
    places: Callable[[Call], str], project: Project
) -> None:
    client = bearer(rotate_secret(project))
    opened = [call for call in CLOSED if open_to_tokens(call)]
    assert {call.pattern for call in opened} == TOKENS_OPEN
    assert {call.method for call in opened} == {"get"}
    closed = [call for call in CLOSED if not open_to_tokens(call)]
    assert refusals(client, closed, places, 401, 403) == []
    assert refusals(client, opened, places, 200, 404) == []


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
        others = [c for c in SCOPED if c.made.scope != words.split(":")[0]]
        others += [c for c in CLOSED if c.made.scope == "user"]
        assert refusals(with_key(alice, words), others, places, 403) == []


def test_every_write__key_that_may_only_read__403(
    places: Callable[[Call], str], alice: User, with_key: Caller
) -> None:
    reader = with_key(alice, *(f"{thing}:read" for thing in sorted(OBJECTS)))
    writes = [call for call in WRITES if call.made.scope != permissions.SELF]
    assert refusals(reader, writes, places, 403) == []


def test_every_route_for_sessions__any_key__403(
    places: Callable[[Call], str], alice: User, with_key: Caller
) -> None:
    calls = [call for call in CLOSED if not call.made.allows_keys]
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
    calls = [c for c in SCOPED if c in ONCE]
    assert refusals(client, calls, places, 403) == []


def test_every_route__owner_of_another_organization__403(
    places: Callable[[Call], str], charlie: User, with_key: Caller, with_session: Caller
) -> None:
    assert refusals(with_key(charlie), IN_A_PLACE, places, 403) == []
    assert refusals(with_session(charlie), ONCE, places, 403) == []


def test_every_route__removed_member__403(
    places: Callable[[Call], str], bob: User, with_key: Caller, with_session: Caller
) -> None:
    with_a_key, logged_in = with_key(bob), with_session(bob)
    bob.memberships.all().delete()
    assert refusals(with_a_key, ONCE, places, 403) == []
    assert refusals(logged_in, ONCE, places, 403) == []


def test_every_route__organization_that_allows_members_no_keys__403(
    places: Callable[[Call], str], bob: User, garden: Organization, with_key: Caller
) -> None:
    client = with_key(bob)
    Organization.objects.filter(pk=garden.pk).update(members_can_use_personal_api_keys=False)
    assert refusals(client, ONCE, places, 403) == []


def test_every_route__organization_that_asks_for_a_second_factor__403(
    places: Callable[[Call], str], alice: User, garden: Organization, with_session: Caller
) -> None:
    client = with_session(alice)
    Organization.objects.filter(pk=garden.pk).update(enforce_2fa=True)
    about_me = {"user", permissions.SELF}
    for call in [call for call in CLOSED if call.made.scope not in about_me]:
        if call in IN_A_PLACE and call not in ONCE:
            continue
        answer = ask(client, call, places(call))
        assert answer.status_code == 403, str(call)
        assert answer.json()["code"] == "two_factor_setup_required", str(call)
    assert client.get("/api/users/@me/").status_code == 200


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


@pytest.mark.parametrize("unknown", ["999999", "abc"])
def test_every_project_route__unknown_project__404(
    alice: User, with_key: Caller, unknown: str
) -> None:
    calls = [call for call in SCOPED if "project_id" in call.names]
    client = with_key(alice)
    assert refusals(client, calls, lambda call: call.path(project_id=unknown), 404) == []


@pytest.mark.parametrize("unknown", ["9" * 40, "-1", "%00", "\u0661"])
def test_project_route__odd_project__404_or_400(
    alice: User, with_key: Caller, unknown: str
) -> None:
    answer = with_key(alice).get(f"/api/projects/{unknown}/persons/")
    assert answer.status_code == (400 if unknown == "%00" else 404)


def test_every_route__owner_with_the_whole_scope__is_let_in(
    places: Callable[[Call], str], alice: User, with_key: Caller
) -> None:
    """The door is open, whatever comes behind it; each call is undone."""
    client, refused = with_key(alice), []
    for call in [call for call in SCOPED if call in ONCE]:
        with transaction.atomic():
            answer = ask(client, call, places(call))
            transaction.set_rollback(True)
        if answer.status_code in {401, 403, 500}:
            refused.append(f"{call}: {answer.status_code} {answer.content[:160]!r}")
    assert refused == []


@pytest.mark.parametrize("level", list(Membership.Level))
def test_every_write__level_below_the_needed__403(
    places: Callable[[Call], str], garden: Organization, with_session: Caller, level: int
) -> None:
    user = new_user("Dora", garden, level)
    user.current_project = garden.projects.first()
    user.save()
    calls = [c for c in WRITES if c in IN_A_PLACE and c.made.write_level > level]
    assert refusals(with_session(user), calls, places, 403) == []


def test_every_write__session_without_csrf_token__403(
    places: Callable[[Call], str], alice: User, with_session: Caller
) -> None:
    client = with_session(alice)
    client.credentials()
    unsafe = [call for call in CALLS if call.method != "get"]
    assert refusals(client, unsafe, places, 403) == []


def test_every_sensitive_write__stale_session__403(
    places: Callable[[Call], str], alice: User, with_session: Caller
) -> None:
    client = with_session(alice)
    mark_session(client, proved_at=time.time() - 7201)
    calls = [call for call in WRITES if call.made.needs_fresh_login]
    assert calls
    for call in calls:
        answer = ask(client, call, places(call).replace("999999999", "@me"))
        assert answer.status_code == 403, str(call)
        assert answer.json()["code"] == "sensitive_action_required_reauth", str(call)
