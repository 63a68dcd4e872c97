"""What a person logs in with and from: authenticator apps, and the sessions that are open."""

import base64
import hashlib
import os
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django_otp.plugins.otp_totp.models import TOTPDevice

SECRET_BYTES = 20
_NONCE_BYTES = 12


class Authenticator(TOTPDevice):
    """An authenticator app; its secret is kept sealed with the server's secret key."""

    class Meta:
        proxy = True

    @property
    def bin_key(self) -> bytes:
        """The secret. One that was sealed with another server key fits no code any more."""
        try:
            sealed = base64.b64decode(self.key)
            box, secret = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
            return _cipher().decrypt(box, secret, str(self.user_id).encode())
        except (InvalidTag, ValueError):
            return os.urandom(SECRET_BYTES)

    def seal(self, secret: bytes) -> None:
        """Keeps the secret; the column holds 80 characters, a sealed one takes 64."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = _cipher().encrypt(nonce, secret, str(self.user_id).encode())
        self.key = base64.b64encode(nonce + sealed).decode()


class LoginSession(models.Model):
    """A session that is logged in, as its owner sees it; it goes when the session goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, related_name="login_sessions"
    )
    session = models.OneToOneField(
        "sessions.Session", on_delete=models.CASCADE, related_name="login"
    )
    created_at = models.DateTimeField(default=now)
    last_active_at = models.DateTimeField(default=now)
    ip = models.CharField(max_length=64, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)


def _cipher() -> AESGCM:
    key = hashlib.sha256(b"tenrec second factor\n" + settings.SECRET_KEY.encode()).digest()
    return AESGCM(key)
