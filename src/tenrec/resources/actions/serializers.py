"""An action as the API shows it."""

from typing import Any

from rest_framework import serializers

from tenrec.core.errors import QueryRefused
from tenrec.query.actions import action_condition
from tenrec.query.base import Project as Asker
from tenrec.query.run import check_condition
from tenrec.resources.actions.models import Action
from tenrec.resources.actions.steps import StepSerializer
from tenrec.rest.fields import FolderField
from tenrec.rest.serializers import UserBasicSerializer
from tenrec.rest.tags import TagsField

_MOST_STEPS = 100


class ActionSerializer(serializers.ModelSerializer[Action]):
    """A name for events; an event meets it when it meets any of its steps."""

    name = serializers.CharField(
        max_length=400, allow_null=True, allow_blank=True, required=False,
        help_text="Unique among the actions of the project that are not deleted.",
    )  # fmt: skip
    tags = TagsField()
    steps = StepSerializer(  # type: ignore[call-arg]  # many=True makes a list of it
        many=True, required=False, max_length=_MOST_STEPS,
        help_text="What is sent replaces all steps; without it they stay as they are.",
    )  # fmt: skip
    created_by = UserBasicSerializer(read_only=True, allow_null=True)
    team_id = serializers.IntegerField(source="project_id", read_only=True)
    is_calculating = serializers.SerializerMethodField(
        help_text="Always false: an action is asked when a query asks for it."
    )
    is_action = serializers.SerializerMethodField(help_text="Always true.")
    bytecode_error = serializers.SerializerMethodField(help_text="Always null.")
    creation_context = serializers.SerializerMethodField(help_text="Always null.")
    user_access_level = serializers.SerializerMethodField(
        help_text="Every member of the organization may change actions."
    )

    _create_in_folder = FolderField()

    class Meta:
        model = Action
        fields = [
            "id",
            "name",
            "description",
            "tags",
            "post_to_slack",
            "slack_message_format",
            "steps",
            "created_at",
            "created_by",
            "deleted",
            "is_calculating",
            "last_calculated_at",
            "team_id",
            "is_action",
            "bytecode_error",
            "pinned_at",
            "creation_context",
            "user_access_level",
            "_create_in_folder",
        ]
        read_only_fields = ["id", "created_at", "last_calculated_at"]
        extra_kwargs: dict[str, Any] = {
            "description": {"help_text": "What the action is for."},
            "post_to_slack": {"help_text": "Kept for clients that send it."},
            "slack_message_format": {"help_text": "Kept for clients that send it."},
            "pinned_at": {"help_text": "Since when it stands at the top of lists."},
        }

    def validate_name(self, name: str | None) -> str | None:
        return name.strip() or None if name else None

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if "steps" in given:
            self._check(given["steps"])
        self._check_name(given)
        return given

    def _check_name(self, given: dict[str, Any]) -> None:
        """Also when an action comes back: its name may have been taken since."""
        name = given.get("name", getattr(self.instance, "name", None))
        if name is None or given.get("deleted", getattr(self.instance, "deleted", False)):
            return
        others = Action.objects.filter(
            project_id=self.context["view"].project.id, deleted=False, name=name
        )
        if self.instance is not None:
            others = others.exclude(pk=self.instance.pk)
        if others.exists():
            problem = "This project already has an action with this name."
            raise serializers.ValidationError({"name": problem}, code="unique")

    def _check(self, steps: list[dict[str, Any]]) -> None:
        """Each step has to be something that the language can ask."""
        asker = Asker.of(self.context["view"].project)
        for index, step in enumerate(steps):
            try:
                check_condition(asker, action_condition([step]))
            except QueryRefused as problem:
                errors: list[Any] = [{} for _ in steps]
                errors[index] = {"properties": problem.detail}
                raise serializers.ValidationError({"steps": errors}, code="invalid") from None

    def get_is_calculating(self, action: Action) -> bool:
        return False

    def get_is_action(self, action: Action) -> bool:
        return True

    def get_bytecode_error(self, action: Action) -> str | None:
        return None

    def get_creation_context(self, action: Action) -> str | None:
        return None

    def get_user_access_level(self, action: Action) -> str | None:
        return "editor"
