"""A group as the API shows it, and what may be asked of it."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from tenrec.rest.fields import ExactObject
from tenrec.rest.sizes import fits


class GroupSerializer(serializers.Serializer[Any]):
    """A company, or whatever a project groups its events by."""

    group_type_index = serializers.IntegerField()
    group_key = serializers.CharField()
    group_properties = ExactObject()
    created_at = serializers.DateTimeField()


class FoundGroupSerializer(GroupSerializer):
    """A group with the notebook about it."""

    notebook = serializers.CharField(allow_null=True, help_text="Short id; none are made here.")


@extend_schema_serializer(many=False)
class GroupPageSerializer(serializers.Serializer[Any]):
    """A page of groups; `next` is the address of the one after."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = GroupSerializer(many=True)


class NewGroupSerializer(serializers.Serializer[Any]):
    """A group to make."""

    group_type_index = serializers.IntegerField(min_value=0, max_value=4)
    group_key = serializers.CharField(max_length=400, trim_whitespace=False)
    group_properties = serializers.DictField(required=False, allow_null=True)

    def validate_group_properties(self, value: dict[str, Any] | None) -> dict[str, Any]:
        fits(value)
        return value or {}


class GroupPropertySerializer(serializers.Serializer[Any]):
    """One property to set."""

    key = serializers.CharField(max_length=400, trim_whitespace=False)
    value = serializers.JSONField(help_text="Any JSON value but null.")

    def validate_value(self, value: Any) -> Any:
        return fits(value)


class ValueSerializer(serializers.Serializer[Any]):
    """A value or a name, and how many groups have it."""

    name = serializers.JSONField()
    count = serializers.IntegerField()


class RelatedSerializer(serializers.Serializer[Any]):
    """A person or a group with whom the one asked about has events in common."""

    type = serializers.ChoiceField(["person", "group"])
    id = serializers.CharField(help_text="Uuid of the person, or key of the group.")
    group_type_index = serializers.IntegerField(required=False)
    name = serializers.CharField(required=False)
    distinct_ids = serializers.ListField(child=serializers.CharField(), required=False)
    properties = ExactObject()
    created_at = serializers.DateTimeField(allow_null=True)
