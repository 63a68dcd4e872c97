"""Selectors, asked of chains of elements by the engine itself."""

import pytest

from tenrec.ingest.steps.set_elements_chain import elements_to_chain
from tenrec.query.selectors import SelectorRefused, selector_regex, tag_regex
from tenrec.store.base import EventStore

CHAIN = elements_to_chain(
    [
        {"tag_name": "span", "$el_text": 'Buy; "now"', "nth_child": 1},
        {
            "tag_name": "button",
            "attr__class": "btn md:flex w-1/2 primary",
            "attr__id": "buy",
            "attr__data-attr": "cart; buy",
            "attr__aria-label": "Buy it",
            "nth_child": 2,
            "nth_of_type": 1,
        },
        {"tag_name": "a", "attr__href": "/shop?x=1", "$el_text": "Shop"},
        {"tag_name": "div", "attr__class": "wide", "attr__style": "color: red; top: 1px"},
        {"tag_name": "body"},
    ]
)


def _matches(store: EventStore, regex: str, chain: str = CHAIN) -> bool:
    rows = store.select("SELECT match({c:String}, {r:String})", {"c": chain, "r": regex}).rows
    return bool(rows[0][0])


@pytest.mark.parametrize(
    "selector",
    [
        "span",
        "button",
        "body",
        "*",
        "button.primary",
        ".primary.btn",
        "button.btn.md\\:flex",
        ".md:flex",
        ".w-1/2",
        "#buy",
        "button#buy.primary",
        '[id="buy"]',
        "[data-attr]",
        '[data-attr="cart; buy"]',
        "button[data-attr='cart; buy'][aria-label=\"Buy it\"]",
        '[aria-label="Buy it"][data-attr="cart; buy"]',
        '[data-attr^="cart"]',
        '[data-attr$="buy"]',
        '[data-attr*="t; b"]',
        "[class~=primary]",
        "button:nth-child(2)",
        "button:nth-child(2):nth-of-type(1)",
        "button > span",
        "div button",
        "div span",
        "div > a > button > span",
        "a[href='/shop?x=1'] > button",
        "a[href^='/shop'] span",
        "body * span",
        "nav, button",
        "nav ,button",
        ":nth-child(1)",
        "[text='Shop']",
        '[text="Buy; \\"now\\""]',
    ],
)
def test_selector__describes_an_element__matches(store: EventStore, selector: str) -> None:
    assert _matches(store, selector_regex(selector))


@pytest.mark.parametrize(
    "selector",
    [
        "butto",
        "utton",
        "nav",
        "now",
        "red",
        "top",
        "button.prim",
        "button.wide",
        "span.primary",
        ".flex",
        "#bu",
        "#buy.wide",
        "button#buy[href]",
        '[data-attr="cart"]',
        '[data-attr="buy"]',
        '[data-attr^="buy"]',
        "[attr]",
        "[label]",
        "button:nth-child(1)",
        "a > span",
        "span > button",
        "span button",
        "button button",
        "body > button",
        "div > button",
        "nav, header",
        "[text='Sho']",
    ],
)
def test_selector__describes_no_element__does_not(store: EventStore, selector: str) -> None:
    assert not _matches(store, selector_regex(selector))


@pytest.mark.parametrize(
    "selector",
    [
        "",
        "   ",
        ">",
        "> a",
        "a >",
        "a,",
        ",a",
        "a > > b",
        "a + b",
        "a ~ b",
        "a:hover",
        ".btn:hover",
        "a::before",
        "a:not(.x)",
        "a:nth-child(2n)",
        "a[",
        "a[x",
        "a[x='1]",
        "a[=1]",
        ".",
        "#",
        ".a button#x div{}",
        "#x div(",
        ".a*",
        "a b c " * 20,
        "a" * 2_001,
    ],
)
def test_selector__unreadable__is_refused(selector: str) -> None:
    with pytest.raises(SelectorRefused):
        selector_regex(selector)


@pytest.mark.parametrize(
    ("chain", "tag", "found"),
    [
        ("a", "a", True),
        ("a.b", "a", True),
        ("a:href", "a", True),
        ("a;div", "div", True),
        ("ab:", "a", False),
        ("div.a:", "a", False),
        ('div:text="x;a"', "a", False),
        ("", "a", False),
        ("x.y:", ".y", False),
    ],
)
def test_tag__in_a_chain(store: EventStore, chain: str, tag: str, found: bool) -> None:
    assert _matches(store, tag_regex(tag), chain) is found


@pytest.mark.parametrize("text", ["'", '"', "\\", "(", "[a]", "${x}", "{p0:String}", "ä", "a\\"])
def test_attribute__any_value__is_only_a_value(store: EventStore, text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    chain = elements_to_chain([{"tag_name": "a", "attr__x": text}, {"tag_name": "b"}])
    assert _matches(store, selector_regex(f'[x="{quoted}"]'), chain)
    assert not _matches(store, selector_regex(f'[x="{quoted}!"]'), chain)
