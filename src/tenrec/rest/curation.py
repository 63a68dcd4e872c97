"""What people say of names that were seen: description, tags, hidden, verified; also in bulk."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.activity.record import changes_between, values_of
from tenrec.rest.serializers import UserBasicSerializer
from tenrec.rest.tags import TagsField

_MOST = 500
FIELDS = [
    "description",
    "tags",
    "hidden",
    "verified",
    "verified_at",
    "verified_by",
    "updated_at",
    "updated_by",
]


class CuratedSerializer(serializers.ModelSerializer[Any]):
    """A name is verified, or hidden, or neither."""

    tags = TagsField()
    verified_by = UserBasicSerializer(read_only=True, allow_null=True)
    updated_by = UserBasicSerializer(read_only=True, allow_null=True)
    verified_at = serializers.DateTimeField(read_only=True, allow_null=True)
    updated_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When a person last changed it."
    )
    verified = serializers.BooleanField(
        required=False, help_text="Somebody has checked it; it is then not hidden."
    )
    hidden = serializers.BooleanField(
        required=False, help_text="Not to be offered; it is then not verified."
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if given.get("hidden") and given.get("verified"):
            raise serializers.ValidationError("It cannot be both hidden and verified.", "invalid")
        user = self.context["view"].user
        given |= _marks(given, getattr(self.instance, "verified", False), user)
        return given | {"updated_by": user, "updated_at": now()}

    def update(self, instance: Any, validated_data: dict[str, Any]) -> Any:
        """Only what was said: the worker may have seen the name again in the meantime."""
        for name, value in validated_data.items():
            setattr(instance, name, value)
        instance.save(update_fields=list(validated_data))
        return instance


def _marks(given: dict[str, Any], was_verified: bool, user: Any) -> dict[str, Any]:
    """The one mark takes the other away; who verified is kept with it."""
    marks: dict[str, Any] = {}
    if given.get("hidden"):
        marks["verified"] = False
    elif given.get("verified"):
        marks["hidden"] = False
    is_verified = marks.get("verified", given.get("verified", was_verified))
    if is_verified and not was_verified:
        marks |= {"verified_by": user, "verified_at": now()}
    elif not is_verified and was_verified:
        marks |= {"verified_by": None, "verified_at": None}
    return marks


class BulkTagsSerializer(serializers.Serializer[Any]):
    """Which ones, what to do, and the tags."""

    ids = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=_MOST)
    action = serializers.ChoiceField(
        choices=["add", "remove", "set"], help_text="`set` replaces all tags."
    )
    tags = TagsField(required=True)


class BulkVerifiedSerializer(serializers.Serializer[Any]):
    """Which ones, and whether they are verified from now on."""

    ids = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=_MOST)
    verified = serializers.BooleanField(help_text="What is verified is not hidden any more.")


class SkippedDefinitionSerializer(serializers.Serializer[Any]):
    """One that was left alone."""

    id = serializers.UUIDField()
    reason = serializers.CharField()


class TaggedDefinitionSerializer(serializers.Serializer[Any]):
    """One that was changed."""

    id = serializers.UUIDField()
    tags = serializers.ListField(child=serializers.CharField())


class VerifiedDefinitionSerializer(serializers.Serializer[Any]):
    """One that was changed."""

    id = serializers.UUIDField()
    verified = serializers.BooleanField()


class TagsDoneSerializer(serializers.Serializer[Any]):
    """What became of the request."""

    updated = TaggedDefinitionSerializer(many=True)
    skipped = SkippedDefinitionSerializer(many=True)


class VerifiedDoneSerializer(serializers.Serializer[Any]):
    """What became of the request; those that were so before are in neither list."""

    updated = VerifiedDefinitionSerializer(many=True)
    skipped = SkippedDefinitionSerializer(many=True)


class CuratedInBulk:
    """Many at once, all or none; goes before Audited in the bases."""

    @extend_schema(request=BulkTagsSerializer, responses=TagsDoneSerializer)
    @action(detail=False, methods=["post"])
    def bulk_update_tags(self: Any, request: Request, **_: Any) -> Response:
        """Adds, removes or replaces tags of up to 500."""
        asked = BulkTagsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        how, tags = asked.validated_data["action"], asked.validated_data["tags"]

        def change(thing: Any) -> None:
            match how:
                case "add":
                    thing.tags = list(dict.fromkeys([*thing.tags, *tags]))
                case "remove":
                    thing.tags = [tag for tag in thing.tags if tag not in tags]
                case _:
                    thing.tags = tags

        found, skipped = self._changed(asked.validated_data["ids"], change)
        updated = [{"id": thing.id, "tags": thing.tags} for thing in found]
        return Response({"updated": updated, "skipped": skipped})

    @extend_schema(request=BulkVerifiedSerializer, responses=VerifiedDoneSerializer)
    @action(detail=False, methods=["post"])
    def bulk_update_verified(self: Any, request: Request, **_: Any) -> Response:
        """Marks up to 500 as verified, or takes the mark away."""
        asked = BulkVerifiedSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        verified = asked.validated_data["verified"]

        def change(thing: Any) -> None:
            marks = _marks({"verified": verified}, thing.verified, self.user)
            if thing.verified is not verified:
                thing.verified = verified
                for name, value in marks.items():
                    setattr(thing, name, value)

        found, skipped = self._changed(asked.validated_data["ids"], change)
        updated = [{"id": thing.id, "verified": thing.verified} for thing in found]
        return Response({"updated": updated, "skipped": skipped})

    def _changed(
        self: Any, ids: list[Any], change: Callable[[Any], None]
    ) -> tuple[list[Any], list[dict[str, Any]]]:
        """Those that became different, and those that are not of this project."""
        things = {thing.id: thing for thing in self.get_queryset().filter(id__in=ids)}
        changed: list[Model] = []
        for key in dict.fromkeys(ids):
            if key not in things:
                continue
            thing = things[key]
            before = values_of(thing, self.activity_hides)
            change(thing)
            changes = changes_between(
                self.activity_scope, before, values_of(thing, self.activity_hides)
            )
            if changes:
                thing.updated_by, thing.updated_at = self.user, now()
                changed.append(thing)
                self.log("updated", thing, changes)
        self.get_queryset().model.objects.bulk_update(changed, FIELDS, batch_size=100)
        missing = [key for key in dict.fromkeys(ids) if key not in things]
        return changed, [{"id": key, "reason": "Not found"} for key in missing]
