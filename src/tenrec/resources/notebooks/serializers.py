"""A notebook as the API shows it: in lists without its content."""

from typing import Any, ClassVar

from django.utils.timezone import now
from rest_framework import serializers
from rest_framework.exceptions import APIException

from tenrec.resources.notebooks.contained import lines_of
from tenrec.resources.notebooks.models import Notebook
from tenrec.rest.fields import FolderField
from tenrec.rest.serializers import UserBasicSerializer

_LONGEST_TEXT = 5_000_000


class Conflict(APIException):
    """Somebody else was faster."""

    status_code = 409
    default_detail = "Someone else edited the notebook."
    default_code = "conflict"


class NotebookMinimalSerializer(serializers.ModelSerializer[Notebook]):
    """A notebook in a list."""

    created_by = UserBasicSerializer(read_only=True, allow_null=True)
    last_modified_by = UserBasicSerializer(read_only=True, allow_null=True)
    user_access_level = serializers.SerializerMethodField(
        help_text="Every member of the organization may change notebooks."
    )

    class Meta:
        model = Notebook
        fields: ClassVar = [
            "id",
            "short_id",
            "title",
            "deleted",
            "created_at",
            "created_by",
            "last_modified_at",
            "last_modified_by",
            "user_access_level",
        ]
        read_only_fields: ClassVar = fields

    def get_user_access_level(self, notebook: Notebook) -> str | None:
        return "editor"


class NotebookSerializer(NotebookMinimalSerializer):
    """A notebook with its content."""

    content = serializers.JSONField(
        required=False, allow_null=True, help_text="The tree of nodes that the editor makes."
    )
    text_content = serializers.CharField(
        required=False, allow_null=True, allow_blank=True, max_length=_LONGEST_TEXT,
        trim_whitespace=False, help_text="The words of the content, for searching.",
    )  # fmt: skip
    version = serializers.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1,
        help_text="The version that was changed; needed with content, 409 when there is a newer.",
    )  # fmt: skip
    _create_in_folder = FolderField()

    class Meta:
        model = Notebook
        fields: ClassVar = [
            "id",
            "short_id",
            "title",
            "content",
            "text_content",
            "version",
            "deleted",
            "created_at",
            "created_by",
            "last_modified_at",
            "last_modified_by",
            "user_access_level",
            "_create_in_folder",
        ]
        read_only_fields: ClassVar = ["id", "short_id", "created_at", "last_modified_at"]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "title": {"help_text": "What lists show."},
            "deleted": {"help_text": "true hides it, false brings it back."},
        }

    def create(self, validated_data: dict[str, Any]) -> Notebook:
        validated_data["version"] = 0
        validated_data["contained"] = lines_of(validated_data.get("content"))
        return super().create(validated_data)

    def update(self, instance: Notebook, validated_data: dict[str, Any]) -> Notebook:
        known = validated_data.pop("version", None)
        if "content" in validated_data:
            # Locked until the transaction of the request ends: of two writers, one is told.
            current = Notebook.objects.select_for_update().get(pk=instance.pk)
            if known != current.version:
                raise Conflict()
            validated_data["version"] = current.version + 1
            validated_data["contained"] = lines_of(validated_data["content"])
        validated_data["last_modified_at"] = now()
        for name, value in validated_data.items():
            setattr(instance, name, value)
        instance.save(update_fields=list(validated_data))
        return instance
