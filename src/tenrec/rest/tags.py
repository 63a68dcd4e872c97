"""Tags: short words on an object, kept as a JSON list beside it."""

import json
from typing import Any

from django.db import connection
from django.db.models import Q
from rest_framework import serializers

_LONGEST = 255
_MOST = 100


class TagsField(serializers.ListField):
    """A list of words; what is given replaces what was there. Lower case, each once."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("help_text", "Words to find this by; a new list replaces the old one.")
        child = serializers.CharField(max_length=_LONGEST)
        super().__init__(child=child, max_length=_MOST, **options)

    def to_internal_value(self, data: Any) -> list[str]:
        words = super().to_internal_value(data)
        return list(dict.fromkeys(word.strip().lower() for word in words))


def has_tag(tag: str, field: str = "tags") -> Q:
    """The condition that the object has this tag, on SQLite and PostgreSQL."""
    tag = tag.strip().lower()
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__contains": [tag]})
    return Q(**{f"{field}__icontains": json.dumps(tag)})
