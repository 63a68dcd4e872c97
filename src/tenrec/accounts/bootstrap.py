"""What the first start does about accounts: makes the given one, or a link to make one."""

from django.db import transaction

from tenrec.accounts.keys import create_key
from tenrec.accounts.models import User
from tenrec.accounts.signup import open_account, renew_setup_link
from tenrec.core.config import Bootstrap, Config


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
