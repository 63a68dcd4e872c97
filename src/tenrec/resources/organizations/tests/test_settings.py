"""Organizations: made, changed, obeyed; who may do what."""

import pytest

from tenrec.accounts.models import Membership, Organization, Project, Role, User
from tenrec.accounts.second_factor import Authenticator
from tenrec.accounts.tests.cast import Caller, mark_session, new_user
from tenrec.activity.models import ActivityLog


@pytest.fixture
def ada(garden: Organization) -> User:
    """Admin of the garden."""
    return new_user("Ada", garden, Membership.Level.ADMIN)


def test_create__anybody__owns_it_and_is_in_its_project(bob: User, with_session: Caller) -> None:
    client = with_session(bob)
    answer = client.post("/api/organizations/", {"name": "Orchard", "enforce_2fa": False})
    assert answer.status_code == 201, answer.json()
    body = answer.json()
    assert (body["membership_level"], body["member_count"], body["slug"]) == (15, 1, "orchard")
    assert (body["enforce_2fa"], body["members_can_invite"]) == (False, True)
    assert client.get("/api/organizations/@current/").json() == body
    (project,) = body["teams"]
    assert client.get("/api/projects/@current/").json()["id"] == project["id"]
    assert ActivityLog.objects.get().organization_id == Organization.objects.get(name="Orchard").id


def test_create__limited_key__refused(
    alice: User, garden: Organization, project: Project, with_key: Caller
) -> None:
    for limits in (
        {"scoped_organizations": [str(garden.id)]},
        {"scoped_teams": [project.id]},
    ):
        answer = with_key(alice, **limits).post("/api/organizations/", {"name": "Orchard"})
        assert answer.status_code == 403
    assert not Organization.objects.filter(name="Orchard").exists()


def test_change__admin__every_setting_is_kept_and_logged(
    ada: User, garden: Organization, with_session: Caller
) -> None:
    role = Role.objects.create(organization=garden, name="Newcomers")
    wish = {
        "name": "Park",
        "is_member_join_email_enabled": False,
        "members_can_invite": False,
        "members_can_use_personal_api_keys": False,
        "allow_publicly_shared_resources": False,
        "is_ai_data_processing_approved": True,
        "default_experiment_stats_method": "frequentist",
        "default_role_id": str(role.id),
    }
    client = with_session(ada)
    body = client.patch(f"/api/organizations/{garden.id}/", wish).json()
    assert {name: body[name] for name in wish} == wish
    assert body["slug"] == "garden"
    (row,) = client.get(f"/api/organizations/{garden.id}/activity/").json()["results"]
    assert {change["field"] for change in row["detail"]["changes"]} == {
        name.removesuffix("_id") for name in wish
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "x" * 65),
        ("name", None),
        ("members_can_use_personal_api_keys", None),
        ("members_can_invite", "perhaps"),
        ("default_experiment_stats_method", "guess"),
        ("default_role_id", "0190aa00-1111-7222-8333-444455556666"),
        ("default_role_id", "x"),
        ("default_role_id", 7),
    ],
)
def test_change__bad_value__400_names_it_and_nothing_is_saved(
    ada: User, garden: Organization, with_key: Caller, name: str, value: object
) -> None:
    wish = {"is_member_join_email_enabled": False, name: value}
    answer = with_key(ada).patch(f"/api/organizations/{garden.id}/", wish)
    assert (answer.status_code, answer.json()["attr"]) == (400, name)
    garden.refresh_from_db()
    assert garden.is_member_join_email_enabled is True


def test_change__role_of_another_organization__400(
    ada: User, garden: Organization, desert: Organization, with_key: Caller
) -> None:
    foreign = Role.objects.create(organization=desert, name="Camels")
    wish = {"default_role_id": str(foreign.id)}
    answer = with_key(ada).patch(f"/api/organizations/{garden.id}/", wish)
    assert (answer.status_code, answer.json()["code"]) == (400, "does_not_exist")


def test_change__member_or_stranger_or_stale_session__403(
    alice: User, bob: User, charlie: User, garden: Organization, with_session: Caller
) -> None:
    path = f"/api/organizations/{garden.id}/"
    for user in (bob, charlie):
        assert with_session(user).patch(path, {"name": "Mine"}).status_code == 403
    stale = with_session(alice)
    mark_session(stale, proved_at=1)
    answer = stale.patch(path, {"name": "Mine"})
    assert answer.json()["code"] == "sensitive_action_required_reauth"
    garden.refresh_from_db()
    assert garden.name == "Garden"


def test_change__read_only_fields__stay(
    alice: User, garden: Organization, with_key: Caller
) -> None:
    wish = {"slug": "mine", "member_count": 9, "membership_level": 1, "id": "x", "teams": []}
    body = with_key(alice).patch("/api/organizations/@current/", wish).json()
    assert (body["slug"], body["id"], body["member_count"]) == ("garden", str(garden.id), 1)


def test_keys__switched_off_for_members__refused_below_admin(
    ada: User, bob: User, garden: Organization, project: Project, with_key: Caller
) -> None:
    garden.members_can_use_personal_api_keys = False
    garden.save()
    for path in (f"/api/organizations/{garden.id}/", f"/api/projects/{project.id}/"):
        assert with_key(bob).get(path).status_code == 403
        assert with_key(ada).get(path).status_code == 200
    me = with_key(bob).get("/api/users/@me/").json()
    assert me["organization"]["members_can_use_personal_api_keys"] is False


def test_second_factor__enforced__sessions_without_it_open_nothing(
    alice: User, garden: Organization, project: Project, with_session: Caller, with_key: Caller
) -> None:
    garden.enforce_2fa = True
    garden.save()
    client, path = with_session(alice), f"/api/projects/{project.id}/"
    refused = client.get(path)
    assert (refused.status_code, refused.json()["code"]) == (403, "two_factor_setup_required")
    assert client.get("/api/users/@me/").status_code == 200
    assert with_key(alice).get(path).status_code == 200
    Authenticator.objects.create(user=alice, name="app", confirmed=True)
    assert client.get(path).status_code == 200


def test_list__more_organizations__no_more_queries(
    alice: User, with_key: Caller, django_assert_max_num_queries: object
) -> None:
    client = with_key(alice)
    client.get("/api/organizations/")
    for number in range(20):
        home = Organization.objects.create(name=f"Bed {number}")
        Membership.objects.create(organization=home, user=alice)
        Project.objects.create(organization=home)
    with django_assert_max_num_queries(8):
        body = client.get("/api/organizations/").json()
    assert body["count"] == 21
    assert {row["membership_level"] for row in body["results"]} == {1, 15}
