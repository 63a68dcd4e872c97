"""An insight as the API shows it, alone and on a dashboard."""

from typing import Any

from django.apps import apps
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.rest.boards.access import EDIT, VIEW, Rights, live_tiles, restriction_of
from tenrec.rest.boards.fields import LegacyFiltersField, QueryField
from tenrec.rest.boards.results import NOTHING, Results
from tenrec.rest.fields import FolderField
from tenrec.rest.serializers import UserBasicSerializer
from tenrec.rest.tags import TagsField

Insight: Any = apps.get_model("insights", "Insight")
_ANY: dict[str, Any] = {"nullable": True}
_LIST = {"type": "array", "items": {}, "nullable": True}


class TileBasicSerializer(serializers.Serializer[Any]):
    """Where an insight stands."""

    id = serializers.IntegerField(read_only=True)
    dashboard_id = serializers.IntegerField(read_only=True)
    deleted = serializers.BooleanField(read_only=True, allow_null=True)


@extend_schema_field(_LIST)
class _List(serializers.JSONField):
    """A list of anything, or null."""


@extend_schema_field(_ANY)
class _Anything(serializers.JSONField):
    """Whatever the kind of the query answers."""


class InsightSerializer(serializers.ModelSerializer[Any]):
    """A saved question, and its result where one was asked for."""

    query = QueryField(
        required=False, allow_null=True, help_text="What is asked, by `kind`; checked, then kept."
    )
    filters = LegacyFiltersField(
        required=False, help_text="What insights held before queries; kept, not computed."
    )
    tags = TagsField()
    dashboards = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        required=False,
        max_length=1000,
        help_text="Ids of the dashboards on which it stands; a new list replaces the old one.",
    )
    dashboard_tiles = serializers.SerializerMethodField()
    created_by = UserBasicSerializer(read_only=True, allow_null=True)
    last_modified_by = UserBasicSerializer(read_only=True, allow_null=True)
    is_sample = serializers.SerializerMethodField()
    effective_restriction_level = serializers.SerializerMethodField(
        help_text="37 where one of its dashboards is locked, else 21."
    )
    effective_privilege_level = serializers.SerializerMethodField(
        help_text="What the caller may do: 21 view, 37 edit."
    )
    user_access_level = serializers.SerializerMethodField()
    timezone = serializers.SerializerMethodField(help_text="Of the project.")
    alerts = serializers.SerializerMethodField()
    last_viewed_at = serializers.SerializerMethodField()
    result = _Anything(read_only=True, allow_null=True)
    columns = _List(read_only=True, allow_null=True)
    types = _List(read_only=True, allow_null=True)
    hogql = serializers.CharField(read_only=True, allow_null=True)
    hasMore = serializers.BooleanField(read_only=True, allow_null=True)
    last_refresh = serializers.DateTimeField(read_only=True, allow_null=True)
    cache_target_age = serializers.DateTimeField(read_only=True, allow_null=True)
    next_allowed_client_refresh = serializers.DateTimeField(read_only=True, allow_null=True)
    is_cached = serializers.BooleanField(read_only=True)
    query_status = _Anything(read_only=True, allow_null=True)
    _create_in_folder = FolderField()

    class Meta:
        model = Insight
        fields = [
            "id",
            "short_id",
            "name",
            "derived_name",
            "query",
            "filters",
            "order",
            "deleted",
            "dashboards",
            "dashboard_tiles",
            "last_refresh",
            "cache_target_age",
            "next_allowed_client_refresh",
            "result",
            "hasMore",
            "columns",
            "created_at",
            "created_by",
            "description",
            "updated_at",
            "tags",
            "favorited",
            "saved",
            "last_modified_at",
            "last_modified_by",
            "is_sample",
            "effective_restriction_level",
            "effective_privilege_level",
            "user_access_level",
            "timezone",
            "is_cached",
            "query_status",
            "hogql",
            "types",
            "alerts",
            "last_viewed_at",
            "_create_in_folder",
        ]
        read_only_fields = ["id", "short_id", "created_at", "updated_at", "last_modified_at"]
        extra_kwargs: dict[str, Any] = {
            "order": {"min_value": -(2**31), "max_value": 2**31 - 1},
            "saved": {"help_text": "Whether it appears among the saved insights."},
            "derived_name": {"help_text": "A name that a client made from the query."},
        }

    def to_representation(self, instance: Any) -> Any:
        results: Results | None = self.context.get("results")
        answer = NOTHING if results is None else results.of(instance)
        for name, value in NOTHING.items():
            setattr(instance, name, answer.get(name, value))
        shown = super().to_representation(instance)
        if results is not None:
            shown["query"] = results.query_of(instance)
        shown["dashboards"] = [tile.dashboard_id for tile in live_tiles(instance)]
        if "error" in answer:
            instance.error = answer["error"]
        return shown

    @extend_schema_field(TileBasicSerializer(many=True))
    def get_dashboard_tiles(self, insight: Any) -> Any:
        tiles = live_tiles(insight)
        # Making a serializer costs more than most lists of tiles are worth.
        return TileBasicSerializer(tiles, many=True).data if tiles else []

    def get_is_sample(self, insight: Any) -> bool:
        return False

    def get_effective_restriction_level(self, insight: Any) -> int:
        return restriction_of(insight)

    def get_effective_privilege_level(self, insight: Any) -> int:
        return EDIT if self._rights.may_edit_insight(insight) else VIEW

    def get_user_access_level(self, insight: Any) -> str:
        user = self.context["request"].user
        may_edit = self._rights.may_edit_insight(insight)
        return self._rights.word_for(may_edit, insight.created_by_id == user.pk)

    def get_timezone(self, insight: Any) -> str:
        return str(self.context["view"].project.timezone)

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_alerts(self, insight: Any) -> list[Any]:
        return []

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_last_viewed_at(self, insight: Any) -> Any:
        return getattr(insight, "last_viewed_at", None)

    @property
    def _rights(self) -> Rights:
        rights: Rights = self.context["rights"]
        return rights
