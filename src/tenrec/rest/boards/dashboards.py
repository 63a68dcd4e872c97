"""A dashboard and its tiles as the API shows them."""

from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.rest.boards.access import EDIT, VIEW, Rights
from tenrec.rest.boards.fields import LayoutsField
from tenrec.rest.boards.insights import InsightSerializer
from tenrec.rest.boards.rows import dashboard_tiles
from tenrec.rest.serializers import UserBasicSerializer
from tenrec.rest.tags import TagsField

Dashboard: Any = apps.get_model("dashboards", "Dashboard")
LEVELS = [(21, "Everybody may edit / view"), (37, "Collaborators may edit / edit")]


def dashboard_rows() -> QuerySet[Any, Any]:
    """Dashboards with what a list shows of them."""
    shared = apps.get_model("sharing", "Sharing")._default_manager.filter(
        dashboard=OuterRef("pk"), enabled=True
    )
    rows = Dashboard._default_manager.select_related("created_by")
    found: QuerySet[Any, Any] = rows.annotate(is_shared=Exists(shared))
    return found


def with_tiles(found: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The same with their tiles, read ahead."""
    return found.prefetch_related(Prefetch("tiles", dashboard_tiles(), to_attr="tiles_ahead"))


class TextSerializer(serializers.Serializer[Any]):
    """The words of a text card."""

    id = serializers.IntegerField(read_only=True)
    body = serializers.CharField(read_only=True, help_text="Markdown.")
    created_by = UserBasicSerializer(read_only=True, allow_null=True)
    last_modified_at = serializers.DateTimeField(read_only=True)
    last_modified_by = UserBasicSerializer(read_only=True, allow_null=True)


class TileErrorSerializer(serializers.Serializer[Any]):
    """Why an insight has no result."""

    type = serializers.CharField(read_only=True)
    message = serializers.CharField(read_only=True)


class TileSerializer(serializers.Serializer[Any]):
    """An insight or a text at its place on the grid."""

    id = serializers.IntegerField(read_only=True)
    layouts = LayoutsField(read_only=True)
    color = serializers.CharField(read_only=True, allow_null=True)
    order = serializers.IntegerField(read_only=True)
    insight = InsightSerializer(read_only=True, allow_null=True)
    text = TextSerializer(read_only=True, allow_null=True)
    last_refresh = serializers.DateTimeField(read_only=True, allow_null=True)
    is_cached = serializers.BooleanField(read_only=True)
    error = TileErrorSerializer(read_only=True, allow_null=True)

    def to_representation(self, instance: Any) -> Any:
        instance.last_refresh, instance.is_cached, instance.error = None, False, None
        shown = super().to_representation(instance)
        if shown["insight"] is not None:
            shown["last_refresh"] = shown["insight"]["last_refresh"]
            shown["error"] = getattr(instance.insight, "error", None)
        return shown


class DashboardBasicSerializer(serializers.ModelSerializer[Any]):
    """A dashboard without its tiles."""

    tags = TagsField()
    created_by = UserBasicSerializer(read_only=True, allow_null=True)
    restriction_level = serializers.ChoiceField(
        choices=LEVELS, required=False, help_text="21: everybody edits; 37: collaborators only."
    )
    is_shared = serializers.SerializerMethodField(help_text="By a link that works now.")
    last_viewed_at = serializers.DateTimeField(
        source="last_accessed_at", read_only=True, allow_null=True
    )
    effective_restriction_level = serializers.IntegerField(
        source="restriction_level", read_only=True
    )
    effective_privilege_level = serializers.SerializerMethodField(
        help_text="What the caller may do: 21 view, 37 edit."
    )
    user_access_level = serializers.SerializerMethodField()
    access_control_version = serializers.SerializerMethodField()
    last_refresh = serializers.SerializerMethodField()
    team_id = serializers.IntegerField(source="project_id", read_only=True)

    class Meta:
        model = Dashboard
        fields = [
            "id",
            "name",
            "description",
            "pinned",
            "created_at",
            "created_by",
            "last_accessed_at",
            "last_viewed_at",
            "is_shared",
            "deleted",
            "creation_mode",
            "tags",
            "restriction_level",
            "effective_restriction_level",
            "effective_privilege_level",
            "user_access_level",
            "access_control_version",
            "last_refresh",
            "team_id",
        ]
        read_only_fields = ["id", "created_at", "last_accessed_at", "creation_mode"]

    def get_is_shared(self, dashboard: Any) -> bool:
        return bool(getattr(dashboard, "is_shared", False))

    def get_effective_privilege_level(self, dashboard: Any) -> int:
        return EDIT if self._rights.may_edit(dashboard) else VIEW

    def get_user_access_level(self, dashboard: Any) -> str:
        user = self.context["request"].user
        may_edit = self._rights.may_edit(dashboard)
        return self._rights.word_for(may_edit, dashboard.created_by_id == user.pk)

    def get_access_control_version(self, dashboard: Any) -> str:
        return "v2"

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_last_refresh(self, dashboard: Any) -> None:
        return None

    @property
    def _rights(self) -> Rights:
        rights: Rights = self.context["rights"]
        return rights
