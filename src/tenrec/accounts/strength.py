"""How hard a password is to guess, by zxcvbn: the rule of every password of Tenrec."""

from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

from tenrec.accounts.models import User

LEAST_SCORE = 3
_LONGEST_LOOKED_AT = 48  # zxcvbn takes seconds for more, and nobody guesses that much


class StrengthValidator:
    """A validator as Django's settings name them: score 3 of 4 at least, own data not counted."""

    def validate(self, password: str, user: User | None = None) -> None:
        if not password.strip():
            raise _weak("It has nothing but spaces.")
        own = (
            [user.email, user.email.split("@")[0], user.first_name, user.last_name] if user else []
        )
        result = zxcvbn(password[:_LONGEST_LOOKED_AT], user_inputs=[word for word in own if word])
        if result["score"] < LEAST_SCORE:
            raise _weak(result["feedback"]["warning"])

    def get_help_text(self) -> str:
        return "Your password must be hard to guess."


def _weak(why: str) -> ValidationError:
    words = f"This password is too weak. {why}".strip()
    return ValidationError(words, code="password_too_weak")
