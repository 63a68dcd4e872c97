"""Sharing by link: who has the link sees one thing; a password keeps out who guesses."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller, csrf_token
from tenrec.resources.dashboards.models import Dashboard, Text, Tile
from tenrec.resources.insights.models import Insight
from tenrec.resources.sharing.models import SharePassword, Sharing
from tenrec.store.base import EventStore

pytestmark = pytest.mark.django_db
SQL = {"kind": "HogQLQuery", "query": "select 1 as one"}


@pytest.fixture
def client(alice: User, with_key: Caller) -> APIClient:
    return with_key(alice)


@pytest.fixture
def insight(project: Project, alice: User) -> Insight:
    return Insight.objects.create(
        project=project, name="Shared one", query=SQL, created_by=alice, tags=["secret-tag"]
    )


@pytest.fixture
def board(project: Project, alice: User, insight: Insight) -> Dashboard:
    made = Dashboard.objects.create(project=project, name="Sales", created_by=alice)
    Tile.objects.create(dashboard=made, insight=insight, layouts={"sm": {"x": 0}})
    Tile.objects.create(dashboard=made, text=Text.objects.create(project=project, body="Hello"))
    return made


@pytest.fixture
def address(board: Dashboard) -> str:
    return f"/api/projects/{board.project_id}/dashboards/{board.pk}/sharing/"


def share(client: APIClient, address: str, **body: Any) -> str:
    answer = client.patch(address, {"enabled": True, **body})
    assert answer.status_code == 200, answer.json()
    return str(answer.json()["access_token"])


def stranger() -> APIClient:
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    return client


def page(token: str) -> str:
    return f"/api/shared/{token}/"


def test_sharing__not_yet__is_told_and_not_kept(address: str, client: APIClient) -> None:
    shown = client.get(address).json()
    assert (shown["enabled"], shown["access_token"], shown["share_passwords"]) == (False, None, [])
    assert not Sharing.objects.exists()


def test_shared_dashboard__by_a_stranger__shows_its_tiles_and_nothing_else(
    address: str, client: APIClient, store: EventStore, alice: User, project: Project
) -> None:
    token = share(client, address, settings={"whitelabel": True, "theme": "dark"})
    assert len(token) >= 40
    answer = stranger().get(page(token))
    assert answer.status_code == 200, answer.json()
    shown = answer.json()
    assert (shown["type"], shown["insight"]) == ("dashboard", None)
    assert shown["settings"] == {"whitelabel": True, "theme": "dark"}
    first, second = shown["dashboard"]["tiles"]
    assert (first["insight"]["name"], first["insight"]["result"]) == ("Shared one", [[1]])
    assert second["text"] == {"body": "Hello"}
    text = json.dumps(shown)
    for secret in (alice.email, project.api_token, "secret-tag", str(alice.uuid), "created_by"):
        assert secret not in text
    listed = client.get(f"/api/projects/{project.id}/dashboards/").json()["results"][0]
    assert listed["is_shared"] is True


def test_shared_insight__by_id_or_short_id(
    insight: Insight, client: APIClient, store: EventStore
) -> None:
    home = f"/api/projects/{insight.project_id}/insights"
    token = share(client, f"{home}/{insight.short_id}/sharing/")
    assert client.get(f"{home}/{insight.pk}/sharing/").json()["access_token"] == token
    shown = stranger().get(page(token)).json()
    assert (shown["type"], shown["dashboard"]) == ("insight", None)
    assert shown["insight"]["result"] == [[1]]


def test_link__switched_off_refreshed_or_of_a_deleted_thing__404(
    address: str, client: APIClient, board: Dashboard, store: EventStore
) -> None:
    token = share(client, address)
    assert stranger().get(page(token)).status_code == 200
    fresh = client.post(f"{address}refresh/").json()["access_token"]
    assert fresh != token
    assert stranger().get(page(token)).status_code == 404
    assert stranger().get(page(fresh)).status_code == 200
    board.deleted = True
    board.save()
    assert stranger().get(page(fresh)).status_code == 404
    assert client.get(address).status_code == 404
    board.deleted = False
    board.save()
    client.patch(address, {"enabled": False})
    assert stranger().get(page(fresh)).status_code == 404
    for wrong in ("x", "0" * 40, "%00", "' or 1=1 --"):
        assert stranger().get(page(wrong)).status_code in {400, 404}


def test_deleted_insight__on_a_shared_dashboard__is_not_shown(
    address: str, client: APIClient, insight: Insight, store: EventStore
) -> None:
    token = share(client, address)
    insight.deleted = True
    insight.save()
    tiles = stranger().get(page(token)).json()["dashboard"]["tiles"]
    assert [tile["insight"] for tile in tiles] == [None]


def test_organization_switch__off__closes_all_links_and_makes_none(
    address: str, client: APIClient, project: Project, store: EventStore
) -> None:
    token = share(client, address)
    project.organization.allow_publicly_shared_resources = False
    project.organization.save()
    assert stranger().get(page(token)).status_code == 404
    assert client.patch(address, {"enabled": True}).status_code == 403
    assert client.post(f"{address}refresh/").status_code == 403
    assert client.post(f"{address}passwords/", {}).status_code == 403


def test_password__right_wrong_removed(
    address: str, client: APIClient, alice: User, store: EventStore
) -> None:
    token = share(client, address, password_required=True)
    body = {"raw_password": "open sesame", "note": "press"}
    made = client.post(f"{address}passwords/", body)
    assert made.status_code == 201, made.json()
    assert made.json()["password"] == "open sesame"
    kept = SharePassword.objects.get()
    assert "sesame" not in kept.secure_value
    told = client.get(address).json()["share_passwords"]
    assert told[0]["created_by_email"] == alice.email
    assert "sesame" not in json.dumps(told)

    visitor = stranger()
    refused = visitor.get(page(token))
    assert (refused.status_code, refused.json()["code"]) == (401, "password_required")
    assert "Sales" not in refused.content.decode()
    wrong = visitor.post(page(token), {"password": "open barley"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_password")
    right = visitor.post(page(token), {"password": "open sesame"})
    assert right.status_code == 200
    assert visitor.get(page(token)).status_code == 200

    by_header = APIClient()
    by_header.credentials(HTTP_AUTHORIZATION=f"Bearer {right.json()['share_token']}")
    assert by_header.get(page(token)).status_code == 200
    assert client.delete(f"{address}passwords/{kept.pk}/").status_code == 204
    assert by_header.get(page(token)).status_code == 401
    assert visitor.get(page(token)).status_code == 401
    assert client.delete(f"{address}passwords/{kept.pk}/").status_code == 404


def test_password__asked_of_a_browser_without_cookies__it_gets_what_the_answer_needs(
    address: str, client: APIClient, store: EventStore
) -> None:
    token = share(client, address, password_required=True)
    client.post(f"{address}passwords/", {"raw_password": "open sesame"})
    browser = APIClient(enforce_csrf_checks=True)
    assert browser.post(page(token), {"password": "open sesame"}).status_code == 403
    assert browser.get(page(token)).status_code == 401
    browser.credentials(HTTP_X_CSRFTOKEN=browser.cookies["posthog_csrftoken"].value)
    assert browser.post(page(token), {"password": "open sesame"}).status_code == 200


def test_proof__of_another_page_or_forged__opens_nothing(
    address: str, client: APIClient, insight: Insight, store: EventStore
) -> None:
    home = f"/api/projects/{insight.project_id}/insights/{insight.pk}/sharing/"
    tokens = [share(client, one, password_required=True) for one in (address, home)]
    for one in (address, home):
        client.post(f"{one}passwords/", {"raw_password": "open sesame"})
    proof = stranger().post(page(tokens[0]), {"password": "open sesame"}).json()["share_token"]
    for text in (proof, proof[:-1] + "A", "x", "WzEsMl0:x:y"):
        visitor = APIClient()
        visitor.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
        assert visitor.get(page(tokens[1])).status_code == 401
    visitor = APIClient()
    visitor.credentials(HTTP_AUTHORIZATION=f"Bearer {proof}")
    assert visitor.get(page(tokens[0])).status_code == 200
    fresh = client.post(f"{address}refresh/").json()["access_token"]
    assert visitor.get(page(fresh)).status_code == 401


def test_password__guessed_again_and_again__has_to_wait(
    address: str, client: APIClient, store: EventStore
) -> None:
    token = share(client, address, password_required=True)
    client.post(f"{address}passwords/", {"raw_password": "open sesame"})
    visitor = stranger()
    codes = [visitor.post(page(token), {"password": f"no{n}"}).status_code for n in range(12)]
    assert codes == [401] * 10 + [429] * 2
    blocked = visitor.post(page(token), {"password": "open sesame"})
    assert blocked.status_code == 429
    assert int(blocked.headers["Retry-After"]) > 0


def test_password__right_ones__do_not_use_up_the_tries(
    address: str, client: APIClient, store: EventStore
) -> None:
    token = share(client, address, password_required=True)
    client.post(f"{address}passwords/", {"raw_password": "open sesame"})
    visitor = stranger()
    codes = {visitor.post(page(token), {"password": "open sesame"}).status_code for _ in range(12)}
    assert codes == {200}


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"raw_password": "short"}, "raw_password"),
        ({"raw_password": "x" * 129}, "raw_password"),
        ({"raw_password": "long enough", "note": "n" * 101}, "note"),
    ],
)
def test_password__too_short_or_long__is_refused(
    address: str, client: APIClient, body: dict[str, str], attr: str
) -> None:
    answer = client.post(f"{address}passwords/", body)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)
    assert not Sharing.objects.exists()


def test_password__more_than_ten__is_refused(address: str, client: APIClient) -> None:
    share(client, address)
    sharing = Sharing.objects.get()
    for _ in range(10):
        SharePassword.objects.create(sharing=sharing, secure_value="!")
    assert client.post(f"{address}passwords/", {}).status_code == 400


@pytest.mark.parametrize("settings", [[], {"script": "x"}, {"theme": "pink"}, {"legend": "x"}])
def test_settings__unknown__are_refused(address: str, client: APIClient, settings: Any) -> None:
    answer = client.patch(address, {"settings": settings})
    assert answer.status_code == 400
    assert not Sharing.objects.exists()


def test_sharing__of_another_project__does_not_exist(
    client: APIClient, project: Project, second_project: Project, charlies_project: Project
) -> None:
    for place in (second_project, charlies_project):
        theirs = Insight.objects.create(project=place, query=SQL)
        board = Dashboard.objects.create(project=place)
        for path in (
            f"insights/{theirs.pk}", f"insights/{theirs.short_id}", f"dashboards/{board.pk}",
        ):  # fmt: skip
            address = f"/api/projects/{project.id}/{path}/sharing/"
            assert client.get(address).status_code == 404
            assert client.patch(address, {"enabled": True}).status_code == 404
            assert client.post(f"{address}refresh/").status_code == 404
    assert not Sharing.objects.exists()


def test_scope__sharing__is_its_own(address: str, alice: User, with_key: Caller) -> None:
    assert with_key(alice, "dashboard:write").get(address).status_code == 403
    reader = with_key(alice, "sharing_configuration:read")
    assert reader.get(address).status_code == 200
    assert reader.patch(address, {"enabled": True}).status_code == 403
    assert (
        with_key(alice, "sharing_configuration:write").patch(address, {"enabled": True}).status_code
        == 200
    )


def test_shared_results__are_kept_for_minutes(
    address: str, client: APIClient, store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = share(client, address)
    first = stranger().get(page(token)).json()
    calls = []
    monkeypatch.setattr("tenrec.rest.boards.results.run", lambda *_, **__: calls.append(1))
    assert stranger().get(page(token)).json() == first
    assert calls == []


def test_shared_pages__too_many_queries__have_to_wait(
    address: str, client: APIClient, store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = share(client, address)
    monkeypatch.setattr("tenrec.resources.sharing.tries.MOST_RUNS", 1)
    assert stranger().get(page(token)).status_code == 200
    assert stranger().get(page(token)).status_code == 200  # kept: nothing is computed
    Insight.objects.update(query={"kind": "HogQLQuery", "query": "select 2"})
    answer = stranger().get(page(token))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_sharing__switched__is_in_the_log(
    address: str, client: APIClient, board: Dashboard
) -> None:
    share(client, address)
    client.post(f"{address}refresh/")
    log = client.get(f"/api/projects/{board.project_id}/dashboards/{board.pk}/activity/").json()
    assert [row["activity"] for row in log["results"]] == [
        "access token refreshed",
        "sharing enabled",
    ]
    token = Sharing.objects.get().access_token
    assert token not in json.dumps(log)


@pytest.mark.parametrize("method", ["get", "head", "post", "patch", "put", "delete"])
def test_access_token__on_other_routes__opens_nothing(
    client: APIClient, board: Dashboard, insight: Insight, address: str, method: str
) -> None:
    """The link is for its own page: what that shows is chosen for strangers, the API's is not."""
    token = share(client, address)
    for path in (f"dashboards/{board.pk}", f"insights/{insight.pk}", "insights", "dashboards"):
        where = f"/api/projects/{board.project_id}/{path}/?sharing_access_token={token}"
        assert getattr(stranger(), method)(where).status_code == 401
