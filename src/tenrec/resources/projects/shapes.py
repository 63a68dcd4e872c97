"""What the JSON settings of a project may look like; each check raises for what does not fit."""

import math
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from rest_framework.serializers import ValidationError

Check = Callable[[Any], Any]
_DEEPEST = 20
_CURRENCY = re.compile(r"[A-Z]{3}")


def refuse(why: str) -> ValidationError:
    """A setting that does not fit."""
    return ValidationError(why, code="invalid")


def check_storable(value: Any, depth: int = 0) -> None:
    """What every database can keep and give back: no NUL, no endless number, not bottomless."""
    if depth > _DEEPEST:
        raise refuse("This is nested too deeply.")
    match value:
        case str() if "\x00" in value:
            raise ValidationError(
                "Null characters are not allowed.", code="null_characters_not_allowed"
            )
        case float() if not math.isfinite(value):
            raise refuse("This number is too large.")
        case dict():
            for name, inner in value.items():
                check_storable(name, depth + 1)
                check_storable(inner, depth + 1)
        case list():
            for inner in value:
                check_storable(inner, depth + 1)


def texts(most: int = 100, length: int = 400, choices: frozenset[str] | None = None) -> Check:
    """A list of texts."""

    def check(value: Any) -> Any:
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise refuse("Must be a list of texts.")
        if len(value) > most or any(len(text) > length for text in value):
            raise refuse(f"At most {most} texts of {length} characters.")
        if choices is not None and not choices.issuperset(value):
            raise refuse(f"Each must be one of: {', '.join(sorted(choices))}.")
        return value

    return check


def web_addresses(value: Any) -> Any:
    """Addresses of pages; a `*` may stand for a part of the host."""
    found = texts(length=400)([text for text in value or [] if text] if _is_list(value) else value)
    for text in found:
        if not is_web_address(text):
            raise refuse(f"Not an address that starts with http:// or https://: {text[:100]}")
    return found


def is_web_address(text: str) -> bool:
    """Whether it has a scheme of the web and a host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def an_object(value: Any) -> Any:
    """Anything with members."""
    if not isinstance(value, dict):
        raise refuse("Must be an object.")
    return value


def members(**kinds: type | tuple[type, ...]) -> Check:
    """An object; the members that are named here have these types."""

    def check(value: Any) -> Any:
        for name, inner in an_object(value).items():
            kind = kinds.get(name)
            if kind is not None and inner is not None and not _is(inner, kind):
                raise refuse(f"The member {name} has the wrong type.")
        return value

    return check


def each_of(check_one: Check, most: int = 100) -> Check:
    """A list of such things."""

    def check(value: Any) -> Any:
        if not isinstance(value, list):
            raise refuse("Must be a list.")
        if len(value) > most:
            raise refuse(f"At most {most}.")
        return [check_one(inner) for inner in value]

    return check


def flags(value: Any) -> Any:
    """An object of yes and no."""
    if not all(isinstance(inner, bool) for inner in an_object(value).values()):
        raise refuse("Every member must be true or false.")
    return value


def url_trigger(value: Any) -> Any:
    """`{url, matching: "regex"}`."""
    if not isinstance(an_object(value).get("url"), str) or value.get("matching") != "regex":
        raise refuse('Each must be {"url": "…", "matching": "regex"}.')
    return value


def path_cleaning(value: Any) -> Any:
    """`{alias, regex}`: what matches is shown as the alias."""
    if not isinstance(an_object(value).get("regex"), str):
        raise refuse("Each needs a regex.")
    if not isinstance(value.get("alias", ""), str):
        raise refuse("An alias must be a text.")
    return value


def property_filter(value: Any) -> Any:
    """A filter as queries take them: `{key, type, operator, value}`."""
    if not isinstance(an_object(value).get("key"), str) or not value["key"]:
        raise refuse("Every filter needs a key.")
    for name in ("type", "operator"):
        if not isinstance(value.get(name), str | None):
            raise refuse(f"The {name} of a filter must be a text.")
    return value


def linked_flag(value: Any) -> Any:
    """`{id, key, variant}` of the flag that turns recordings on."""
    found = members(id=int, key=str, variant=str)(value)
    if not isinstance(found.get("key"), str):
        raise refuse("The flag needs its key.")
    return found


def currency(text: str) -> None:
    """Three letters of ISO 4217."""
    if not _CURRENCY.fullmatch(text):
        raise refuse("Must be three capital letters, such as EUR.")


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is(value: Any, kind: type | tuple[type, ...]) -> bool:
    if isinstance(value, bool):
        return kind is bool or (isinstance(kind, tuple) and bool in kind)
    return isinstance(value, kind)
