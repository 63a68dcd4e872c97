"""Proving who one is: the password, the second factor; both counted, so that nobody can guess."""

from hashlib import sha256

from django.contrib.auth import authenticate
from rest_framework.exceptions import ErrorDetail, Throttled, ValidationError
from rest_framework.request import Request

from tenrec.accounts.attempts import count_failure, forget_failures, is_blocked
from tenrec.accounts.models import User
from tenrec.accounts.second_factor import Verdict, verify
from tenrec.core.errors import Forbidden
from tenrec.rest.address import caller_address
from tenrec.rest.jobs import log_failed_log_in
from tenrec.rest.sessions import whence
from tenrec.rest.throttles import Window, wait_for

_TOLD = (Window(3600, 10),)
CODE_TRIES = (Window(60, 5), Window(3600, 60))


def prove_password(request: Request, email: str, password: str) -> User:
    """The user with this password; refused alike, and as slowly, whether there is one or not.

    The view must not be atomic when the state database counts: here it is the cache.
    """
    email, address = email.lower(), caller_address(request)
    if is_blocked(email, address):
        raise Forbidden(
            "Too many failed login attempts. Please try again in 10 minutes.",
            code="too_many_failed_attempts",
        )
    user = authenticate(request, username=email, password=password)
    if not isinstance(user, User):
        count_failure(email, address)
        note_failure(request, email, User.objects.filter(email=email).first(), "password")
        problem = ErrorDetail("Invalid email or password.", code="invalid_credentials")
        raise ValidationError({"non_field_errors": [problem]})
    forget_failures(email, address)
    return user


def prove_second_factor(request: Request, user: User, code: str) -> None:
    """Uses the code up, or raises; the view must not be atomic, or wrong codes are not counted."""
    verdict = verify(user, code)
    if verdict is Verdict.TOO_SOON:
        raise _refused("Too many attempts. Please wait a moment.", "2fa_too_many_attempts")
    if verdict is Verdict.WRONG:
        note_failure(request, user.email, user, "second_factor")
        raise _refused("This code is not valid.", "2fa_invalid")


def limit_tries(user: User, what: str) -> None:
    """Five tries a minute at what somebody with a stolen session could guess."""
    wait = wait_for(f"{what}:{user.pk}", CODE_TRIES)
    if wait > 0:
        raise Throttled(wait)


def note_failure(request: Request, email: str, user: User | None, what: str) -> None:
    """For the log of the organizations; ten an hour, or strangers could fill it.

    The same is done, in the same time, for an address that nobody has: the job finds out.
    """
    name = sha256(email.encode(errors="replace")).hexdigest()
    if wait_for(f"log-in-failed:{name}", _TOLD) <= 0:
        log_failed_log_in.enqueue(user.pk if user else 0, {"failed": what, **whence(request)})


def _refused(words: str, code: str) -> ValidationError:
    return ValidationError({"token": [ErrorDetail(words, code=code)]})
