"""The cast of every test about access: Alice (owner), Bob (member), Charlie (stranger)."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from tenrec.accounts.keys import create_key
from tenrec.accounts.models import Membership, Organization, PersonalAPIKey, Project, User

PASSWORD = "mole under the garden"
_last_project = 500_000


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    """Rate limits and log-in failures of one test are not another's."""
    cache.clear()


def new_project(organization: Organization, name: str) -> Project:
    """A project whose id no other test has: the event store outlives a test."""
    global _last_project
    _last_project += 1
    return Project.objects.create(id=_last_project, organization=organization, name=name)


def new_user(name: str, organization: Organization, level: int) -> User:
    """A member without a password, which would cost time to hash."""
    user = User(email=f"{name.lower()}@example.com", first_name=name)
    user.set_unusable_password()
    user.save()
    Membership.objects.create(user=user, organization=organization, level=level)
    return user


@pytest.fixture
def garden(db: None) -> Organization:
    return Organization.objects.create(name="Garden")


@pytest.fixture
def project(garden: Organization) -> Project:
    return new_project(garden, "Vegetables")


@pytest.fixture
def second_project(garden: Organization, project: Project) -> Project:
    return new_project(garden, "Flowers")


@pytest.fixture
def alice(garden: Organization, project: Project) -> User:
    """Owner of the garden, in the first project."""
    user = new_user("Alice", garden, Membership.Level.OWNER)
    user.current_project = project
    user.save()
    return user


@pytest.fixture
def bob(garden: Organization, project: Project) -> User:
    """Member of the garden."""
    return new_user("Bob", garden, Membership.Level.MEMBER)


@pytest.fixture
def desert(db: None) -> Organization:
    return Organization.objects.create(name="Desert")


@pytest.fixture
def charlies_project(desert: Organization) -> Project:
    return new_project(desert, "Cacti")


@pytest.fixture
def charlie(desert: Organization, charlies_project: Project) -> User:
    """Owner of the desert, a stranger in the garden."""
    return new_user("Charlie", desert, Membership.Level.OWNER)


Caller = Callable[..., APIClient]


@pytest.fixture
def with_key() -> Caller:
    """A client that carries a new personal API key of the user."""

    def make(user: User, *scopes: str, **limits: Any) -> APIClient:
        _, value = create_key(user, "Test", scopes=scopes or ("*",), **limits)
        return bearer(value)

    return make


@pytest.fixture
def with_session() -> Caller:
    """A client with a session and its CSRF token, as a browser has them."""

    def make(user: User) -> APIClient:
        client = APIClient(enforce_csrf_checks=True)
        client.force_login(user)
        mark_session(client, seen_at=time.time(), proved_at=time.time())
        token = csrf_token(client)
        client.credentials(HTTP_X_CSRFTOKEN=token)
        return client

    return make


def mark_session(client: APIClient, **marks: float) -> None:
    """What a real log-in leaves in the session: when it was proved, when it was seen."""
    session = client.session
    session.update(marks)
    session.save()


def bearer(value: str) -> APIClient:
    """A client that sends this value as its key."""
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {value}")
    return client


def csrf_token(client: APIClient) -> str:
    """What the page reads from the cookie."""
    client.get("/_preflight/")
    return client.cookies["posthog_csrftoken"].value


def key_of(client: APIClient) -> PersonalAPIKey:
    """The key that the client carries."""
    from tenrec.accounts.keys import find_key

    found = find_key(client._credentials["HTTP_AUTHORIZATION"].removeprefix("Bearer "))
    assert found is not None
    return found
