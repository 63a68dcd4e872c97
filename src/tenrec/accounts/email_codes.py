"""Six digits in an e-mail: they prove an address, or open a log-in after the password.

A code is worked out when it is sent and again when it is shown, from the server's key and the state
of the account: neither the queue of jobs nor the state database holds one. Who may try how often
says the view that asks.
"""

import hmac
import time
from hashlib import sha256

from django.conf import settings
from django.utils.crypto import constant_time_compare

from tenrec.accounts.models import User

ADDRESS_SECONDS = 1800
"""How long the code of an address works at least; at most twice as long."""
_DIGITS = 6


def address_code(user: User, *, slots_ago: int = 0) -> str:
    """Proves the address that waits, or the present one; dead once it has."""
    slot = int(time.time() // ADDRESS_SECONDS) - slots_ago
    return _code(user, "address", f"{user.pending_email}:{user.is_email_verified}:{slot}")


def is_address_code(user: User, given: str) -> bool:
    """Whether this is the code of now, or of the half-hour before."""
    fits = [_is(given, address_code(user, slots_ago=ago)) for ago in (0, 1)]
    return any(fits)


def login_code(user: User, nonce: str) -> str:
    """Goes with one session: `nonce` is what this session and the mail have in common."""
    return _code(user, "log-in", nonce)


def is_login_code(user: User, nonce: str, given: str) -> bool:
    """Whether this is the code that was mailed for the session."""
    return _is(given, login_code(user, nonce))


def _code(user: User, purpose: str, state: str) -> str:
    key = b"tenrec e-mailed code\n" + settings.SECRET_KEY.encode()
    facts = "\n".join((purpose, str(user.pk), user.password, user.email, state))
    number = int.from_bytes(hmac.new(key, facts.encode(errors="replace"), sha256).digest(), "big")
    return str(number % 10**_DIGITS).zfill(_DIGITS)


def _is(given: str, code: str) -> bool:
    """People copy codes with blanks and hyphens in them."""
    plain = "".join(given.split()).replace("-", "")
    return constant_time_compare(plain, code)
