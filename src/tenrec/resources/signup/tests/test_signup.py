"""From an invite to a member: once, by the right person, in time."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils.timezone import now
from rest_framework.test import APIClient

from tenrec.accounts.invited import open_invite, sign_up_by_invite
from tenrec.accounts.models import Invite, Membership, Organization, Project, User
from tenrec.accounts.tests.cast import PASSWORD, Caller, csrf_token
from tenrec.activity.models import ActivityLog
from tenrec.core.errors import BadRequest
from tenrec.jobs.worker import drain

WISH = {"first_name": "Dora", "password": PASSWORD}


@pytest.fixture
def invite(garden: Organization, project: Project, alice: User) -> Invite:
    return Invite.objects.create(
        organization=garden, target_email="dora@example.com", level=8, created_by=alice
    )


@pytest.fixture
def browser(db: None) -> APIClient:
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    return client


def path_of(invite: Invite) -> str:
    return f"/api/signup/{invite.id}/"


def test_page__says_whom_it_is_for_and_not_the_whole_address(
    invite: Invite, browser: APIClient
) -> None:
    assert browser.get(path_of(invite)).json() == {
        "id": str(invite.id),
        "target_email": "d***a@example.com",
        "first_name": "",
        "organization_name": "Garden",
    }


def test_signup__makes_a_member_and_logs_in_once(
    invite: Invite, browser: APIClient, garden: Organization, project: Project
) -> None:
    Invite.objects.create(organization=garden, target_email="Dora@example.com")
    answer = browser.post(path_of(invite), WISH, format="json")
    assert answer.status_code == 201
    assert answer.json()["email"] == "dora@example.com"
    assert answer.json()["redirect_url"] == "/"
    me = browser.get("/api/users/@me/").json()
    assert me["team"]["id"] == project.id
    assert me["organization"]["membership_level"] == Membership.Level.ADMIN
    assert me["is_staff"] is False
    assert not Invite.objects.exists()
    again = APIClient().post(path_of(invite), WISH, format="json")
    assert again.status_code == 400
    drain()
    assert [m.to for m in mail.outbox] == [["alice@example.com"]]
    row = ActivityLog.objects.get(scope="OrganizationMembership", organization=garden)
    assert (row.activity, row.detail["name"]) == ("created", "dora@example.com")


@pytest.mark.parametrize(("named", "mails"), [("garden", 0), ("another", 1)])
def test_signup__admin_who_wants_no_mail_of_this_organization__gets_none(
    invite: Invite,
    browser: APIClient,
    alice: User,
    garden: Organization,
    desert: Organization,
    named: str,
    mails: int,
) -> None:
    unwanted = {str(garden.pk if named == "garden" else desert.pk): True}
    alice.notification_settings = {"organization_member_join_email_disabled": unwanted}
    alice.save()
    assert browser.post(path_of(invite), WISH, format="json").status_code == 201
    drain()
    assert len(mail.outbox) == mails


def test_signup__organization_that_wants_no_mail__gets_none(
    invite: Invite, browser: APIClient, garden: Organization
) -> None:
    Organization.objects.filter(pk=garden.pk).update(is_member_join_email_enabled=False)
    assert browser.post(path_of(invite), WISH, format="json").status_code == 201
    drain()
    assert mail.outbox == []


def test_join__with_a_session__needs_no_body(
    invite: Invite, charlie: User, with_session: Caller, project: Project
) -> None:
    Invite.objects.update(target_email="Charlie@example.com")
    client = with_session(charlie)
    answer = client.post(path_of(invite))
    assert answer.status_code == 201
    assert answer.json()["uuid"] == str(charlie.uuid)
    me = client.get("/api/users/@me/").json()
    assert {o["name"] for o in me["organizations"]} == {"Garden", "Desert"}
    assert me["team"]["id"] == project.id


def test_join__with_the_session_of_somebody_else__400(
    invite: Invite, charlie: User, with_session: Caller
) -> None:
    client = with_session(charlie)
    for answer in (client.get(path_of(invite)), client.post(path_of(invite), WISH)):
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_recipient")
        assert "dora" not in answer.content.decode()
    assert not charlie.memberships.filter(organization=invite.organization).exists()


def test_join__who_is_a_member_already__400(
    invite: Invite, bob: User, with_session: Caller
) -> None:
    Invite.objects.update(target_email=bob.email)
    answer = with_session(bob).post(path_of(invite))
    assert (answer.status_code, answer.json()["code"]) == (400, "already_member")
    assert bob.memberships.get().level == Membership.Level.MEMBER


def test_signup__expired__400(invite: Invite, browser: APIClient) -> None:
    Invite.objects.update(created_at=now() - timedelta(days=3, seconds=1))
    for answer in (browser.get(path_of(invite)), browser.post(path_of(invite), WISH)):
        assert (answer.status_code, answer.json()["code"]) == (400, "expired")
    assert not User.objects.filter(email="dora@example.com").exists()


def test_signup__for_an_account_that_exists__takes_it_over_in_no_way(
    invite: Invite, charlie: User, browser: APIClient
) -> None:
    Invite.objects.update(target_email=charlie.email)
    answer = browser.post(path_of(invite), WISH, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "account_exists")
    charlie.refresh_from_db()
    assert not charlie.has_usable_password()
    assert browser.get("/api/users/@me/").status_code == 401


@pytest.mark.parametrize(
    "who", ["x", "0190aa00-1111-7222-8333-444455556666", "%00", "é", "../login"]
)
def test_signup__no_invite__400_or_404(db: None, browser: APIClient, who: str) -> None:
    for answer in (browser.get(f"/api/signup/{who}/"), browser.post(f"/api/signup/{who}/", WISH)):
        assert answer.status_code in {400, 404}
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("password", "short", "password_too_short"),
        ("password", "dora@example.com", "password_too_weak"),
        ("password", None, "null"),
        ("first_name", "", "blank"),
        ("first_name", "a" * 129, "max_length"),
        ("first_name", "a\x00", "null_characters_not_allowed"),
        ("email_opt_in", "perhaps", "invalid_input"),
    ],
)
def test_signup__bad_field__400_names_it_and_the_invite_lives(
    invite: Invite, browser: APIClient, name: str, value: object, code: str
) -> None:
    answer = browser.post(path_of(invite), {**WISH, name: value}, format="json")
    assert (answer.json()["attr"], answer.json()["code"]) == (name, code)
    assert Invite.objects.exists()
    assert not User.objects.filter(email="dora@example.com").exists()


def test_signup__without_csrf_token__403(invite: Invite) -> None:
    client = APIClient(enforce_csrf_checks=True)
    assert client.post(path_of(invite), WISH, format="json").status_code == 403


def test_signup__guessing_invites__429(db: None, browser: APIClient) -> None:
    for _ in range(30):
        browser.post("/api/signup/0190aa00-1111-7222-8333-444455556666/", WISH)
    answer = browser.post("/api/signup/0190aa00-1111-7222-8333-444455556666/", WISH)
    assert answer.status_code == 429


@pytest.mark.django_db(transaction=True)
def test_signup__two_at_the_same_moment__one_account() -> None:
    home = Organization.objects.create(name="Garden")
    invite = Invite.objects.create(organization=home, target_email="dora@example.com")
    outcomes: list[str] = []
    gate = threading.Barrier(3)

    def use() -> None:
        from django.db import transaction

        try:
            gate.wait()
            with transaction.atomic():
                found = open_invite(str(invite.id), None)
                sign_up_by_invite(found, password=PASSWORD, first_name="Dora")
            outcomes.append("made")
        except BadRequest:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "refused", "refused"]
    assert Membership.objects.count() == 1


def test_mail__of_a_name_with_line_breaks__has_one_subject(
    invite: Invite, browser: APIClient
) -> None:
    wish = {**WISH, "first_name": "Dora\nBcc: everybody@example.com"}
    assert browser.post(path_of(invite), wish, format="json").status_code == 201
    drain()
    (letter,) = mail.outbox
    assert letter.recipients() == ["alice@example.com"]
    assert letter.message()["Bcc"] is None
