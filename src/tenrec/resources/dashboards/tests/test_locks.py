"""Locked dashboards and foreign ids: what must not be changed, by any way."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Membership, Organization, Project, User
from tenrec.accounts.tests.cast import Caller, new_user
from tenrec.resources.dashboards.models import Collaborator, Dashboard, Tile
from tenrec.resources.insights.models import Insight

pytestmark = pytest.mark.django_db
SQL = {"kind": "HogQLQuery", "query": "select 1 as one"}


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/dashboards/"


@pytest.fixture
def client(alice: User, with_key: Caller) -> APIClient:
    return with_key(alice)


@pytest.fixture
def insight(project: Project, alice: User) -> Insight:
    return Insight.objects.create(project=project, name="One", query=SQL, created_by=alice)


def made(client: APIClient, home: str, **body: Any) -> dict[str, Any]:
    answer = client.post(home, {"name": "Sales", **body})
    assert answer.status_code == 201, answer.json()
    shown: dict[str, Any] = answer.json()
    return shown


@pytest.fixture
def eve(garden: Organization) -> User:
    return new_user("Eve", garden, Membership.Level.MEMBER)


def test_locked_dashboard__only_collaborators_and_admins__change_it(
    home: str, client: APIClient, bob: User, eve: User, with_key: Caller, insight: Insight
) -> None:
    """Bob locks his own; Eve may read it, and change nothing by any way."""
    bobs = with_key(bob)
    one = made(bobs, home, tiles=[{"insight": insight.pk}, {"text": {"body": "Hi"}}])
    free = made(bobs, home, name="Free")
    address = f"{home}{one['id']}/"
    assert bobs.patch(address, {"restriction_level": 37}).json()["restriction_level"] == 37
    eves = with_key(eve)
    shown = eves.get(address).json()
    assert (shown["effective_privilege_level"], shown["user_access_level"]) == (21, "viewer")
    first, second = (tile["id"] for tile in one["tiles"])
    attempts = [
        eves.patch(address, {"name": "Mine"}),
        eves.put(address, {"name": "Mine"}),
        eves.patch(address, {"deleted": True}),
        eves.patch(address, {"restriction_level": 21}),
        eves.post(f"{address}create_text_tile/", {"body": "x"}),
        eves.post(f"{address}update_text_tile/", {"tile_id": second, "body": "x"}),
        eves.post(f"{address}delete_tile/", {"tile_id": first}),
        eves.post(f"{address}reorder_tiles/", {"tile_order": [second]}),
        eves.patch(f"{address}move_tile/", {"tile": {"id": first}, "toDashboard": free["id"]}),
        eves.post(f"{address}copy_tile/", {"fromDashboardId": free["id"], "tileId": first}),
        eves.post(f"{address}collaborators/", {"user_uuid": str(eve.uuid), "level": 37}),
        eves.patch(f"{address}sharing/", {"enabled": True}),
        eves.patch(f"{home.replace('dashboards', 'insights')}{insight.pk}/", {"name": "Mine"}),
        eves.patch(f"{home.replace('dashboards', 'insights')}{insight.pk}/", {"dashboards": []}),
        eves.post(home.replace("dashboards", "insights"),
                  {"query": SQL, "dashboards": [one["id"]]}),
    ]  # fmt: skip
    assert [answer.status_code for answer in attempts] == [403] * len(attempts)
    move = {"tile": {"id": first}, "toDashboard": one["id"]}
    assert eves.patch(f"{home}{free['id']}/move_tile/", move).status_code in {400, 403}
    answer = bobs.post(f"{address}collaborators/", {"user_uuid": str(eve.uuid)})
    assert answer.status_code == 201, answer.json()
    assert eves.patch(address, {"name": "Ours"}).status_code == 200
    assert eves.patch(address, {"restriction_level": 21}).status_code == 403
    assert client.patch(address, {"name": "Alice is owner"}).status_code == 200
    listed = bobs.get(f"{address}collaborators/").json()
    assert [row["user"]["email"] for row in listed] == [eve.email]
    assert eves.delete(f"{address}collaborators/{bob.uuid}/").status_code == 403
    assert bobs.delete(f"{address}collaborators/{eve.uuid}/").status_code == 204
    assert bobs.delete(f"{address}collaborators/{eve.uuid}/").status_code == 404
    assert eves.patch(address, {"name": "x"}).status_code == 403


def test_locked_dashboard__its_insight_copied_to_an_own_one__stays_locked(
    home: str, bob: User, eve: User, with_key: Caller, insight: Insight
) -> None:
    one = made(with_key(bob), home, tiles=[{"insight": insight.pk}], restriction_level=37)
    eves = with_key(eve)
    mine = made(eves, home, name="Mine")
    body = {"fromDashboardId": one["id"], "tileId": one["tiles"][0]["id"]}
    assert eves.post(f"{home}{mine['id']}/copy_tile/", body).status_code == 200
    answer = eves.patch(f"{home.replace('dashboards', 'insights')}{insight.pk}/", {"name": "x"})
    assert answer.status_code == 403


def test_collaborator__stranger__is_no_member(home: str, client: APIClient, charlie: User) -> None:
    one = made(client, home)
    answer = client.post(
        f"{home}{one['id']}/collaborators/", {"user_uuid": str(charlie.uuid), "level": 37}
    )
    assert (answer.status_code, answer.json()["attr"]) == (400, "user_uuid")
    assert not Collaborator.objects.exists()


def test_foreign_ids__in_every_body__are_refused(
    home: str,
    client: APIClient,
    second_project: Project,
    charlies_project: Project,
    insight: Insight,
) -> None:
    one = made(client, home, tiles=[{"insight": insight.pk}])
    mine = one["tiles"][0]["id"]
    for place in (second_project, charlies_project):
        board = Dashboard.objects.create(project=place)
        theirs = Insight.objects.create(project=place, query=SQL)
        tile = Tile.objects.create(dashboard=board, insight=theirs)
        address = f"{home}{one['id']}/"
        attempts = [
            client.patch(address, {"tiles": [{"insight": theirs.pk}]}),
            client.patch(address, {"tiles": [{"id": tile.pk, "color": "red"}]}),
            client.post(home, {"use_dashboard": board.pk}),
            client.patch(f"{address}move_tile/", {"tile": {"id": mine}, "toDashboard": board.pk}),
            client.patch(f"{address}move_tile/",
                         {"tile": {"id": tile.pk}, "toDashboard": one["id"]}),
            client.post(f"{address}copy_tile/", {"fromDashboardId": board.pk, "tileId": tile.pk}),
            client.post(f"{address}copy_tile/", {"fromDashboardId": one["id"], "tileId": tile.pk}),
            client.post(f"{address}delete_tile/", {"tile_id": tile.pk}),
            client.post(f"{address}update_text_tile/", {"tile_id": tile.pk, "body": "x"}),
            client.post(f"{address}reorder_tiles/", {"tile_order": [tile.pk]}),
        ]  # fmt: skip
        assert [(a.status_code, a.json()["code"]) for a in attempts] == [
            (400, "does_not_exist")
        ] * len(attempts)
        assert client.get(f"{home}{board.pk}/").status_code == 404
        assert client.get(f"{home}{board.pk}/collaborators/").status_code == 404
    assert Tile.objects.filter(deleted=False).count() == 3
