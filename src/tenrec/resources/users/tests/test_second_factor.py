"""Setting the second factor up, and what it takes to turn it off."""

import base64
import time

import pytest
from django.core import mail

from tenrec.accounts.models import LoginSession, User
from tenrec.accounts.second_factor import Verdict, has_second_factor, verify
from tenrec.accounts.tests.cast import Caller, mark_session
from tenrec.accounts.tests.codes import code_of, with_second_factor, wrong_code
from tenrec.jobs.worker import drain

ME = "/api/users/@me/"
WRITES = ("two_factor_validate", "validate_2fa", "two_factor_disable", "two_factor_backup_codes")
READS = ("two_factor_start_setup", "start_2fa_setup", "two_factor_status")


def begin(client: object, name: str = "two_factor_start_setup") -> bytes:
    body = client.get(f"{ME}{name}/").json()
    assert body["success"] is True
    assert f"secret={body['secret']}" in body["otpauth_url"]
    assert body["qr_code"].startswith("data:image/svg+xml")
    return base64.b32decode(body["secret"])


@pytest.mark.parametrize(
    ("start", "validate"),
    [("two_factor_start_setup", "two_factor_validate"), ("start_2fa_setup", "validate_2fa")],
)
def test_setup__from_the_picture_to_the_codes(
    alice: User, with_session: Caller, start: str, validate: str
) -> None:
    client = with_session(alice)
    secret = begin(client, start)
    assert not has_second_factor(alice)
    answer = client.post(f"{ME}{validate}/", {"token": code_of(secret)})
    assert answer.status_code == 200
    assert len(answer.json()["backup_codes"]) == 10
    assert client.get(ME).json()["is_2fa_enabled"] is True
    assert verify(alice, answer.json()["backup_codes"][3]) is Verdict.RIGHT
    status = client.get(f"{ME}two_factor_status/").json()
    assert status == {
        "is_enabled": True,
        "backup_codes": [],
        "backup_codes_left": 9,
        "method": "TOTP",
    }
    drain()
    assert "turned on" in str(mail.outbox[-1].body)


def test_setup__wrong_code__400_and_off(alice: User, with_session: Caller) -> None:
    client = with_session(alice)
    secret = begin(client)
    answer = client.post(f"{ME}two_factor_validate/", {"token": wrong_code(secret)})
    assert (answer.status_code, answer.json()["code"]) == (400, "token_invalid")
    assert answer.json()["attr"] == "token"
    assert not has_second_factor(alice)


def test_setup__not_begun_or_too_old__400(
    alice: User, with_session: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = with_session(alice)
    answer = client.post(f"{ME}two_factor_validate/", {"token": "123456"})
    assert answer.json()["code"] == "token_invalid"
    secret, later = begin(client), time.time() + 601
    monkeypatch.setattr("tenrec.resources.users.two_factor.time.time", lambda: later)
    answer = client.post(f"{ME}two_factor_validate/", {"token": code_of(secret)})
    assert answer.json()["code"] == "token_invalid"


def test_setup__guessing__429(alice: User, with_session: Caller) -> None:
    client = with_session(alice)
    secret = begin(client)
    for _ in range(5):
        client.post(f"{ME}two_factor_validate/", {"token": wrong_code(secret)})
    answer = client.post(f"{ME}two_factor_validate/", {"token": code_of(secret)})
    assert answer.status_code == 429


def test_setup__ends_the_other_sessions(alice: User, with_session: Caller) -> None:
    mine, other = with_session(alice), with_session(alice)
    mark_session(mine, seen_at=0)
    mark_session(other, seen_at=0)
    assert other.get(ME).status_code == 200
    secret = begin(mine)
    assert LoginSession.objects.count() == 2
    before = alice.remembered_since
    mine.post(f"{ME}two_factor_validate/", {"token": code_of(secret)})
    alice.refresh_from_db()
    assert alice.remembered_since > before  # a browser remembered for the old app is not any more
    assert mine.get(ME).status_code == 200
    assert other.get(ME).status_code == 401


def test_disable__off_with_its_codes(alice: User, with_session: Caller) -> None:
    with_second_factor(alice)
    client = with_session(alice)
    assert client.post(f"{ME}two_factor_disable/").json() == {"success": True}
    status = client.get(f"{ME}two_factor_status/").json()
    assert (status["is_enabled"], status["backup_codes_left"], status["method"]) == (
        False,
        0,
        None,
    )


def test_backup_codes__new_ones_replace_the_old(alice: User, with_session: Caller) -> None:
    client = with_session(alice)
    answer = client.post(f"{ME}two_factor_backup_codes/")
    assert (answer.status_code, answer.json()["code"]) == (400, "2fa_not_enabled")
    _, old = with_second_factor(alice)
    new = client.post(f"{ME}two_factor_backup_codes/").json()["backup_codes"]
    assert verify(alice, new[0]) is Verdict.RIGHT
    assert not set(new) & set(old)


@pytest.mark.parametrize("name", WRITES)
def test_write__in_a_stale_session__403_and_nothing_changes(
    alice: User, with_session: Caller, name: str
) -> None:
    with_second_factor(alice)
    client = with_session(alice)
    mark_session(client, proved_at=time.time() - 7201)
    answer = client.post(f"{ME}{name}/", {"token": "123456"})
    assert answer.status_code == 403
    assert answer.json()["code"] == "sensitive_action_required_reauth"
    assert has_second_factor(alice)


@pytest.mark.parametrize("name", [*WRITES, *READS, "reauthenticate"])
def test_action__by_key__403(alice: User, with_key: Caller, name: str) -> None:
    client = with_key(alice)
    method = client.get if name in READS else client.post
    assert method(f"{ME}{name}/").status_code == 403


@pytest.mark.parametrize("name", [*WRITES, *READS, "reauthenticate"])
def test_action__for_another_even_by_staff__403(
    alice: User, bob: User, with_session: Caller, name: str
) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    client = with_session(alice)
    method = client.get if name in READS else client.post
    body = {"token": "123456", "password": "x"}
    assert method(f"/api/users/{bob.uuid}/{name}/", body).status_code == 403
