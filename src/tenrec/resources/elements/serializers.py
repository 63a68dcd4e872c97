"""Counted elements as the API shows them."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from tenrec.rest.elements import EventElementSerializer


class ElementStatsSerializer(serializers.Serializer[Any]):
    """How often visitors clicked in one place."""

    count = serializers.IntegerField(help_text="Events with exactly these elements.")
    hash = serializers.CharField(help_text="Of all the elements: the same place, the same hash.")
    type = serializers.CharField(help_text="$autocapture, $rageclick or $dead_click.")
    elements = EventElementSerializer(many=True, help_text="The clicked one first.")


@extend_schema_serializer(many=False)
class ElementStatsPageSerializer(serializers.Serializer[Any]):
    """A page of places, the most clicked first."""

    results = ElementStatsSerializer(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class ElementValueSerializer(serializers.Serializer[Any]):
    """What a field of clicked elements has been."""

    name = serializers.CharField()
