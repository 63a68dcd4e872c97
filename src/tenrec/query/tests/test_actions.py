"""Actions, asked of events by the engine itself."""

from typing import Any

import pytest

from tenrec.core.errors import QueryRefused
from tenrec.ingest.steps.set_elements_chain import elements_to_chain
from tenrec.query.actions import action_condition
from tenrec.store.base import EventStore

from .conftest import Team

URL = "https://shop.test/cart_1/pay?a=100%25"
CLICK = elements_to_chain(
    [
        {"tag_name": "span", "$el_text": 'Pay "now"'},
        {"tag_name": "a", "attr__href": "/pay/now", "attr__class": "btn", "$el_text": "Pay"},
        {"tag_name": "div", "attr__id": "cart"},
    ]
)


@pytest.fixture(scope="module")
def team(store: EventStore) -> Team:
    team = Team(store, 670_002)
    team.event("$autocapture", elements_chain=CLICK, properties={"$current_url": URL, "n": 1})
    team.event("$pageview", properties={"$current_url": URL, "n": 2})
    team.event("order_paid", properties={"n": 3})
    team.event("with_elements", elements_chain=CLICK)
    return team


def names(team: Team, steps: list[dict[str, Any]], query: str = "") -> list[str]:
    """The events that meet the action."""
    team.actions = {"it": action_condition(steps), 7: action_condition(steps)}
    query = query or "select event from events where matchesAction('it') order by event"
    return [row[0] for row in team.rows(query)]


CLICKED = {"event": "$autocapture"}
ALL = ["$autocapture", "$pageview", "order_paid", "with_elements"]


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([], ALL),
        ([{}], ALL),
        ([{"event": None, "url": None, "properties": []}], ALL),
        ([{"event": "order_paid"}], ["order_paid"]),
        ([{"event": "order_paid"}, {"event": "$pageview"}], ["$pageview", "order_paid"]),
        ([CLICKED | {"selector": "a.btn"}], ["$autocapture"]),
        ([CLICKED | {"selector": "#cart > a > span"}], ["$autocapture"]),
        ([CLICKED | {"selector": "#cart > span"}], []),
        ([CLICKED | {"tag_name": "a"}], ["$autocapture"]),
        ([CLICKED | {"tag_name": "form"}], []),
        ([CLICKED | {"text": "Pay"}], ["$autocapture"]),
        ([CLICKED | {"text": 'Pay "now"'}], ["$autocapture"]),
        ([CLICKED | {"text": "Pa"}], []),
        ([CLICKED | {"text": "pAY", "text_matching": "contains"}], ["$autocapture"]),
        ([CLICKED | {"text": "P_y", "text_matching": "contains"}], []),
        ([CLICKED | {"text": "^Pa.$", "text_matching": "regex"}], ["$autocapture"]),
        ([CLICKED | {"text": "^a", "text_matching": "regex"}], []),
        ([CLICKED | {"href": "/pay/now"}], ["$autocapture"]),
        ([CLICKED | {"href": "/pay"}], []),
        ([CLICKED | {"href": "PAY", "href_matching": "contains"}], ["$autocapture"]),
        ([CLICKED | {"href": "w$", "href_matching": "regex"}], ["$autocapture"]),
        ([CLICKED | {"href": "", "text": "", "selector": ""}], ["$autocapture"]),
        ([{"event": "with_elements", "selector": "form"}], ["with_elements"]),
        ([{"url": URL, "url_matching": "exact"}], ["$autocapture", "$pageview"]),
        ([{"url": "https://shop.test", "url_matching": "exact"}], []),
        ([{"url": "cart_1"}], ["$autocapture", "$pageview"]),
        ([{"url": "cart__"}], []),
        ([{"url": "shop%pay"}], ["$autocapture", "$pageview"]),
        ([{"url": "CART_1", "url_matching": "contains"}], []),
        ([{"url": r"cart_\d/", "url_matching": "regex"}], ["$autocapture", "$pageview"]),
        ([{"event": "$pageview", "url": "cart_1"}], ["$pageview"]),
        ([{"properties": [{"key": "n", "operator": "gt", "value": 2}]}], ["order_paid"]),
        (
            [{"properties": [{"key": "selector", "type": "element", "value": "a"}]}],
            ["$autocapture", "with_elements"],
        ),
        (
            [{"properties": [{"key": "text", "type": "element", "value": ["Pay", "x"]}]}],
            ["$autocapture", "with_elements"],
        ),
        (
            [{"properties": [
                {"key": "href", "type": "element", "operator": "is_not", "value": "/pay/now"}]}],
            ["$pageview", "order_paid"],
        ),
        ([{"event": "x') or 1=1 --"}], []),
    ],
)  # fmt: skip
def test_action__steps__are_met_by(team: Team, steps: list[Any], found: list[str]) -> None:
    assert names(team, steps) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("select event from events where not matchesAction('it') order by event", ALL[1:]),
        ("select event from events where matchesAction(7)", ALL[:1]),
        ("select countIf(matchesAction('it')) from events", [1]),
        ("select e.event from events e join events f on e.uuid = f.uuid where matchesAction('it')",
         ALL[:1]),
        ("select * from (select event from events where matchesAction(7))", ALL[:1]),
        ("select matchesAction(7) and matchesAction('it') from events where event = 'order_paid'",
         [0]),
    ],
)  # fmt: skip
def test_matches_action__stands_anywhere(team: Team, query: str, found: list[Any]) -> None:
    step = CLICKED | {"text": "Pay", "url": "cart"}
    assert names(team, [step], query) == found


@pytest.mark.parametrize(
    "query",
    [
        "select matchesAction('nothing') from events",
        "select matchesAction(8) from events",
        "select matchesAction(7.0) from events",
        "select matchesAction(event) from events",
        "select matchesAction() from events",
        "select matchesAction('it', 'it') from events",
        "select matchesAction('it') from persons",
        "select matchesAction('it')",
    ],
)
def test_matches_action__cannot_be_meant__is_refused(team: Team, query: str) -> None:
    with pytest.raises(QueryRefused):
        names(team, [CLICKED], query)


def test_action__bad_selector__is_refused() -> None:
    with pytest.raises(QueryRefused):
        action_condition([CLICKED | {"selector": "a:hover"}])


def test_metadata__action__is_a_condition(team: Team) -> None:
    query = "select event from events where matchesAction('later')"
    node = {"kind": "HogQLMetadata", "query": query, "language": "hogQL"}
    assert team.run({"query": node})["isValid"]
