"""The elements of a click, read back from the text in which they are stored."""

import re
from typing import Any

from rest_framework import serializers

_ELEMENTS = re.compile(r'(?:[^";]|"(?:\\.|[^"\\])*"?)+')
_PAIR = re.compile(r'([^="]+)="((?:\\.|[^"\\])*)"')
_FIELDS = {"text": "text", "href": "href", "attr_id": "attr_id"}
_COUNTS = {"nth-child": "nth_child", "nth-of-type": "nth_of_type"}

Element = dict[str, Any]


class EventElementSerializer(serializers.Serializer[Any]):
    """An element of the page that was clicked on."""

    text = serializers.CharField(allow_null=True)
    tag_name = serializers.CharField(allow_null=True)
    attr_class = serializers.ListField(child=serializers.CharField(), allow_null=True)
    href = serializers.CharField(allow_null=True)
    attr_id = serializers.CharField(allow_null=True)
    nth_child = serializers.IntegerField(allow_null=True)
    nth_of_type = serializers.IntegerField(allow_null=True)
    attributes = serializers.DictField(child=serializers.CharField())
    order = serializers.IntegerField()


def read_elements(chain: str) -> list[Element]:
    """One object an element, the clicked one first."""
    return [_element(text, order) for order, text in enumerate(_ELEMENTS.findall(chain))]


def _element(text: str, order: int) -> Element:
    head, pairs = _split(text)
    tag, _, classes = head.partition(".")
    element: Element = {
        "text": None,
        "tag_name": tag or None,
        "attr_class": [name for name in classes.split(".") if name] or None,
        "href": None,
        "attr_id": None,
        "nth_child": None,
        "nth_of_type": None,
        "attributes": {},
        "order": order,
    }
    for name, value in _PAIR.findall(pairs):
        value = value.replace('\\"', '"')
        if name in _FIELDS:
            element[_FIELDS[name]] = value
        elif name in _COUNTS:
            element[_COUNTS[name]] = int(value) if value.isdecimal() and len(value) < 10 else None
        else:
            element["attributes"][name] = value
    return element


def _split(text: str) -> tuple[str, str]:
    """Tag and classes, and the pairs: a class may hold colons (`md:flex`), so the last counts."""
    first_quote = text.find('="')
    if first_quote < 0:
        return text.removesuffix(":"), ""
    colon = text.rfind(":", 0, first_quote)
    return text[:colon], text[colon + 1 :]
