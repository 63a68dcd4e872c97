"""Codes: right once, wrong slowly, kept so that a copy of the database does not give them away."""

import threading

import pytest
from django.db import connection
from django.test import override_settings
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from tenrec.accounts.devices import Authenticator
from tenrec.accounts.models import User
from tenrec.accounts.second_factor import (
    Verdict,
    backup_codes_left,
    has_second_factor,
    new_secret,
    spell,
    turn_off,
    turn_on,
    verify,
)
from tenrec.accounts.tests.codes import (
    code_of,
    forget_throttling,
    with_second_factor,
    wrong_code,
)


def test_code__right_once__a_replay_is_wrong(alice: User) -> None:
    secret, _ = with_second_factor(alice)
    assert verify(alice, code_of(secret)) is Verdict.RIGHT
    assert verify(alice, code_of(secret)) is Verdict.WRONG


def test_code__that_set_the_app_up__opens_no_login(alice: User) -> None:
    secret = new_secret()
    assert turn_on(alice, secret, code_of(secret))
    assert verify(alice, code_of(secret)) is Verdict.WRONG


def test_code__wrong__asks_for_a_longer_and_longer_pause(alice: User) -> None:
    secret, _ = with_second_factor(alice)
    assert verify(alice, wrong_code(secret)) is Verdict.WRONG
    assert verify(alice, code_of(secret)) is Verdict.TOO_SOON
    forget_throttling(alice)
    assert verify(alice, code_of(secret)) is Verdict.RIGHT


def test_backup_code__each_works_once(alice: User) -> None:
    _, codes = with_second_factor(alice)
    assert len(set(codes)) == 10
    assert verify(alice, f" {codes[0].upper()} ") is Verdict.RIGHT
    assert verify(alice, codes[0]) is Verdict.WRONG
    assert backup_codes_left(alice) == 9


def test_backup_code__of_somebody_else__is_wrong(alice: User, bob: User) -> None:
    _, codes = with_second_factor(alice)
    with_second_factor(bob)
    assert verify(bob, codes[0]) is Verdict.WRONG


def test_secrets__cannot_be_read_from_the_database(alice: User) -> None:
    secret, codes = with_second_factor(alice)
    kept = str(list(Authenticator.objects.values())) + str(list(StaticToken.objects.values()))
    for text in (secret.hex(), spell(secret), *codes):
        assert text not in kept
    assert Authenticator.objects.get().bin_key == secret


def test_secret__under_another_server_key__fits_nothing_and_breaks_nothing(alice: User) -> None:
    secret, codes = with_second_factor(alice)
    with override_settings(SECRET_KEY="another"):
        assert verify(alice, code_of(secret)) is Verdict.WRONG
        assert verify(alice, codes[0]) is Verdict.WRONG


def test_secret__moved_to_another_user__fits_nothing(alice: User, bob: User) -> None:
    secret, _ = with_second_factor(alice)
    Authenticator.objects.update(user=bob)
    assert verify(bob, code_of(secret)) is Verdict.WRONG


@pytest.mark.parametrize(
    "code", ["", "0", "abc", "1" * 32, "\uff11\uff12\uff13\uff14\uff15\uff16", "\udc80", "12345é"]
)
def test_code__of_any_other_kind__is_wrong(alice: User, code: str) -> None:
    with_second_factor(alice)
    assert verify(alice, code) is Verdict.WRONG


def test_turn_on__again__replaces_the_app_and_the_codes(alice: User) -> None:
    old, codes = with_second_factor(alice)
    assert turn_on(alice, new_secret(), "000000") is None
    assert verify(alice, code_of(old)) is Verdict.RIGHT
    new, _ = with_second_factor(alice)
    assert Authenticator.objects.count() == StaticDevice.objects.count() == 1
    assert verify(alice, codes[0]) is Verdict.WRONG
    assert verify(alice, code_of(new)) is Verdict.RIGHT


def test_turn_off__nothing_is_left(alice: User) -> None:
    with_second_factor(alice)
    turn_off(alice)
    assert not has_second_factor(alice)
    assert backup_codes_left(alice) == 0


@pytest.mark.django_db(transaction=True)
def test_backup_code__used_twice_at_the_same_moment__is_right_once() -> None:
    user = User.objects.create_user("two@example.com", "mole under the garden")
    _, codes = with_second_factor(user)
    verdicts: list[Verdict] = []
    gate = threading.Barrier(2)

    def use() -> None:
        try:
            gate.wait()
            verdicts.append(verify(user, codes[0]))
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verdicts.count(Verdict.RIGHT) == 1
    assert backup_codes_left(user) == 9
