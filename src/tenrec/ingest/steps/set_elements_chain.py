"""Writes the clicked elements of `$autocapture` as one string that actions can match."""

from typing import Any

from tenrec.core.event import DropReason, Event
from tenrec.core.jsontext import dumps
from tenrec.ingest.context import BatchContext
from tenrec.ingest.cut import cut_utf16

_TEXT_UNITS = 400
_HREF_UNITS = 2048


def set_elements_chain(event: Event, context: BatchContext) -> DropReason | None:
    properties = event.properties
    if "$elements_chain" not in properties and "$elements" not in properties:
        return None
    chain, elements = properties.pop("$elements_chain", None), properties.pop("$elements", None)
    if isinstance(chain, str) and chain:
        event.elements_chain = chain
    elif isinstance(elements, list):
        event.elements_chain = elements_to_chain(elements)
    return None


def elements_to_chain(elements: list[Any]) -> str:
    """The chain of the elements, the clicked one first; what is no element is left out."""
    return ";".join(_element(each) for each in elements if isinstance(each, dict))


def _element(element: dict[str, Any]) -> str:
    attributes = {key: value for key, value in element.items() if key.startswith("attr__")}
    pairs: dict[str, Any] = {
        "nth-child": _number(element.get("nth_child")),
        "nth-of-type": _number(element.get("nth_of_type")),
        "text": _cut(element.get("$el_text"), _TEXT_UNITS),
        "href": _cut(element.get("attr__href"), _HREF_UNITS),
        "attr_id": element.get("attr__id"),
    }
    pairs = {key: value for key, value in pairs.items() if value not in (None, "")} | attributes
    classes = "".join("." + name.replace('"', "") for name in sorted(_classes(element)))
    texts = (f'{_escape(key)}="{_escape(_text(pairs[key]))}"' for key in sorted(pairs))
    return f"{_text(element.get('tag_name'))}{classes}:{''.join(texts)}"


def _classes(element: dict[str, Any]) -> list[str]:
    value = element.get("attr__class")
    if isinstance(value, str):
        return value.split()
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _number(value: Any) -> Any:
    return 0 if value is None else value


def _cut(value: Any, length: int) -> Any:
    return cut_utf16(value, length) if isinstance(value, str) else value


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else dumps(value).decode()


def _escape(text: str) -> str:
    return text.replace('"', '\\"')
