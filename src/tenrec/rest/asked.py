"""Query parameters of lists: read, checked, and refused by their name."""

import json
from typing import Any
from uuid import UUID

from django.db.models import Q
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from tenrec.rest.tags import has_tag

_MOST = 1000
_TRUE, _FALSE = {"true", "1", "yes"}, {"false", "0", "no"}


def problem(name: str, why: str, code: str = "invalid") -> ValidationError:
    """The refusal of one parameter or field."""
    return ValidationError({name: [why]}, code=code)


def asked_flag(request: Request, name: str) -> bool | None:
    """true or false; None when it is not asked."""
    text = request.query_params.get(name, "").lower()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text:
        raise problem(name, "Must be true or false.")
    return None


def asked_number(request: Request, name: str) -> int | None:
    """A whole number from 0; None when it is not asked."""
    text = request.query_params.get(name)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise problem(name, "A valid integer is required.")
    return int(text)


def asked_uuid(request: Request, name: str) -> UUID | None:
    """A UUID; None when it is not asked."""
    text = request.query_params.get(name)
    try:
        return UUID(text) if text else None
    except ValueError:
        raise problem(name, "Must be a UUID.") from None


def asked_words(request: Request, name: str) -> list[str] | None:
    """A JSON list of texts, or texts with commas between them; None when it is not asked."""
    text = request.query_params.get(name)
    return words_in(text, name) if text else None


def words_in(text: str, name: str) -> list[str]:
    """The same of a text that is at hand, for a parameter that may be repeated."""
    words: Any = text.split(",")
    if text.lstrip().startswith("["):
        try:
            words = json.loads(text)
        except (ValueError, RecursionError):
            words = None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise problem(name, "Must be a JSON list of texts.")
    if len(words) > _MOST or any("\x00" in word for word in words):
        raise problem(name, f"At most {_MOST:,} texts without null characters.")
    return words


def asked_tags(request: Request, name: str = "tags") -> Q:
    """The condition that an object has any of the tags that are asked for."""
    found = Q()
    for word in asked_words(request, name) or []:
        found |= has_tag(word)
    return found
