"""An annotation as the API shows it."""

from typing import Any, ClassVar

from rest_framework import serializers

from tenrec.resources.annotations.models import Annotation
from tenrec.resources.annotations.related import (
    DASHBOARD,
    INSIGHT,
    Facts,
    Kind,
    exists,
    facts_of,
)
from tenrec.rest.serializers import UserBasicSerializer

_BIGGEST = 2**63 - 1


class AnnotationSerializer(serializers.ModelSerializer[Annotation]):
    """A note pinned to a date."""

    created_by = UserBasicSerializer(read_only=True, allow_null=True)
    dashboard_item = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=_BIGGEST,
        help_text="The id of the insight that it is about.",
    )  # fmt: skip
    dashboard_id = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=_BIGGEST,
        help_text="The id of the dashboard that it is about.",
    )  # fmt: skip
    dashboard_name = serializers.SerializerMethodField()
    insight_short_id = serializers.SerializerMethodField()
    insight_name = serializers.SerializerMethodField()
    insight_derived_name = serializers.SerializerMethodField()

    class Meta:
        model = Annotation
        fields: ClassVar = [
            "id",
            "content",
            "date_marker",
            "creation_type",
            "dashboard_item",
            "dashboard_id",
            "dashboard_name",
            "insight_short_id",
            "insight_name",
            "insight_derived_name",
            "created_by",
            "created_at",
            "updated_at",
            "deleted",
            "scope",
        ]
        read_only_fields: ClassVar = ["id", "created_by", "created_at", "updated_at"]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "content": {"help_text": "The words of the note."},
            "date_marker": {"help_text": "Where it stands on a chart."},
            "creation_type": {"help_text": "USR for a person, GIT for a program."},
            "scope": {"help_text": "What it is about; `organization` shows it in every project."},
        }

    def validate_dashboard_item(self, number: int | None) -> int | None:
        return self._known(INSIGHT, number, "dashboard_item")

    def validate_dashboard_id(self, number: int | None) -> int | None:
        return self._known(DASHBOARD, number, "dashboard_id")

    def _known(self, kind: Kind, number: int | None, column: str) -> int | None:
        is_same = self.instance is not None and getattr(self.instance, column) == number
        if number is None or is_same or exists(kind, number, self._project_id):
            return number
        raise serializers.ValidationError(
            f'Invalid pk "{number}" - object does not exist.', code="does_not_exist"
        )

    @property
    def _project_id(self) -> int:
        project_id: int = self.context["view"].project.id
        return project_id

    def get_dashboard_name(self, annotation: Annotation) -> str | None:
        return self._fact(DASHBOARD, "dashboard_id", annotation, "name")

    def get_insight_short_id(self, annotation: Annotation) -> str | None:
        return self._fact(INSIGHT, "dashboard_item", annotation, "short_id")

    def get_insight_name(self, annotation: Annotation) -> str | None:
        return self._fact(INSIGHT, "dashboard_item", annotation, "name")

    def get_insight_derived_name(self, annotation: Annotation) -> str | None:
        return self._fact(INSIGHT, "dashboard_item", annotation, "derived_name")

    def _fact(self, kind: Kind, column: str, annotation: Annotation, name: str) -> str | None:
        number = getattr(annotation, column)
        if number is None or annotation.project_id != self._project_id:
            return None
        known: Facts = self.__dict__.setdefault("_known_facts", {}).setdefault(column, {})
        if number not in known:
            shown = getattr(self.parent, "instance", None) if self.parent else None
            rows = shown if isinstance(shown, list) else [annotation]
            known |= {number: {}} | facts_of(kind, column, rows, self._project_id)
        value = known[number].get(name)
        return None if value is None else str(value)
