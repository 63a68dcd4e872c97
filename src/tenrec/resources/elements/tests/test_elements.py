"""What visitors click on, counted."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils.timezone import now

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.store.base import Batch, EventStore

BUY = 'button.big:attr__data-id="7"attr__class="big"nth-child="1"text="Buy \\"now\\""'
HOME = 'a:attr_id="home"href="/"nth-child="2"text="Home"'
COLUMNS = ["team_id", "uuid", "event", "timestamp", "distinct_id", "properties", "elements_chain"]
Click = Callable[..., None]
PATH = "/api/projects/@current/elements/stats/"


@pytest.fixture
def click(store: EventStore, project: Project) -> Click:
    def clicked(chain: str, event: str = "$autocapture", **more: Any) -> None:
        at: datetime = more.get("at", now())
        row = [
            str(more.get("team_id", project.id)), str(uuid4()), event,
            at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"), "mole",
            json.dumps(more.get("properties", {})), chain,
        ]  # fmt: skip
        line = "\t".join(cell.replace("\\", "\\\\") for cell in row) + "\n"
        store.insert(Batch("events", COLUMNS, line.encode(), f"test-{uuid4()}"))

    return clicked


def asked(caller: Any, path: str = PATH, **params: Any) -> Any:
    answer = caller.get(path, params)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_stats__counts_places_most_clicked_first(
    alice: User, project: Project, click: Click, with_key: Caller, charlies_project: Project
) -> None:
    for _ in range(2):
        click(BUY)
    click(HOME)
    click(HOME, "$rageclick")
    click("", "$autocapture")
    click(BUY, "seen")
    click(BUY, team_id=charlies_project.id)
    click(BUY, at=now() - timedelta(days=9))
    body = asked(with_key(alice, "element:read"))
    found = [(one["count"], one["type"], one["elements"][0]["text"]) for one in body["results"]]
    assert found == [
        (2, "$autocapture", 'Buy "now"'),
        (1, "$autocapture", "Home"),
        (1, "$rageclick", "Home"),
    ]
    assert (body["next"], body["previous"]) == (None, None)
    hashes = [one["hash"] for one in body["results"]]
    assert hashes[1] == hashes[2] != hashes[0]
    assert body["results"][0]["elements"][0]["attributes"] == {
        "attr__data-id": "7",
        "attr__class": "big",
    }


def test_stats__narrowed(alice: User, project: Project, click: Click, with_key: Caller) -> None:
    click(BUY, properties={"$current_url": "https://shop.test/"})
    click(BUY, "$dead_click", properties={"$current_url": "https://shop.test/cart"})
    click(HOME, at=now() - timedelta(days=20))
    caller = with_key(alice)
    every = ["$autocapture", "$rageclick"]
    for include in (json.dumps(every), ",".join(every), every):
        kinds = [one["type"] for one in asked(caller, include=include)["results"]]
        assert kinds == ["$autocapture"]
    old = asked(caller, date_from="-30d", date_to="-10d")["results"]
    assert [one["elements"][0]["text"] for one in old] == ["Home"]
    url = json.dumps([{"key": "$current_url", "value": "cart", "operator": "icontains"}])
    assert [one["type"] for one in asked(caller, properties=url)["results"]] == ["$dead_click"]
    one = asked(caller, data_attributes="data-*", limit=1)["results"][0]
    assert one["elements"][0]["attributes"] == {"attr__data-id": "7"}


def test_stats__a_day_is_one_of_the_project(
    alice: User, project: Project, click: Click, with_key: Caller
) -> None:
    project.timezone = "America/New_York"
    project.save()
    click(BUY, at=datetime(2026, 3, 5, 2, tzinfo=UTC))  # still the 4th there
    caller = with_key(alice)
    for day, count in (("2026-03-04", 1), ("2026-03-05", 0)):
        assert len(asked(caller, date_from=day, date_to=day)["results"]) == count


def test_stats__test_accounts_left_out(
    alice: User, project: Project, click: Click, with_key: Caller
) -> None:
    project.test_account_filters = [{"key": "is_test", "value": ["yes"], "operator": "is_not"}]
    project.save()
    click(BUY, properties={"is_test": "yes"})
    caller = with_key(alice)
    assert len(asked(caller)["results"]) == 1
    assert asked(caller, filter_test_accounts="true")["results"] == []


def test_stats__pages_followed_to_the_end__each_place_once(
    alice: User, project: Project, click: Click, with_key: Caller
) -> None:
    for number in range(5):
        click(f'a:text="{number}"')
    caller, link, texts = with_key(alice), f"{PATH}?limit=2", []
    while link:
        body = asked(caller, link)
        texts += [one["elements"][0]["text"] for one in body["results"]]
        link = body["next"]
    assert sorted(texts) == list("01234")
    assert "offset=2" in body["previous"]


@pytest.mark.parametrize(
    ("params", "attr"),
    [
        ({"include": "seen"}, "include"),
        ({"include": "[1]"}, "include"),
        ({"limit": "x"}, "limit"),
        ({"offset": "9999999"}, "offset"),
        ({"sampling_factor": "2"}, "sampling_factor"),
        ({"sampling_factor": "nan"}, "sampling_factor"),
        ({"date_from": "soon"}, "date_from"),
        ({"date_to": "-"}, "date_to"),
        ({"properties": "{"}, "properties"),
        ({"properties": '[{"type":"hogql","key":"nothing_like_it = 1"}]'}, "properties"),
        ({"data_attributes": ",".join("x" * 200)}, "data_attributes"),
    ],
)
def test_stats__bad_parameter__400_names_it(
    alice: User, store: EventStore, with_key: Caller, params: dict[str, str], attr: str
) -> None:
    answer = with_key(alice).get(PATH, params)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)


def test_values__of_a_field(alice: User, project: Project, click: Click, with_key: Caller) -> None:
    for chain in (BUY, HOME, HOME):
        click(chain)
    caller, path = with_key(alice), "/api/element/values/"
    assert asked(caller, path, key="text") == [{"name": "Home"}, {"name": 'Buy "now"'}]
    assert asked(caller, path, key="text", value="bu") == [{"name": 'Buy "now"'}]
    assert asked(caller, path, key="tag_name") == [{"name": "a"}, {"name": "button"}]
    assert asked(caller, path, key="href") == [{"name": "/"}]
    assert asked(caller, path, key="order") == []
    assert caller.get(path).json()["attr"] == "key"
