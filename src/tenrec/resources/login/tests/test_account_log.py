"""Log-ins, log-outs and what was tried in vain, in the log of each organization."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tenrec.accounts.models import Membership, Organization, User
from tenrec.accounts.tests.cast import PASSWORD, Caller, csrf_token
from tenrec.activity.models import ActivityLog
from tenrec.jobs.worker import drain


@pytest.fixture
def browser(db: None) -> APIClient:
    client = APIClient(
        enforce_csrf_checks=True, HTTP_USER_AGENT="Rat\x00/1", REMOTE_ADDR="192.0.2.7"
    )
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    return client


@pytest.fixture
def alice_with_password(alice: User) -> User:
    alice.set_password(PASSWORD)
    alice.save()
    return alice


def log_in(client: APIClient, email: str, password: str = PASSWORD) -> Any:
    return client.post("/api/login/", {"email": email, "password": password}, format="json")


def rows(activity: str) -> list[ActivityLog]:
    return list(ActivityLog.objects.filter(scope="User", activity=activity).order_by("created_at"))


def test_log_in_and_out__each_organization__is_told(
    browser: APIClient, alice_with_password: User, garden: Organization, desert: Organization
) -> None:
    alice = alice_with_password
    Membership.objects.create(user=alice, organization=desert)
    assert log_in(browser, alice.email).status_code == 200
    told = rows("logged_in")
    assert {row.organization_id for row in told} == {garden.pk, desert.pk}
    assert {row.user_id for row in told} == {alice.pk}
    assert told[0].item_id == str(alice.pk)
    assert told[0].project_id is None
    assert told[0].detail == {
        "name": alice.email,
        "short_id": None,
        "changes": [],
        "context": {
            "login_method": "email_password",
            "ip_address": "192.0.2.7",
            "user_agent": "Rat/1",
            "reauth": False,
        },
    }
    browser.credentials(HTTP_X_CSRFTOKEN=browser.cookies["posthog_csrftoken"].value)
    assert browser.post("/api/logout/").status_code == 204
    assert {row.organization_id for row in rows("logged_out")} == {garden.pk, desert.pk}
    browser.post("/api/logout/")
    assert len(rows("logged_out")) == 2, "nobody was logged in any more"


def test_log_in__wrong_password__is_told_without_it(
    browser: APIClient, alice_with_password: User, garden: Organization
) -> None:
    assert log_in(browser, alice_with_password.email, "guess-number-one").status_code == 400
    drain()
    (row,) = rows("login_failed")
    assert row.organization == garden
    assert row.user is None, "nobody knows who it was"
    assert row.detail["context"]["failed"] == "password"
    assert row.detail["context"]["ip_address"] == "192.0.2.7"
    assert "guess-number-one" not in str(row.detail)
    assert rows("logged_in") == []


def test_log_in__unknown_address__costs_the_same_and_tells_nobody(
    browser: APIClient, alice_with_password: User
) -> None:
    with CaptureQueriesContext(connection) as known:
        log_in(browser, alice_with_password.email, "wrong")
    with CaptureQueriesContext(connection) as unknown:
        log_in(browser, "nobody@example.com", "wrong")
    assert len(known) == len(unknown)
    drain()
    assert len(rows("login_failed")) == 1


def test_log_in__guessed_for_long__the_log_does_not_fill(
    browser: APIClient, alice_with_password: User
) -> None:
    for _ in range(25):
        log_in(browser, alice_with_password.email, "wrong")
    drain()
    assert len(rows("login_failed")) == 10


def test_log__admin_reads_it__member_and_project_do_not(
    browser: APIClient, alice_with_password: User, bob: User, with_key: Caller, project: Any
) -> None:
    log_in(browser, alice_with_password.email)
    path = "/api/organizations/@current/advanced_activity_logs/"
    asked = {"scopes": '["User"]', "activities": '["logged_in"]'}
    (row,) = with_key(alice_with_password).get(path, asked).json()["results"]
    assert row["detail"]["context"]["ip_address"] == "192.0.2.7"
    assert with_key(bob).get(path, asked).status_code == 403
    for name in ("activity_log", "advanced_activity_logs"):
        seen = with_key(bob).get(f"/api/projects/{project.id}/{name}/")
        assert b"192.0.2.7" not in seen.content
