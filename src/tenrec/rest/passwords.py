"""The rules of passwords, told as an error of the field `password`."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as Refused
from rest_framework.exceptions import ErrorDetail, ValidationError

from tenrec.accounts.models import User


def check_password_rules(password: str, user: User) -> None:
    """Raises for a password that is short, easy to guess, or like the user's own data."""
    try:
        validate_password(password, user)
    except Refused as error:
        problem = error.error_list[0]
        detail = ErrorDetail(" ".join(problem.messages), code=problem.code or "invalid")
        raise ValidationError({"password": [detail]}) from error
