"""Organizations of the caller."""

import pytest

from tenrec.accounts.models import Organization, Project, User
from tenrec.accounts.tests.cast import Caller


def test_list_and_retrieve__mine_only(
    alice: User, garden: Organization, desert: Organization, project: Project, with_key: Caller
) -> None:
    client = with_key(alice, "organization:read")
    (mine,) = client.get("/api/organizations/").json()["results"]
    assert mine == client.get("/api/organizations/@current/").json()
    assert mine == client.get(f"/api/organizations/{garden.id}/").json()
    assert (mine["name"], mine["slug"], mine["membership_level"]) == ("Garden", "garden", 15)
    assert (mine["member_count"], mine["teams"][0]["id"]) == (1, project.id)
    assert client.get(f"/api/organizations/{desert.id}/").status_code == 403


@pytest.mark.parametrize("unknown", ["x", "7", "0190aa00-1111-7222-8333-444455556666", "%00"])
def test_retrieve__unknown__404(alice: User, with_key: Caller, unknown: str) -> None:
    answer = with_key(alice).get(f"/api/organizations/{unknown}/")
    assert answer.status_code in {404, 400 if unknown == "%00" else 404}


def test_retrieve__key_of_another_organization__403(
    alice: User, garden: Organization, desert: Organization, with_key: Caller
) -> None:
    client = with_key(alice, scoped_organizations=[str(desert.id)])
    assert client.get(f"/api/organizations/{garden.id}/").status_code == 403
    assert client.get("/api/organizations/").json()["results"] == []
