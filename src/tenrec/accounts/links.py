"""Tokens of the links in e-mails: each dies with its use, with a new password, and after a day."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from tenrec.accounts.models import User


class _AddressTokens(PasswordResetTokenGenerator):
    """Proves one address: bound to the address that waits, and to what is known of the present."""

    key_salt = "tenrec.verify-address"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        state = f"{user.password}:{user.email}:{user.pending_email}:{user.is_email_verified}"
        return f"{user.pk}:{state}:{timestamp}"


class _PasswordTokens(PasswordResetTokenGenerator):
    """Resets one password; Django binds it to the password, the last log-in and the address."""

    key_salt = "tenrec.reset-password"


password_tokens = _PasswordTokens()
address_tokens = _AddressTokens()
