"""An export as the API shows it."""

from datetime import timedelta
from typing import Any

from django.utils.timezone import now
from rest_framework import serializers

from tenrec.resources.exports.models import CSV, JSON, XLSX, Export
from tenrec.resources.exports.source import insight_of

_UNAVAILABLE = (
    "image/png",
    "application/pdf",
    "video/webm",
    "video/mp4",
    "image/gif",
)
_LONGEST_LIFE = timedelta(days=180)


class ExportSerializer(serializers.ModelSerializer[Export]):
    """A file made in the background; its bytes are at `content/` once `has_content` is true."""

    export_format = serializers.ChoiceField(
        choices=[CSV, JSON, XLSX, *_UNAVAILABLE],
        help_text="`text/csv`, `application/json` or the type of an Excel sheet. Images, PDF and "
        "videos are refused: this server does not make them.",
    )
    export_context = serializers.DictField(
        required=False,
        allow_null=True,
        help_text='What is in it: `{"path": "/api/projects/1/persons/?search=x"}` for all pages of '
        'a list, or `{"source": {"kind": "HogQLQuery", "query": "select 1"}}`. Optional: '
        "`columns` (names, in order) and `filename`.",
    )
    dashboard = serializers.IntegerField(
        source="dashboard_id",
        required=False,
        allow_null=True,
        help_text="Dashboards are exported as images only, which this server does not make.",
    )
    insight = serializers.IntegerField(
        source="insight_id",
        required=False,
        allow_null=True,
        help_text="A saved insight whose query is run.",
    )
    has_content = serializers.BooleanField(read_only=True)
    filename = serializers.CharField(read_only=True)
    expires_after = serializers.DateTimeField(
        required=False, help_text="When the file goes; a week from now without a wish."
    )
    exception = serializers.CharField(
        read_only=True, allow_null=True, help_text="Why there will be no file."
    )

    class Meta:
        model = Export
        fields = [
            "id",
            "dashboard",
            "insight",
            "export_format",
            "created_at",
            "has_content",
            "export_context",
            "filename",
            "expires_after",
            "exception",
        ]
        read_only_fields = ["id", "created_at"]

    def validate_export_format(self, value: str) -> str:
        if value in _UNAVAILABLE:
            raise serializers.ValidationError(
                f"{value} is not available on this server.", code="not_available"
            )
        return value

    def validate_dashboard(self, value: int | None) -> None:
        if value is not None:
            raise serializers.ValidationError(
                "Dashboards are exported as images only, which is not available on this server.",
                code="not_available",
            )

    def validate_insight(self, value: int | None) -> int | None:
        if value is not None and insight_of(self.context["view"].project.id, value) is None:
            raise serializers.ValidationError("This insight does not exist.", code="does_not_exist")
        return value

    def validate_expires_after(self, value: Any) -> Any:
        if not now() < value <= now() + _LONGEST_LIFE:
            raise serializers.ValidationError("Must be within the next 180 days.")
        return value
