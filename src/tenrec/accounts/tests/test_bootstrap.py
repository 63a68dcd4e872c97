"""The first account."""

import threading

import pytest
from django.db import connection

from tenrec.accounts.bootstrap import bootstrap
from tenrec.accounts.keys import find_key, resolve_token
from tenrec.accounts.models import Membership, Organization, PersonalAPIKey, Project, User
from tenrec.accounts.signup import renew_setup_link, sign_up_by_link
from tenrec.core.config import Config
from tenrec.core.errors import Forbidden, SettingRefused

GIVEN = {
    "TENREC_BOOTSTRAP_EMAIL": "Alice@Example.com",
    "TENREC_BOOTSTRAP_PASSWORD": "mole under the garden",
    "TENREC_BOOTSTRAP_ORGANIZATION": "Garden",
    "TENREC_BOOTSTRAP_PROJECT": "Vegetables",
    "TENREC_BOOTSTRAP_PROJECT_TOKEN": "phc_given",
    "TENREC_BOOTSTRAP_PERSONAL_API_KEY": "phx_1234567890abcdef",
}


def test_bootstrap__given__makes_everything_once(db: None) -> None:
    config = Config.from_env(GIVEN)
    assert bootstrap(config) is None
    assert bootstrap(config) is None
    user = User.objects.get()
    assert user.email == "alice@example.com"
    assert user.check_password("mole under the garden")
    assert Membership.objects.get().level == Membership.Level.OWNER
    assert Organization.objects.get().name == "Garden"
    project = Project.objects.get()
    assert (project.name, project.api_token) == ("Vegetables", "phc_given")
    key = find_key("phx_1234567890abcdef")
    assert key is not None
    assert key.scopes == ["*"]
    assert resolve_token("phc_given") == resolve_token("phx_1234567890abcdef") == project.id


def test_bootstrap__email_and_password_only__the_rest_is_generated(db: None) -> None:
    few = {name: GIVEN[name] for name in list(GIVEN)[:2]}
    assert bootstrap(Config.from_env(few)) is None
    assert Project.objects.get().api_token.startswith("phc_")
    assert not PersonalAPIKey.objects.exists()


def test_bootstrap__a_user_exists__no_link(alice: User) -> None:
    assert bootstrap(Config.from_env({})) is None
    assert bootstrap(Config.from_env(GIVEN)) is None
    assert User.objects.count() == 1


def test_bootstrap__impossible_value__one_clear_error_and_nothing_made(db: None) -> None:
    long = {**GIVEN, "TENREC_BOOTSTRAP_ORGANIZATION": "x" * 65}
    with pytest.raises(SettingRefused, match="TENREC_BOOTSTRAP_ORGANIZATION"):
        bootstrap(Config.from_env(long))
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_link__two_at_the_same_moment__one_account() -> None:
    token = renew_setup_link()
    outcomes: list[str] = []
    gate = threading.Barrier(4)

    def try_it(number: int) -> None:
        gate.wait()
        try:
            sign_up_by_link(
                token,
                email=f"user{number}@example.com",
                password="mole under the garden",
                first_name="A",
                organization="",
            )
            outcomes.append("made")
        except Forbidden:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "refused", "refused", "refused"]
    assert User.objects.count() == Project.objects.count() == 1
