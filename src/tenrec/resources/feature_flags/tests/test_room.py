"""A project's flags have limits: their number, their size together, and how many in a row."""

import pytest
from rest_framework.test import APIClient

from tenrec.resources.feature_flags import room
from tenrec.resources.feature_flags.tests.conftest import (
    PRO,
    for_those,
    made,
    needs,
    refused,
)


def test_create__as_many_as_may_be__refused_until_one_is_deleted(
    client: APIClient, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_FLAGS", 2)
    first = made(client, home, "a")
    made(client, home, "b")
    refused(client.post(f"{home}/", {"key": "c"}, format="json"), attr="key")
    client.patch(f"{home}/{first['id']}/", {"deleted": True}, format="json")
    made(client, home, "c")
    back = client.patch(f"{home}/{first['id']}/", {"deleted": False}, format="json")
    refused(back, attr="key")


def test_write__more_characters_than_may_be__refused_and_nothing_changes(
    client: APIClient, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    flag = made(client, home, "a")
    monkeypatch.setattr(room, "MOST_CHARACTERS", 500)
    large = for_those({**PRO, "value": ["x" * 600]})
    address = f"{home}/{flag['id']}/"
    refused(client.patch(address, {"filters": large}, format="json"), attr="filters")
    refused(client.post(f"{home}/", {"key": "b", "filters": large}, format="json"), attr="filters")
    assert client.get(address).json()["filters"] == flag["filters"]
    assert client.patch(address, {"name": "still"}, format="json").status_code == 200


def test_write__too_many_in_a_row__refused_from_both_ends(
    client: APIClient, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "DEEPEST", 4)
    below = made(client, home, "b0")
    for number in (1, 2):
        below = made(client, home, f"b{number}", filters=for_those(needs(below)))
    above = made(client, home, "top")
    over = made(client, home, "over", filters=for_those(needs(above)))
    answer = client.patch(
        f"{home}/{above['id']}/", {"filters": for_those(needs(below))}, format="json"
    )
    refused(answer, attr="filters")
    client.patch(f"{home}/{over['id']}/", {"filters": {"groups": []}}, format="json")
    fits = client.patch(
        f"{home}/{above['id']}/", {"filters": for_those(needs(below))}, format="json"
    )
    assert fits.status_code == 200, fits.content
    again = client.post(
        f"{home}/", {"key": "more", "filters": for_those(needs(above))}, format="json"
    )
    refused(again, attr="filters")
