"""The second factor: codes of an authenticator app, and back-up codes that work once each.

Replays are refused and guesses slowed down by django-otp. The app's secret is kept sealed, back-up
codes only as keyed hashes: neither can be read from a copy of the state database alone.
"""

import base64
import hmac
import os
from enum import Enum
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from tenrec.accounts.devices import SECRET_BYTES, Authenticator
from tenrec.accounts.models import User

BACKUP_CODES = 10
_ISSUER = "Tenrec"


class Verdict(Enum):
    """What became of a code."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_SOON = "too soon"


def has_second_factor(user: User) -> bool:
    """Whether a password alone does not open this account."""
    return Authenticator.objects.filter(user=user, confirmed=True).exists()


def new_secret() -> bytes:
    """For an app that is being set up; nothing is kept yet."""
    return os.urandom(SECRET_BYTES)


def spell(secret: bytes) -> str:
    """As a person types it into an app that has no camera."""
    return base64.b32encode(secret).decode()


def address_for_app(user: User, secret: bytes) -> str:
    """The otpauth:// address that an app reads from a picture."""
    label = quote(f"{_ISSUER}:{user.email}")
    return f"otpauth://totp/{label}?" + urlencode({"secret": spell(secret), "issuer": _ISSUER})


def turn_on(user: User, secret: bytes, code: str) -> list[str] | None:
    """Fresh back-up codes, or None when the code does not fit the secret.

    An app that was set up before is replaced. The code is used up: it opens no log-in.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        device: Any = Authenticator(user=user, name="Authenticator app", confirmed=False)
        device.seal(secret)
        device.save()
        if not device.verify_token(code):
            device.delete()
            return None
        Authenticator.objects.filter(user=user).exclude(pk=device.pk).delete()
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        return renew_backup_codes(user)


def turn_off(user: User) -> None:
    """From now on the password is enough."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()


def verify(user: User, code: str) -> Verdict:
    """Uses the code up when it is right; counts it when it is wrong, and asks for a pause.

    The caller must not undo the transaction of a wrong code.
    """
    code = code.replace(" ", "").replace("-", "").lower()
    with transaction.atomic():
        device = _device_for(user, code)
        if device is None:
            return Verdict.WRONG
        if not device.verify_is_allowed()[0]:
            return Verdict.TOO_SOON
        given = code if isinstance(device, Authenticator) else _hashed(user, code)
        return Verdict.RIGHT if device.verify_token(given) else Verdict.WRONG


def renew_backup_codes(user: User) -> list[str]:
    """New codes, shown once; all before them are dead."""
    codes = [StaticToken.random_token() for _ in range(BACKUP_CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="Back-up codes")
        StaticToken.objects.bulk_create(
            StaticToken(device=device, token=_hashed(user, code)) for code in codes
        )
    return codes


def backup_codes_left(user: User) -> int:
    """How many still work."""
    return int(StaticToken.objects.filter(device__user=user).count())


def _device_for(user: User, code: str) -> Any:
    """An Authenticator or a StaticDevice, locked: two requests cannot use one code twice."""
    is_from_app = len(code) == 6 and code.isascii() and code.isdecimal()
    kind = Authenticator if is_from_app else StaticDevice
    return kind.objects.select_for_update().filter(user=user, confirmed=True).first()


def _hashed(user: User, code: str) -> str:
    """96 bits in the 16 characters that django-otp keeps, with the server's key in them."""
    key = b"tenrec back-up code\n" + settings.SECRET_KEY.encode()
    digest = hmac.new(key, f"{user.pk}:{code}".encode(errors="replace"), sha256).digest()
    return base64.urlsafe_b64encode(digest)[:16].decode()
