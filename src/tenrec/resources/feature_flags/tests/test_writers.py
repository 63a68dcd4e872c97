"""Two who change flags of one project at the same time: nothing of either is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.flags.models import FeatureFlag

from .conftest import EVERYBODY, for_those, made, needs

pytestmark = pytest.mark.django_db(transaction=True)
Work = Callable[[], Any]


def at_once(*works: Work) -> list[int]:
    """The statuses of their answers."""
    start = Barrier(len(works))

    def done(work: Work) -> int:
        start.wait(10)
        try:
            return int(work().status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(done, works))


def test_two_fields__changed_at_once__both_stay(alice: User, home: str, with_key: Caller) -> None:
    one, other = with_key(alice), with_key(alice)
    flag = made(one, home, "a")
    path = f"{home}/{flag['id']}/"
    for number in range(8):
        answers = at_once(
            lambda number=number: one.patch(path, {"name": f"{number}"}, format="json"),
            lambda number=number: other.patch(path, {"tags": [f"{number}"]}, format="json"),
        )
        assert answers == [200, 200]
        stored = FeatureFlag.objects.get(pk=flag["id"])
        assert (stored.name, stored.tags) == (f"{number}", [f"{number}"])
    assert stored.version == 17


def test_circle__closed_from_both_ends_at_once__is_refused_at_one(
    alice: User, home: str, with_key: Caller
) -> None:
    clients = with_key(alice), with_key(alice)
    for number in range(5):
        pair = [made(clients[0], home, f"{name}{number}") for name in "ab"]
        works = [
            lambda client=client, one=one, other=other: client.patch(
                f"{home}/{one['id']}/", {"filters": for_those(needs(other))}, format="json"
            )
            for client, one, other in zip(clients, pair, reversed(pair), strict=True)
        ]
        assert sorted(at_once(*works)) == [200, 400]


def test_key__taken_at_once__by_one(
    alice: User, home: str, project: Project, with_key: Caller
) -> None:
    clients = with_key(alice), with_key(alice)
    gone = made(clients[0], home, "a")
    body = {"key": "a", "filters": EVERYBODY}
    for _ in range(5):
        clients[0].patch(f"{home}/{gone['id']}/", {"deleted": True}, format="json")
        works = [
            lambda client=client: client.post(f"{home}/", body, format="json") for client in clients
        ]
        assert sorted(at_once(*works)) == [201, 400]
        gone = {"id": FeatureFlag.objects.get(project=project, key="a").pk}
