"""What an authenticator app would show."""

import time
from datetime import timedelta

from django.utils.timezone import now
from django_otp.oath import TOTP

from tenrec.accounts.devices import Authenticator
from tenrec.accounts.models import User
from tenrec.accounts.second_factor import new_secret, turn_on


def code_of(secret: bytes, *, later: int = 0) -> str:
    """The six digits of now, or of some steps later: each is taken once only."""
    totp = TOTP(secret)
    totp.time = time.time() + 30 * later
    return f"{totp.token():06}"


def wrong_code(secret: bytes) -> str:
    """Six digits that are not the ones of now, nor of the steps around."""
    near = {code_of(secret, later=step) for step in range(-3, 4)}
    return next(f"{n:06}" for n in range(10) if f"{n:06}" not in near)


def with_second_factor(user: User) -> tuple[bytes, list[str]]:
    """Sets an app up; its secret and the back-up codes. The code of one step earlier is spent."""
    secret = new_secret()
    codes = turn_on(user, secret, code_of(secret, later=-1))
    assert codes is not None
    return secret, codes


def hold_pause(user: User) -> None:
    """The pause that a wrong code has begun must not end while a slow machine goes on."""
    begun = Authenticator.objects.filter(user=user, throttling_failure_count=1)
    assert begun.update(throttling_failure_timestamp=now() + timedelta(minutes=1)) == 1


def forget_throttling(user: User) -> None:
    """As if the pause after a wrong code were over."""
    Authenticator.objects.filter(user=user).update(
        throttling_failure_timestamp=None, throttling_failure_count=0
    )
