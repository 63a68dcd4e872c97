"""Limits shared by a project, for personal keys only."""

import pytest
from django.test import override_settings

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.rest import throttles
from tenrec.rest.throttles import LIMITS, Window


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "crud", (Window(60, 3), Window(3600, 5)))
    monkeypatch.setitem(LIMITS, "analytics", (Window(60, 2), Window(3600, 5)))


class Clock:
    """Stands still until it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_800_000_000.0
        monkeypatch.setattr(throttles.time, "time", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_limits__are_those_of_the_documents() -> None:
    assert LIMITS["crud"] == (Window(60, 480), Window(3600, 4800))
    assert LIMITS["analytics"] == (Window(60, 240), Window(3600, 1200))


@pytest.mark.usefixtures("_small")
def test_limit__shared_by_all_keys_of_the_project(
    alice: User,
    bob: User,
    project: Project,
    second_project: Project,
    with_key: Caller,
    clock: Clock,
) -> None:
    path = f"/api/projects/{project.id}/"
    one, two = with_key(alice), with_key(bob)
    assert [c.get(path).status_code for c in (one, two, one)] == [200] * 3
    answer = two.get(path)
    assert answer.status_code == 429
    assert answer["Retry-After"] == str(int(answer["Retry-After"]))
    wait = int(answer["Retry-After"])
    assert 0 < wait <= 120
    assert answer.json() == {
        "type": "throttled_error",
        "code": "throttled",
        "detail": f"Request was throttled. Expected available in {wait} seconds.",
        "attr": None,
    }
    assert one.get(f"/api/projects/{second_project.id}/").status_code == 200
    clock.now += wait
    assert two.get(path).status_code == 200


@pytest.mark.usefixtures("_small")
def test_limit__hour__counts_too(
    alice: User, project: Project, with_key: Caller, clock: Clock
) -> None:
    client, path = with_key(alice), f"/api/projects/{project.id}/"
    for _ in range(5):
        assert client.get(path).status_code == 200
        clock.now += 70
    answer = client.get(path)
    assert answer.status_code == 429
    clock.now += int(answer["Retry-After"])
    assert client.get(path).status_code == 200


@pytest.mark.usefixtures("_small")
def test_limit__analytics__has_its_own_smaller_one(
    alice: User, project: Project, with_key: Caller, clock: Clock
) -> None:
    client = with_key(alice)
    path = f"/api/projects/{project.id}/persons/"
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get(f"/api/projects/{project.id}/").status_code == 200


@pytest.mark.usefixtures("_small")
def test_limit__session__is_free(alice: User, project: Project, with_session: Caller) -> None:
    client = with_session(alice)
    assert {client.get("/api/projects/@current/").status_code for _ in range(9)} == {200}


@pytest.mark.usefixtures("_small")
@override_settings(RATE_LIMITS=False)
def test_limit__switched_off__nobody_waits(alice: User, project: Project, with_key: Caller) -> None:
    client = with_key(alice)
    assert {client.get("/api/projects/@current/").status_code for _ in range(9)} == {200}


def test_throttle__shared_cache_is_down__lets_through(
    alice: User, project: Project, with_key: Caller
) -> None:
    nobody = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
    }
    with override_settings(CACHES={"default": nobody}, RATE_LIMITS=True):
        answer = with_key(alice).get(f"/api/projects/{project.id}/")
    assert answer.status_code == 200
