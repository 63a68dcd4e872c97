"""Invites: made, mailed, replaced, listed to who could have made them; and what nobody may do."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils.timezone import now

from tenrec.accounts.models import Invite, Membership, Organization, Project, User
from tenrec.accounts.tests.cast import Caller, mark_session, new_user
from tenrec.activity.models import ActivityLog
from tenrec.jobs.worker import drain

Level = Membership.Level
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def home(garden: Organization) -> str:
    return f"/api/organizations/{garden.id}/invites"


@pytest.fixture
def ada(garden: Organization) -> User:
    """Admin of the garden."""
    return new_user("Ada", garden, Level.ADMIN)


def test_create__mailed_with_its_link_and_logged_without_it(
    home: str, alice: User, garden: Organization, with_session: Caller
) -> None:
    client = with_session(alice)
    wish = {"target_email": "Dora@EXAMPLE.com", "level": 8, "message": "Come!", "first_name": "D"}
    answer = client.post(f"{home}/", wish)
    assert answer.status_code == 201, answer.json()
    body = answer.json()
    assert (body["target_email"], body["level"], body["is_expired"]) == (
        "Dora@example.com",
        8,
        False,
    )
    assert body["link"] == f"{SITE}/signup/{body['id']}"
    assert body["created_by"]["email"] == alice.email
    drain()
    (letter,) = mail.outbox
    assert letter.to == ["Dora@example.com"]
    assert body["link"] in letter.body
    assert "Come!" in letter.body
    assert client.get(f"{home}/").json()["results"] == [body]
    row = ActivityLog.objects.get(scope="OrganizationInvite")
    assert (row.detail["name"], row.organization_id) == ("Dora@example.com", garden.id)
    assert body["id"] not in f"{row.item_id} {row.detail}"


def test_create__for_a_member__names_the_field(
    home: str, alice: User, bob: User, with_key: Caller
) -> None:
    answer = with_key(alice).post(f"{home}/", {"target_email": bob.email.upper()})
    body = answer.json()
    assert (answer.status_code, body["code"], body["attr"]) == (
        400,
        "invalid_input",
        "target_email",
    )
    assert "already" in body["detail"]


def test_create__quiet__no_mail(home: str, alice: User, with_key: Caller) -> None:
    wish = {"target_email": "dora@example.com", "send_email": False}
    body = with_key(alice).post(f"{home}/", wish).json()
    assert (body["level"], body["emailing_attempt_made"]) == (1, False)
    drain()
    assert mail.outbox == []


def test_create__organization_with_a_line_break__mailed_all_the_same(
    home: str, alice: User, garden: Organization, with_key: Caller
) -> None:
    Organization.objects.update(name="Garden\nBcc: all@example.com")
    with_key(alice).post(f"{home}/", {"target_email": "dora@example.com"})
    drain()
    assert mail.outbox[0].subject == "Alice invites you to Garden Bcc: all@example.com"
    assert mail.outbox[0].recipients() == ["dora@example.com"]


def test_mail__invite_deleted_before_it_is_sent__nothing(
    home: str, alice: User, with_key: Caller
) -> None:
    client = with_key(alice)
    made = client.post(f"{home}/", {"target_email": "dora@example.com"}).json()
    assert client.delete(f"{home}/{made['id']}/").status_code == 204
    assert not Invite.objects.exists()
    drain()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("target_email", "dora"),
        ("target_email", ""),
        ("target_email", None),
        ("target_email", f"{'a' * 250}@example.com"),
        ("target_email", "dora@example.com\nBcc: x@example.com"),
        ("target_email", "BOB@example.com"),
        ("level", 2),
        ("level", "owner"),
        ("level", None),
        ("level", [15]),
        ("first_name", "x" * 129),
        ("message", "x" * 2001),
        ("private_project_access", [{"id": 1, "level": 8}]),
        ("private_project_access", "x"),
        ("send_email", "perhaps"),
    ],
)
def test_create__bad_value__400_names_it(
    home: str, alice: User, bob: User, with_key: Caller, name: str, value: object
) -> None:
    answer = with_key(alice).post(f"{home}/", {"target_email": "dora@example.com", name: value})
    assert answer.status_code == 400
    assert answer.json()["attr"].split("__")[0] == name
    assert not Invite.objects.exists()


def test_create__project_of_another_organization__400(
    home: str, alice: User, project: Project, charlies_project: Project, with_key: Caller
) -> None:
    client = with_key(alice)

    def access(project: Project) -> Any:
        wish = [{"id": project.id, "level": 8}]
        return client.post(
            f"{home}/", {"target_email": "d@example.com", "private_project_access": wish}
        )

    answer = access(charlies_project)
    assert (answer.status_code, answer.json()["code"]) == (400, "does_not_exist")
    assert access(project).json()["private_project_access"] == [{"id": project.id, "level": 8}]


def test_create__level_above_ones_own__403(
    home: str, bob: User, ada: User, with_key: Caller
) -> None:
    for user, level in ((bob, 8), (bob, 15), (ada, 15)):
        wish = {"target_email": "dora@example.com", "level": level}
        assert with_key(user).post(f"{home}/", wish).status_code == 403
        assert with_key(user).post(f"{home}/bulk/", [wish]).status_code == 403
    assert not Invite.objects.exists()


def test_list__only_up_to_ones_own_level(
    home: str, alice: User, ada: User, bob: User, garden: Organization, with_key: Caller
) -> None:
    for level in Level.values:
        Invite.objects.create(organization=garden, target_email=f"{level}@x.com", level=level)
    seen = {
        user.first_name: [row["level"] for row in with_key(user).get(f"{home}/").json()["results"]]
        for user in (alice, ada, bob)
    }
    assert {name: sorted(levels) for name, levels in seen.items()} == {
        "Alice": [1, 8, 15],
        "Ada": [1, 8],
        "Bob": [1],
    }
    above = Invite.objects.get(level=15)
    for call in ("delete", "post"):
        path = f"{home}/{above.id}/" + ("resend/" if call == "post" else "")
        assert getattr(with_key(ada), call)(path).status_code == 404
    assert Invite.objects.filter(pk=above.pk).exists()


def test_list__key_that_only_reads__403_since_an_id_opens_the_organization(
    home: str, alice: User, with_key: Caller
) -> None:
    answer = with_key(alice, "organization_member:read").get(f"{home}/")
    assert answer.status_code == 403
    assert "organization_member:write" in answer.json()["detail"]
    assert with_key(alice, "organization_member:write").get(f"{home}/").status_code == 200


def test_members_can_invite__switched_off__neither_see_nor_make(
    home: str, bob: User, ada: User, garden: Organization, with_key: Caller
) -> None:
    invite = Invite.objects.create(organization=garden, target_email="x@example.com")
    garden.members_can_invite = False
    garden.save()
    client, wish = with_key(bob), {"target_email": "dora@example.com"}
    assert client.get(f"{home}/").json()["results"] == []
    assert client.post(f"{home}/", wish).status_code == 403
    assert client.post(f"{home}/bulk/", [wish]).status_code == 403
    assert client.delete(f"{home}/{invite.id}/").status_code == 404
    assert with_key(ada).post(f"{home}/", wish).status_code == 201


def test_again__replaces_and_combines(home: str, alice: User, with_key: Caller) -> None:
    client, who = with_key(alice), "dora@example.com"
    first = client.post(f"{home}/", {"target_email": who, "level": 8}).json()
    combined = client.post(f"{home}/", {"target_email": who, "combine_pending_invites": True})
    assert combined.json()["level"] == 8
    assert combined.json()["id"] != first["id"]
    plain = client.post(f"{home}/", {"target_email": "DORA@example.com"}).json()
    assert plain["level"] == 1
    assert [str(invite.id) for invite in Invite.objects.all()] == [plain["id"]]


def test_combine__member_with_an_owners_invite__stays_a_members(
    home: str, bob: User, garden: Organization, with_key: Caller
) -> None:
    high = Invite.objects.create(organization=garden, target_email="dora@example.com", level=15)
    wish = {"target_email": "dora@example.com", "combine_pending_invites": True}
    body = with_key(bob).post(f"{home}/", wish).json()
    assert body["level"] == 1
    assert Invite.objects.filter(pk=high.pk, level=15).exists()


def test_resend__expired__new_link_new_days_old_one_dead(
    home: str, alice: User, garden: Organization, with_session: Caller
) -> None:
    old = Invite.objects.create(organization=garden, target_email="dora@example.com", level=8)
    Invite.objects.update(created_at=now() - timedelta(days=4))
    client = with_session(alice)
    (row,) = client.get(f"{home}/").json()["results"]
    assert row["is_expired"] is True
    answer = client.post(f"{home}/{old.id}/resend/")
    assert answer.status_code == 201
    body = answer.json()
    assert (body["is_expired"], body["level"]) == (False, 8)
    assert [str(invite.id) for invite in Invite.objects.all()] == [body["id"]]
    drain()
    assert body["link"] in mail.outbox[0].body


def test_bulk__all_or_nobody(home: str, alice: User, bob: User, with_key: Caller) -> None:
    client = with_key(alice)
    wishes = [{"target_email": f"{number}@example.com"} for number in range(20)]
    answer = client.post(f"{home}/bulk/", wishes)
    assert (answer.status_code, len(answer.json())) == (201, 20)
    Invite.objects.all().delete()
    answer = client.post(f"{home}/bulk/", [*wishes[:5], {"target_email": bob.email}])
    assert answer.status_code == 400
    answer = client.post(f"{home}/bulk/", [wishes[0], wishes[0]])
    assert (answer.status_code, answer.json()["attr"]) == (400, "target_email")
    answer = client.post(f"{home}/bulk/", [*wishes, {"target_email": "one@example.com"}])
    assert (answer.status_code, answer.json()["code"]) == (400, "max_length")
    for wrong in ({"target_email": "x@example.com"}, "x", [1], [[]]):
        assert client.post(f"{home}/bulk/", wrong).status_code == 400
    assert not Invite.objects.exists()


def test_many__throttled_for_the_organization(
    home: str, alice: User, ada: User, with_key: Caller
) -> None:
    for start in (0, 20):
        wishes = [{"target_email": f"{start + n}@example.com"} for n in range(20)]
        assert with_key(alice).post(f"{home}/bulk/", wishes).status_code == 201
    client = with_key(ada)
    for number in range(10):
        assert client.post(f"{home}/", {"target_email": f"a{number}@x.com"}).status_code == 201
    answer = client.post(f"{home}/", {"target_email": "last@example.com"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert Invite.objects.count() == 50


def test_stranger__403(home: str, charlie: User, garden: Organization, with_key: Caller) -> None:
    invite = Invite.objects.create(organization=garden, target_email="x@example.com")
    client = with_key(charlie)
    assert client.get(f"{home}/").status_code == 403
    assert client.post(f"{home}/", {"target_email": charlie.email}).status_code == 403
    assert client.delete(f"{home}/{invite.id}/").status_code == 403


def test_invite_of_another_organization__404(
    home: str, alice: User, charlie: User, desert: Organization, with_key: Caller
) -> None:
    foreign = Invite.objects.create(organization=desert, target_email="x@example.com")
    client = with_key(alice)
    for pk in (foreign.id, "x", "7"):
        assert client.delete(f"{home}/{pk}/").status_code == 404
        assert client.post(f"{home}/{pk}/resend/").status_code == 404
    assert Invite.objects.filter(pk=foreign.pk).exists()


def test_stale_session__may_invite_members_only(
    home: str, alice: User, with_session: Caller
) -> None:
    client = with_session(alice)
    mark_session(client, proved_at=1)
    wish = {"target_email": "dora@example.com"}
    for path, body in (
        (f"{home}/", {**wish, "level": 8}),
        (f"{home}/bulk/", [wish, {**wish, "level": "15"}]),
    ):
        answer = client.post(path, body)
        assert answer.json()["code"] == "sensitive_action_required_reauth"
    assert client.post(f"{home}/", wish).status_code == 201


def test_list__more_invites__no_more_queries(
    home: str,
    alice: User,
    garden: Organization,
    with_key: Caller,
    django_assert_max_num_queries: Any,
) -> None:
    client = with_key(alice)
    client.get(f"{home}/")
    for number in range(30):
        Invite.objects.create(
            organization=garden, target_email=f"{number}@example.com", created_by=alice
        )
    with django_assert_max_num_queries(7):
        assert client.get(f"{home}/").json()["count"] == 30
