"""The chain of clicked elements, letter by letter."""

from collections.abc import Callable
from typing import Any

import pytest

from tenrec.ingest.steps.set_elements_chain import set_elements_chain

Make = Callable[..., Any]
BUTTON = {
    "tag_name": "button",
    "$el_text": "Buy",
    "attr__class": "primary wide",
    "attr__id": "buy",
    "nth_child": 2,
    "nth_of_type": 1,
}


def chain_of(event: Make, context: Make, **properties: Any) -> str:
    given = event("$autocapture", **properties)
    assert set_elements_chain(given, context()) is None
    assert "$elements" not in given.properties
    assert "$elements_chain" not in given.properties
    chain: str = given.elements_chain
    return chain


def test_set_elements_chain__elements__are_written_in_order(event: Make, context: Make) -> None:
    assert chain_of(event, context, **{"$elements": [BUTTON, {"tag_name": "div"}]}) == (
        'button.primary.wide:attr__class="primary wide"attr__id="buy"attr_id="buy"'
        'nth-child="2"nth-of-type="1"text="Buy";div:nth-child="0"nth-of-type="0"'
    )


def test_set_elements_chain__ready_string__is_used_as_it_is(event: Make, context: Make) -> None:
    given = {"$elements_chain": "a:href", "$elements": [BUTTON]}
    assert chain_of(event, context, **given) == "a:href"


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ({"tag_name": "a", "attr__href": "/x"}, 'a:attr__href="/x"href="/x"nth-child="0"'),
        ({"tag_name": "a", "attr__class": ["z", "b"]}, 'a.b.z:attr__class="[\\"z\\",\\"b\\"]"'),
        ({"tag_name": "a", "attr__class": '  q"q '}, 'a.qq:attr__class="  q\\"q "'),
        ({"tag_name": "p", "$el_text": 'say "hi"'}, 'text="say \\"hi\\""'),
        ({"tag_name": "p", "$el_text": "x" * 500}, f'text="{"x" * 400}"'),
        ({"tag_name": "p", "attr__n": 2**70}, f'attr__n="{2**70}"'),
        ({"tag_name": None, "attr__ok": None}, ':attr__ok=""nth-child="0"'),
    ],
)
def test_set_elements_chain__one_element__shows_its_parts(
    event: Make, context: Make, element: dict[str, Any], expected: str
) -> None:
    assert expected in chain_of(event, context, **{"$elements": [element, "no element"]})


@pytest.mark.parametrize("junk", [None, 1, {}, [], "", [1, None]])
def test_set_elements_chain__junk__gives_no_chain(event: Make, context: Make, junk: Any) -> None:
    assert chain_of(event, context, **{"$elements": junk, "$elements_chain": junk or None}) == ""
