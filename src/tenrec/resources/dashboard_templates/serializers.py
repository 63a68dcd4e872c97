"""A template as the API shows it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.resources.dashboard_templates.models import DashboardTemplate
from tenrec.rest.boards.fields import ObjectField, check_size
from tenrec.rest.boards.templates import check_template
from tenrec.rest.tags import TagsField


@extend_schema_field({"type": "array", "items": {"type": "object", "additionalProperties": {}}})
class ObjectsField(serializers.JSONField):
    """A list of objects; the template as a whole is checked."""

    def to_internal_value(self, data: Any) -> Any:
        check_size(data)
        return data


class DashboardTemplateSerializer(serializers.ModelSerializer[DashboardTemplate]):
    """A template: tiles without ids, from which a dashboard is made."""

    dashboard_filters = ObjectField(required=False, allow_null=True)
    tags = TagsField(allow_null=True)
    tiles = ObjectsField(
        required=False, help_text="`{type: INSIGHT, name, query, …}` or `{type: TEXT, body, …}`."
    )
    variables = ObjectsField(
        required=False,
        allow_null=True,
        help_text='`"{ID}"` in a query stands for the default of the variable with this id.',
    )
    team_id = serializers.IntegerField(source="project_id", read_only=True, allow_null=True)
    created_by = serializers.IntegerField(
        source="created_by_id", read_only=True, allow_null=True, help_text="Id of the user."
    )
    availability_contexts = serializers.ListField(
        child=serializers.CharField(max_length=255), required=False, allow_null=True, max_length=20
    )
    is_featured = serializers.SerializerMethodField()

    class Meta:
        model = DashboardTemplate
        fields = [
            "id",
            "template_name",
            "dashboard_description",
            "dashboard_filters",
            "tags",
            "tiles",
            "variables",
            "deleted",
            "created_at",
            "created_by",
            "image_url",
            "team_id",
            "scope",
            "availability_contexts",
            "is_featured",
        ]
        read_only_fields = ["id", "created_at"]

    def get_is_featured(self, template: DashboardTemplate) -> bool:
        return bool(getattr(template, "is_featured", False))

    def validate_scope(self, scope: str | None) -> str | None:
        if scope == DashboardTemplate.Scope.GLOBAL:
            raise serializers.ValidationError("Global templates come with the product only.")
        return scope

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        old = self.instance
        names = ("dashboard_filters", "tags", "tiles", "variables")
        whole = {name: attrs.get(name, getattr(old, name, None)) for name in names}
        whole["tiles"] = whole["tiles"] if whole["tiles"] is not None else []
        check_template(whole)
        return attrs
