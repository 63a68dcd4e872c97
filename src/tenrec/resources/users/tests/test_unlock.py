"""The operator's way to let somebody in."""

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import User
from tenrec.accounts.second_factor import has_second_factor
from tenrec.accounts.tests.cast import PASSWORD, Caller, csrf_token
from tenrec.accounts.tests.codes import with_second_factor
from tenrec.cli.commands.unlock import unlock
from tenrec.core.errors import NotFound


@pytest.mark.parametrize("keeps", [False, True])
def test_unlock__ends_what_is_open_and_gives_a_link(
    alice: User, with_session: Caller, keeps: bool
) -> None:
    with_second_factor(alice)
    address = unlock(" Alice@example.com", keep_second_factor=keeps)
    assert has_second_factor(alice) is keeps
    *_, user_uuid, token = address.split("/")
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_X_CSRFTOKEN=csrf_token(client))
    wish = {"token": token, "password": PASSWORD}
    assert client.post(f"/api/reset/{user_uuid}/", wish).status_code == 204
    assert client.get("/api/users/@me/").status_code == (401 if keeps else 200)


def test_unlock__nobody__says_so(db: None) -> None:
    with pytest.raises(NotFound, match="no account"):
        unlock("nobody@example.com", keep_second_factor=False)
