"""Lets somebody in who has lost the second factor or the password: prints a link for a new one."""

import argparse
import os

from tenrec.core.config import Config
from tenrec.core.errors import NotFound, Unavailable
from tenrec.server import jobs


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="whose account")
    parser.add_argument(
        "--keep-second-factor", action="store_true", help="only a new password is needed"
    )


def run(options: argparse.Namespace) -> int:
    if jobs.report(Config.from_env(os.environ)) is None:  # opens the state database
        raise Unavailable("No server has run here yet, so there is no account.")
    address = unlock(options.email, keep_second_factor=options.keep_second_factor)
    print(f"The sessions of {options.email} have ended. This link sets a new password, for a day:")
    print(address)
    return 0


def unlock(email: str, *, keep_second_factor: bool) -> str:
    """The link; whatever was open or remembered of this account is not any more."""
    from tenrec.accounts.models import User  # only after Django is set up
    from tenrec.accounts.second_factor import turn_off
    from tenrec.rest.jobs import password_link
    from tenrec.rest.sessions import log_out_everywhere

    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise NotFound(f"There is no account with the address {email}.")
    if not keep_second_factor:
        turn_off(user)
    log_out_everywhere(user)
    return password_link(user)
