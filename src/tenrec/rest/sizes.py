"""What a caller may put into one event: values that fit, and that can be written at all."""

from typing import Any

from rest_framework import serializers

from tenrec.core.jsontext import dumps

MOST_BYTES = 512 * 1024


def fits(value: Any) -> Any:
    """The value itself; raises ValidationError when it is too large or nested too deeply."""
    try:
        size = len(dumps(value))
    except RecursionError:
        raise serializers.ValidationError("Nested too deeply.", code="invalid") from None
    if size > MOST_BYTES:
        raise serializers.ValidationError("512 kB at most.", code="invalid")
    return value
