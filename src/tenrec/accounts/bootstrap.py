"""What the first start does about accounts: makes the given one, or a link to make one."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tenrec.accounts.keys import create_key
from tenrec.accounts.models import Organization, Project, User
from tenrec.accounts.signup import open_account, renew_setup_link
from tenrec.core.config import Bootstrap, Config
from tenrec.core.errors import SettingRefused


def bootstrap(config: Config) -> str | None:
    """The address of a fresh set-up link for the server to print; None when a user exists.

    Every start without a user makes a new link, since only the hash of the last is known.
    """
    if User.objects.exists():
        return None
    if config.bootstrap is not None:
        _open(config.bootstrap)
        return None
    return f"{config.site_url}/setup?token={renew_setup_link()}"


def _open(given: Bootstrap) -> None:
    _check_lengths(given)
    with transaction.atomic():
        user, _ = open_account(
            email=given.email,
            password=given.password,
            organization=given.organization,
            project=given.project,
            project_token=given.project_token,
        )
        if given.personal_api_key:
            create_key(user, "Bootstrap", scopes=["*"], value=given.personal_api_key)


def _check_lengths(given: Bootstrap) -> None:
    """What the models can hold; SQLite would take more, and PostgreSQL fail without a name."""
    for name, model in (("organization", Organization), ("project", Project)):
        most = model._meta.get_field("name").max_length
        if len(getattr(given, name)) > (most or 0):
            raise _refuse(name, f"must have at most {most} characters")
    try:
        validate_email(given.email)
    except ValidationError as error:
        raise _refuse("email", "is not an e-mail address") from error


def _refuse(name: str, why: str) -> SettingRefused:
    variable = f"TENREC_BOOTSTRAP_{name.upper()}"
    return SettingRefused(f"{variable} {why}", attr=variable)
