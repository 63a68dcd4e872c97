"""Pinned tabs and the first page."""

import json
from typing import Any

import pytest

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller

ME = "/api/user_home_settings/@me/"
TAB = {"pathname": "/project/1/insights", "title": "Insights", "sceneParams": {"b": 1, "a": 2}}


def test_nothing_chosen__empty(alice: User, project: Project, with_key: Caller) -> None:
    assert with_key(alice).get(ME).json() == {"tabs": [], "homepage": None}


def test_patch__what_is_not_sent_stays(alice: User, project: Project, with_key: Caller) -> None:
    client = with_key(alice)
    first = client.patch(ME, {"tabs": [TAB, {}]}, format="json")
    assert first.json() == {"tabs": [{**TAB, "pinned": True}], "homepage": None}
    second = client.patch(ME, {"homepage": TAB}, format="json")
    assert second.json() == {"tabs": [{**TAB, "pinned": True}], "homepage": {**TAB, "pinned": True}}
    mine = client.get(f"/api/user_home_settings/{alice.uuid}/").json()
    assert json.dumps(mine) == json.dumps(second.json())
    third = client.patch(ME, {"homepage": {}}, format="json").json()
    assert third["homepage"] is None


def test_each_project__its_own(
    alice: User, project: Project, second_project: Project, with_key: Caller
) -> None:
    client = with_key(alice)
    for place, title in ((project, "One"), (second_project, "Two")):
        User.objects.filter(pk=alice.pk).update(current_project=place)
        client.patch(ME, {"tabs": [{"title": title}]}, format="json")
    User.objects.filter(pk=alice.pk).update(current_project=project)
    assert client.get(ME).json()["tabs"] == [{"title": "One", "pinned": True}]


def test_another_user__403(alice: User, project: Project, with_key: Caller) -> None:
    other = "/api/user_home_settings/0190aa00-1111-7222-8333-444455556666/"
    assert with_key(alice).get(other).status_code == 403
    assert with_key(alice).patch(other, {}, format="json").status_code == 403


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"tabs": "x"}, "tabs"),
        ({"tabs": [{"title": "x" * 500}]}, "tabs__0__title"),
        ({"tabs": [{"title": "x"}] * 201}, "tabs"),
        ({"homepage": 5}, "homepage"),
        ({"homepage": {"sceneParams": ["x" * 100_000] * 6}}, "homepage"),
    ],
)
def test_bad_tabs__400_names_them(
    alice: User, project: Project, with_key: Caller, body: Any, attr: str
) -> None:
    answer = with_key(alice).patch(ME, body, format="json")
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)
    assert with_key(alice).get(ME).json()["tabs"] == []
