"""What happens to a key stands in the log of each organization that it opens, and nowhere else."""

from typing import Any

from tenrec.accounts.models import Membership, Organization, Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.activity.models import ActivityLog

KEYS = "/api/personal_api_keys/"


def rows(organization: Organization) -> list[tuple[str, str, Any]]:
    found = ActivityLog.objects.filter(scope="PersonalAPIKey", organization=organization)
    return [
        (row.activity, row.detail["name"], row.detail["changes"])
        for row in found.order_by("created_at")
    ]


def test_key__made_changed_rolled_deleted__is_logged_without_its_value(
    alice: User, project: Project, with_session: Caller
) -> None:
    client, home = with_session(alice), project.organization
    made = client.post(KEYS, {"label": "CI", "scopes": ["*"]}, format="json").json()
    address = f"{KEYS}{made['id']}/"
    wish = {"label": "Nightly", "scopes": ["insight:read"]}
    assert client.patch(address, wish, format="json").status_code == 200
    rolled = client.post(f"{address}roll/").json()
    assert client.delete(address).status_code == 204
    logged = rows(home)
    assert [(what, name) for what, name, _ in logged] == [
        ("created", "CI"),
        ("updated", "Nightly"),
        ("rolled", "Nightly"),
        ("deleted", "Nightly"),
    ]
    fields = {change["field"]: change["after"] for change in logged[1][2]}
    assert fields == wish
    kept = str(list(ActivityLog.objects.values()))
    assert made["value"] not in kept
    assert rolled["value"] not in kept


def test_key__limited_to_a_project__only_its_organization_is_told(
    alice: User, project: Project, with_session: Caller
) -> None:
    client, home = with_session(alice), project.organization
    other = Organization.objects.create(name="Other")
    Membership.objects.create(user=alice, organization=other, level=Membership.Level.OWNER)
    wish = {"label": "One", "scopes": ["*"], "scoped_teams": [project.id]}
    made = client.post(KEYS, wish, format="json").json()
    assert (len(rows(home)), rows(other)) == (1, [])
    answer = client.patch(
        f"{KEYS}{made['id']}/",
        {"scoped_teams": [], "scoped_organizations": [str(other.id)]},
        format="json",
    )
    assert answer.status_code == 200
    # Who loses a key hears of it, too, and not where it went.
    assert rows(home)[1] == rows(other)[0] == ("updated", "One", [])
