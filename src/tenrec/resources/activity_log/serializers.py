"""Shapes of the activity log beside its rows."""

from typing import Any

from rest_framework import serializers

from tenrec.rest.audit import ActivitySerializer


class LogRowSerializer(ActivitySerializer):
    """Somebody did something to a thing of a project or of the organization."""

    team_id = serializers.IntegerField(
        source="project_id",
        allow_null=True,
        read_only=True,
        help_text="The project, if it is of one.",
    )

    class Meta(ActivitySerializer.Meta):
        fields = [*ActivitySerializer.Meta.fields, "team_id"]
        read_only_fields = fields


class ImportantChangesSerializer(serializers.Serializer[Any]):
    """What others did to your things."""

    results = LogRowSerializer(many=True)
    last_read = serializers.DateTimeField(allow_null=True, help_text="How far you have read.")


class BookmarkSerializer(serializers.Serializer[Any]):
    """How far you have read."""

    bookmark = serializers.DateTimeField(help_text="The moment of the newest change you saw.")


class UserFilterSerializer(serializers.Serializer[Any]):
    """A user who is in the log."""

    value = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not the field's own


class WordFilterSerializer(serializers.Serializer[Any]):
    """A word that is in the log."""

    value = serializers.CharField()


class StaticFiltersSerializer(serializers.Serializer[Any]):
    """What can be chosen."""

    users = UserFilterSerializer(many=True)
    scopes = WordFilterSerializer(many=True)
    activities = WordFilterSerializer(many=True)


class AvailableFiltersSerializer(serializers.Serializer[Any]):
    """What the log has, to choose filters from."""

    static_filters = StaticFiltersSerializer()
