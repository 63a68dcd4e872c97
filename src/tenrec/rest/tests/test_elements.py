"""Elements of a click, read back from their text."""

import pytest

from tenrec.rest.elements import read_elements

CHAIN = (
    'button.primary.wide:attr__class="primary wide"attr__id="buy"attr_id="buy"'
    'nth-child="2"nth-of-type="1"text="Buy";div:nth-child="0"nth-of-type="0"'
)


def test_chain__two_elements__fields_and_attributes() -> None:
    button, div = read_elements(CHAIN)
    assert button == {
        "text": "Buy",
        "tag_name": "button",
        "attr_class": ["primary", "wide"],
        "href": None,
        "attr_id": "buy",
        "nth_child": 2,
        "nth_of_type": 1,
        "attributes": {"attr__class": "primary wide", "attr__id": "buy"},
        "order": 0,
    }
    assert (div["tag_name"], div["attr_class"], div["order"]) == ("div", None, 1)


def test_chain__quotes_semicolons_and_colons_inside__stay_inside() -> None:
    (link,) = read_elements(
        r'a.md:flex.x:href="https://a.b/?x=1;y=2"nth-child="1"text="say \"hi\"; bye"'
    )
    assert link["attr_class"] == ["md:flex", "x"]
    assert link["href"] == "https://a.b/?x=1;y=2"
    assert link["text"] == 'say "hi"; bye'


@pytest.mark.parametrize(
    "chain", ["", ";", ";;;", '"', 'a:"', "a:b", ':="', 'a:x="' + "\\" * 2001, 'a.:x="1', "=" * 999]
)
def test_chain__nonsense__no_failure(chain: str) -> None:
    assert isinstance(read_elements(chain), list)


def test_chain__no_elements__empty() -> None:
    assert read_elements("") == []
