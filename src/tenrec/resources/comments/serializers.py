"""A comment as the API shows it."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied

from tenrec.resources.comments.jobs import mail_mention
from tenrec.resources.comments.mentions import in_rich_text, members
from tenrec.resources.comments.models import Comment
from tenrec.resources.comments.things import is_there
from tenrec.rest.serializers import UserBasicSerializer

_LONGEST = 100_000
_MOST = 100


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """Words about a thing of the project, or an answer to such words."""

    created_by = UserBasicSerializer(read_only=True, allow_null=True)
    completed_by = UserBasicSerializer(read_only=True, allow_null=True)
    scope = serializers.CharField(
        max_length=79, required=False,
        help_text="The kind of thing: Insight, Notebook, Replay …; an answer has that of its root.",
    )  # fmt: skip
    content = serializers.CharField(
        max_length=_LONGEST, required=False, allow_null=True, allow_blank=True,
        help_text="The words; an emoji for a reaction.",
    )  # fmt: skip
    rich_content = serializers.JSONField(
        required=False, allow_null=True, help_text="The same with its formatting: an object."
    )
    item_context = serializers.JSONField(
        required=False, allow_null=True,
        help_text='More about the place: an object; {"is_emoji": true} marks a reaction.',
    )  # fmt: skip
    source_comment = serializers.PrimaryKeyRelatedField(
        queryset=Comment.objects.all(), required=False, allow_null=True,
        help_text="The comment that this answers.",
    )  # fmt: skip
    is_task = serializers.BooleanField(
        required=False, help_text="Something to be done; said once, for no answer or reaction."
    )
    mentions = serializers.ListField(
        child=serializers.IntegerField(), write_only=True, required=False, max_length=_MOST,
        help_text="Ids of members to be told; without it, those that rich_content names.",
    )  # fmt: skip
    slug = serializers.CharField(
        write_only=True, required=False, allow_blank=True, max_length=2_000,
        help_text="Taken from clients that send it; not used.",
    )  # fmt: skip

    class Meta:
        model = Comment
        fields: ClassVar = [
            "id",
            "created_by",
            "content",
            "rich_content",
            "version",
            "created_at",
            "item_id",
            "item_context",
            "scope",
            "source_comment",
            "deleted",
            "is_task",
            "completed_at",
            "completed_by",
            "mentions",
            "slug",
        ]
        read_only_fields: ClassVar = ["id", "version", "created_at", "completed_at"]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "item_id": {
                "help_text": "The thing's id, checked where its kind is known; an answer has that "
                "of its root."
            },
            "deleted": {"help_text": "true hides it, false brings it back."},
        }

    def validate_rich_content(self, content: Any) -> Any:
        return _object(content)

    def validate_item_context(self, context: Any) -> Any:
        return _object(context)

    def validate_source_comment(self, comment: Comment | None) -> Comment | None:
        if comment is None:
            return None
        if comment.project_id != self.context["view"].project.id or comment.deleted:
            problem = f'Invalid pk "{comment.pk}" - object does not exist.'
            raise serializers.ValidationError(problem, code="does_not_exist")
        return comment.source_comment or comment

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        given.pop("slug", None)
        if self.instance is not None:
            self._check_change(given)
        else:
            self._check_new(given)
        self._check_words(given)
        return given

    def _check_change(self, given: dict[str, Any]) -> None:
        assert self.instance is not None
        if self.instance.created_by_id != self.context["view"].user.id:
            raise PermissionDenied("You can only change your own comments.")
        if given.get("is_task", self.instance.is_task) != self.instance.is_task:
            raise serializers.ValidationError({"is_task": "It cannot become a task later."})
        # Where a comment stands is said once: a thread must not wander to another thing.
        for name in ("scope", "item_id", "source_comment"):
            given.pop(name, None)
        if "content" in given or "rich_content" in given:
            given["version"] = self.instance.version + 1

    def _check_new(self, given: dict[str, Any]) -> None:
        root = given.get("source_comment")
        context = given.get("item_context") or {}
        given["is_emoji"] = context.get("is_emoji") is True
        if root is not None:
            given |= {"scope": root.scope, "item_id": root.item_id}
            own = {"is_emoji": True} if given["is_emoji"] else {}
            inherited = {k: v for k, v in (root.item_context or {}).items() if k != "is_emoji"}
            given["item_context"] = {**inherited, **own} or None
        elif not given.get("scope"):
            raise serializers.ValidationError({"scope": "This field is required."}, "required")
        elif given.get("item_id"):
            self._check_item(given["scope"], given["item_id"])
        if given.get("is_task") and (root is not None or given["is_emoji"]):
            problem = "Answers and reactions cannot be tasks."
            raise serializers.ValidationError({"is_task": problem}, code="invalid")

    def _check_item(self, scope: str, item_id: str) -> None:
        if not is_there(scope, item_id, self.context["view"].project.id):
            problem = f"There is no {scope} {item_id} in this project."
            raise serializers.ValidationError({"item_id": problem}, code="does_not_exist")

    def _check_words(self, given: dict[str, Any]) -> None:
        if given.get("deleted"):
            return
        words = given.get("content", getattr(self.instance, "content", None))
        rich = given.get("rich_content", getattr(self.instance, "rich_content", None))
        if not (words or "").strip() and not rich:
            raise serializers.ValidationError({"content": "A comment needs words."}, "invalid")

    def validate_mentions(self, ids: list[int]) -> list[int]:
        found = members(self.context["view"].project.organization, ids)
        if missing := set(ids) - {user.id for user in found}:
            problem = f'Invalid pk "{min(missing)}" - object does not exist.'
            raise serializers.ValidationError(problem, code="does_not_exist")
        return ids

    def save(self, **more: Any) -> Comment:
        given = self.validated_data.pop("mentions", None)
        comment = super().save(**more)
        self._mention(comment, given)
        return comment

    def _mention(self, comment: Comment, given: list[int] | None) -> None:
        """Each member is told once of a comment, however often it is changed."""
        ids = in_rich_text(comment.rich_content) if given is None else given
        if not ids or comment.deleted:
            return
        known = set(comment.mentioned.values_list("id", flat=True))
        author = self.context["view"].user
        for user in members(self.context["view"].project.organization, ids):
            if user.id not in known and user != author:
                comment.mentioned.add(user)
                mail_mention.enqueue(str(comment.id), user.id)


class CommentCountSerializer(serializers.Serializer[Any]):
    """How many comments there are."""

    count = serializers.IntegerField()


def _object(value: Any) -> Any:
    if value is not None and not isinstance(value, dict):
        raise serializers.ValidationError("Must be an object.", code="invalid")
    return value
