"""Kinds of groups and their measures as the API shows them."""

from typing import Any

from rest_framework import serializers

from tenrec.persons.models import GroupType
from tenrec.resources.groups_types.models import GroupMetric

_MOST_COLUMNS = 100


class GroupTypeSerializer(serializers.ModelSerializer[GroupType]):
    """A kind of group; its index is the N of `$group_N`."""

    group_type = serializers.CharField(source="name", read_only=True)
    group_type_index = serializers.IntegerField(source="index", read_only=True)
    detail_dashboard = serializers.SerializerMethodField(
        help_text="The dashboard that is shown of each of these groups."
    )
    default_columns = serializers.ListField(
        child=serializers.CharField(), allow_null=True, read_only=True
    )

    class Meta:
        model = GroupType
        fields = [
            "group_type",
            "group_type_index",
            "name_singular",
            "name_plural",
            "detail_dashboard",
            "default_columns",
            "created_at",
        ]
        read_only_fields = fields

    def get_detail_dashboard(self, kind: GroupType) -> int | None:
        boards: dict[int, int] = self.context["boards"]
        return boards.get(kind.index)


class GroupTypeChoiceSerializer(serializers.Serializer[Any]):
    """Which kind of groups."""

    group_type_index = serializers.IntegerField(min_value=0, max_value=4)


class GroupTypeNamesSerializer(serializers.Serializer[Any]):
    """How a kind of group is called."""

    group_type_index = serializers.IntegerField(min_value=0, max_value=4)
    name_singular = serializers.CharField(
        max_length=400, required=False, allow_null=True, allow_blank=True
    )
    name_plural = serializers.CharField(
        max_length=400, required=False, allow_null=True, allow_blank=True
    )


class DefaultColumnsSerializer(serializers.Serializer[Any]):
    """The columns of the list of groups of this kind."""

    group_type_index = serializers.IntegerField(min_value=0, max_value=4)
    default_columns = serializers.ListField(
        child=serializers.CharField(max_length=400), max_length=_MOST_COLUMNS
    )


class GroupMetricSerializer(serializers.ModelSerializer[GroupMetric]):
    """A number that is shown of every group of a kind."""

    filters = serializers.DictField(help_text="Which events count, as in an insight's filters.")
    interval = serializers.IntegerField(
        min_value=1, max_value=3650, default=7, help_text="Over how many days."
    )

    class Meta:
        model = GroupMetric
        fields = ["id", "name", "format", "interval", "display", "filters"]
        read_only_fields = ["id"]
