"""Which key counts, and what a caller without a good one is told."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from rest_framework.test import APIClient

from tenrec.accounts.keys import create_key
from tenrec.accounts.models import PersonalAPIKey, Project, User
from tenrec.accounts.tests.cast import Caller, bearer, csrf_token, key_of

NOT_GIVEN = {
    "type": "authentication_error",
    "code": "not_authenticated",
    "detail": "Authentication credentials were not provided.",
    "attr": None,
}


def test_request__no_credentials__401_with_the_text_of_the_documents(project: Project) -> None:
    for path in ("/api/projects/", f"/api/projects/{project.id}/persons/", "/api/person/"):
        answer = APIClient().get(path)
        assert (answer.status_code, answer.json()) == (401, NOT_GIVEN)
        assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("value", ["phx_wrong", "x", "ключ", "a" * 5000, "phc_", "'; --"])
def test_request__unknown_key__401(alice: User, value: str) -> None:
    answer = APIClient().get("/api/projects/", {"personal_api_key": value})
    assert answer.status_code == 401
    body = answer.json()
    assert body["code"] == "authentication_failed"
    assert "query string" in body["detail"]
    assert value not in body["detail"] or len(value) < 3


def test_key__any_prefix__is_accepted(alice: User) -> None:
    _, value = create_key(alice, "Old", scopes=["*"], value="qTjsppKJqYLr2YskbsLXmu46eW1oH0r3")
    assert bearer(value).get("/api/users/@me/").json()["email"] == alice.email


def test_carriers__each_alone__works(alice: User) -> None:
    _, value = create_key(alice, "One", scopes=["*"])
    assert bearer(value).get("/api/users/@me/").status_code == 200
    nobody = APIClient(enforce_csrf_checks=True)
    body = {"personal_api_key": value, "first_name": "Al"}
    assert nobody.patch("/api/users/@me/", body, format="json").status_code == 200
    assert nobody.patch("/api/users/@me/", body, format="multipart").status_code == 200
    assert nobody.get(f"/api/users/@me/?personal_api_key={value}").status_code == 200


def test_carriers__first_found_is_wrong__the_others_are_not_tried(alice: User) -> None:
    _, good = create_key(alice, "One", scopes=["*"])
    wrong_header = bearer("phx_wrong")
    body = {"personal_api_key": good, "first_name": "Al"}
    answer = wrong_header.patch(f"/api/users/@me/?personal_api_key={good}", body, format="json")
    assert answer.status_code == 401
    assert "Authorization header" in answer.json()["detail"]
    body["personal_api_key"] = "phx_wrong"
    answer = APIClient().patch(f"/api/users/@me/?personal_api_key={good}", body, format="json")
    assert answer.status_code == 401
    assert "body" in answer.json()["detail"]


def test_carriers__header_is_not_bearer__body_and_query_are_tried(alice: User) -> None:
    _, good = create_key(alice, "One", scopes=["*"])
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Basic abc")
    assert client.get(f"/api/users/@me/?personal_api_key={good}").status_code == 200
    client.credentials(HTTP_AUTHORIZATION="Bearer ")
    assert client.get(f"/api/users/@me/?personal_api_key={good}").status_code == 200


@pytest.mark.parametrize("how", ["alone", "session", "body", "query"])
def test_oauth_token__in_the_header__401_whatever_else_is_carried(
    alice: User, with_session: Caller, how: str
) -> None:
    """There are no such tokens here: nothing else that comes along is tried."""
    _, value = create_key(alice, "Test", scopes=["*"])
    client = with_session(alice) if how == "session" else APIClient()
    client.credentials(HTTP_AUTHORIZATION="Bearer pha_" + "a" * 43)
    if how == "body":
        body = {"personal_api_key": value, "kind": "x"}
        answer = client.patch("/api/users/@me/", body, format="json")
    else:
        query = {"personal_api_key": value} if how == "query" else {}
        answer = client.get("/api/users/@me/", query)
    assert answer.status_code == 401
    assert answer.json() == {
        "type": "authentication_error",
        "code": "authentication_failed",
        "detail": "OAuth access tokens are not supported by this server.",
        "attr": None,
    }
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("value", [17, ["a"], {"a": 1}, True])
def test_body_key__not_a_text__401(alice: User, value: object) -> None:
    body = {"personal_api_key": value}
    answer = APIClient().patch("/api/users/@me/", body, format="json")
    assert answer.status_code == 401


def test_project_token__as_private_key__401(alice: User, project: Project) -> None:
    assert bearer(project.api_token).get("/api/projects/").status_code == 401


def test_key__user_deactivated_or_key_deleted__401_at_once(alice: User, with_key: Caller) -> None:
    client = with_key(alice)
    assert client.get("/api/users/@me/").status_code == 200
    User.objects.update(is_active=False)
    assert client.get("/api/users/@me/").status_code == 401
    User.objects.update(is_active=True)
    PersonalAPIKey.objects.all().delete()
    assert client.get("/api/users/@me/").status_code == 401


def test_last_used__written_at_most_hourly(alice: User, with_key: Caller) -> None:
    client = with_key(alice)
    client.get("/api/users/@me/")
    first = key_of(client).last_used_at
    assert first is not None
    client.get("/api/users/@me/")
    assert key_of(client).last_used_at == first
    PersonalAPIKey.objects.update(last_used_at=now() - timedelta(hours=2))
    client.get("/api/users/@me/")
    assert key_of(client).last_used_at >= first


def test_session__write_without_csrf_token__403(alice: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(alice)
    answer = client.patch("/api/users/@me/", {"first_name": "Eve"}, format="json")
    assert answer.status_code == 403
    assert answer.json()["type"] == "authentication_error"
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    assert client.patch("/api/users/@me/", {"first_name": "Al"}, format="json").status_code == 200


def test_session__csrf_token_from_another_origin__403(alice: User, with_session: Caller) -> None:
    client = with_session(alice)
    answer = client.patch(
        "/api/users/@me/", {"first_name": "Eve"}, format="json", HTTP_ORIGIN="https://evil.example"
    )
    assert answer.status_code == 403


def test_key_and_session__key_counts(alice: User, charlie: User, with_key: Caller) -> None:
    client = with_key(charlie)
    client.force_login(alice)
    assert client.get("/api/users/@me/").json()["email"] == charlie.email
