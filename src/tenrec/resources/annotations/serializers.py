"""An annotation as the API shows it."""

from typing import Any

from rest_framework import serializers

from tenrec.resources.annotations.models import Annotation
from tenrec.rest.serializers import UserBasicSerializer


class AnnotationSerializer(serializers.ModelSerializer[Annotation]):
    """A note pinned to a date."""

    created_by = UserBasicSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Annotation
        fields = [
            "id",
            "content",
            "date_marker",
            "creation_type",
            "created_by",
            "created_at",
            "updated_at",
            "deleted",
            "scope",
        ]
        read_only_fields = ["id", "created_by", "created_at", "updated_at"]
        extra_kwargs: dict[str, Any] = {
            "content": {"help_text": "The words of the note."},
            "date_marker": {"help_text": "Where it stands on a chart."},
            "scope": {"help_text": "What it is about; `organization` shows it in every project."},
        }
