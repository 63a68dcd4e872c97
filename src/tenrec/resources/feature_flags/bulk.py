"""Several flags at once: their keys, their tags, and their end."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.flags.models import FeatureFlag
from tenrec.flags.rollout import rollout_of
from tenrec.resources.feature_flags import references
from tenrec.resources.feature_flags.fields import AnyJSON
from tenrec.resources.feature_flags.filters import LIST, NAMES, Wanted, narrowed
from tenrec.rest.asked import problem
from tenrec.rest.boards.fields import ObjectField
from tenrec.rest.tags import TagsField

_MOST = 1000
_MOST_TAGGED = 500
_LARGEST = 2**63 - 1


class FlagIdsSerializer(serializers.Serializer[Any]):
    """Which flags; digits in a text count as well."""

    ids = serializers.ListField(child=AnyJSON(allow_null=True), required=False, max_length=_MOST)


class FlagKeysSerializer(serializers.Serializer[Any]):
    """The key of each flag by its id."""

    keys = serializers.DictField(child=serializers.CharField())
    warning = serializers.CharField(required=False)


class MatchingFlagsSerializer(serializers.Serializer[Any]):
    """Which flags a list with these filters would have."""

    ids = serializers.ListField(child=serializers.IntegerField())
    total = serializers.IntegerField()


class FlagBulkDeleteSerializer(serializers.Serializer[Any]):
    """Which flags to delete: by their ids, or by the filters of the list."""

    ids = serializers.ListField(child=AnyJSON(allow_null=True), required=False, max_length=_MOST)
    filters = ObjectField(required=False, help_text="As the query parameters of the list.")


class DeletedFlagSerializer(serializers.Serializer[Any]):
    """A flag that is deleted now."""

    id = serializers.IntegerField()
    key = serializers.CharField()
    rollout_state = serializers.CharField()
    active_variant = serializers.CharField(allow_null=True)


class FlagNotDeletedSerializer(serializers.Serializer[Any]):
    """A flag that is not deleted, and why."""

    id = AnyJSON(allow_null=True)
    key = serializers.CharField(required=False)
    reason = serializers.CharField()


class FlagsDeletedSerializer(serializers.Serializer[Any]):
    """What was deleted, and what was not."""

    deleted = DeletedFlagSerializer(many=True)
    errors = FlagNotDeletedSerializer(many=True)  # type: ignore[assignment]  # a field, not the errors of the serializer


class FlagTaggingSerializer(serializers.Serializer[Any]):
    """Which tags to add to, remove from or set on which flags."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=_LARGEST), max_length=_MOST_TAGGED
    )
    action = serializers.ChoiceField(choices=["add", "remove", "set"])
    tags = TagsField(required=True)


class FlagTaggedSerializer(serializers.Serializer[Any]):
    """The tags of a flag now."""

    id = serializers.IntegerField()
    tags = serializers.ListField(child=serializers.CharField())


class FlagSkippedSerializer(serializers.Serializer[Any]):
    """A flag that has its tags as before."""

    id = serializers.IntegerField()
    reason = serializers.CharField()


class FlagTaggingDoneSerializer(serializers.Serializer[Any]):
    """What was changed, and what was not."""

    updated = FlagTaggedSerializer(many=True)
    skipped = FlagSkippedSerializer(many=True)


class BulkActions:
    """For the viewset of flags."""

    @extend_schema(request=FlagIdsSerializer, responses=FlagKeysSerializer)
    @action(
        detail=False,
        methods=["post"],
        verb="read",
        serializer_class=FlagIdsSerializer,
        pagination_class=None,
    )
    def bulk_keys(self: Any, request: Request, **_: Any) -> Response:
        """The keys of flags by their ids; what is no id is told and left out."""
        ids = _checked(FlagIdsSerializer, request).get("ids", [])
        numbers, others = _numbers(ids)
        if ids and not numbers:
            raise problem("ids", "Invalid flag IDs provided")
        found = self._all_live().filter(pk__in=numbers)
        told: dict[str, Any] = {
            "keys": {str(pk): key for pk, key in found.values_list("pk", "key")}
        }
        if others:
            told["warning"] = f"Invalid flag IDs ignored: {others}"[:1000]
        return Response(told)

    @extend_schema(parameters=LIST, responses=MatchingFlagsSerializer)
    @action(detail=False, pagination_class=None)
    def matching_ids(self: Any, request: Request, **_: Any) -> Response:
        """The ids of all flags that the list would have with these filters."""
        found = narrowed(self._all_live(), request)
        ids = list(found.order_by("id").values_list("pk", flat=True))
        return Response({"ids": ids, "total": len(ids)})

    @extend_schema(request=FlagBulkDeleteSerializer, responses=FlagsDeletedSerializer)
    @action(detail=False, methods=["post"], serializer_class=FlagBulkDeleteSerializer)
    def bulk_delete(self: Any, request: Request, **_: Any) -> Response:
        """Deletes flags; one that others depend on stays, and is told."""
        asked = _checked(FlagBulkDeleteSerializer, request)
        ids, filters = asked.get("ids"), asked.get("filters")
        if bool(ids) == bool(filters):
            raise problem("ids", "Provide either filters or ids.")
        errors: list[dict[str, Any]] = []
        found = self._all_live()
        if filters:
            if unknown := sorted(set(filters) - NAMES):
                raise problem("filters", f"Unknown filter keys: {', '.join(unknown)}"[:500])
            found = narrowed(found, Wanted.of(filters))
        else:
            numbers, others = _numbers(ids or [])
            errors += [{"id": one, "reason": "Invalid flag ID format"} for one in others]
            found = found.filter(pk__in=numbers)
            missing = set(numbers) - set(found.values_list("pk", flat=True))
            errors += [{"id": one, "reason": "Flag not found"} for one in sorted(missing)]
        deleted = self._delete_all(list(found.order_by("id")), errors)
        return Response({"deleted": deleted, "errors": errors})

    def _delete_all(
        self: Any, flags: list[FeatureFlag], errors: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Flags that only depend on each other go together."""
        going = {flag.pk for flag in flags}
        asking = references.dependents(self.project.id, going)
        deleted = []
        for flag in flags:
            others = [one for one in asking[flag.pk] if one.pk not in going]
            if others:
                names = ", ".join(f"{one.key} (ID: {one.pk})" for one in others[:3])
                reason = f"Cannot delete because other flags depend on it: {names}"
                errors.append({"id": flag.pk, "key": flag.key, "reason": reason})
                continue
            self._change(flag, "deleted", deleted=True)
            rollout = rollout_of(flag.filters)
            deleted.append(
                {
                    "id": flag.pk,
                    "key": flag.key,
                    "rollout_state": rollout.state,
                    "active_variant": rollout.variant,
                }
            )
        return deleted

    @extend_schema(request=FlagTaggingSerializer, responses=FlagTaggingDoneSerializer)
    @action(detail=False, methods=["post"], serializer_class=FlagTaggingSerializer)
    def bulk_update_tags(self: Any, request: Request, **_: Any) -> Response:
        """Adds, removes or replaces the tags of up to 500 flags."""
        asked = _checked(FlagTaggingSerializer, request)
        flags = {flag.pk: flag for flag in self._all_live().filter(pk__in=asked["ids"])}
        skipped = [one for one in dict.fromkeys(asked["ids"]) if one not in flags]
        for flag in flags.values():
            tags = _tagged(flag.tags, asked["action"], asked["tags"])
            if tags != flag.tags:
                self._change(flag, "updated", tags=tags)
        return Response(
            {
                "updated": [{"id": flag.pk, "tags": flag.tags} for flag in flags.values()],
                "skipped": [{"id": one, "reason": "Not found"} for one in skipped],
            }
        )


def _checked(kind: Any, request: Request) -> dict[str, Any]:
    serializer = kind(data=request.data)
    serializer.is_valid(raise_exception=True)
    data: dict[str, Any] = serializer.validated_data
    return data


def _numbers(ids: Iterable[Any]) -> tuple[list[int], list[Any]]:
    """Those that can be ids, and those that cannot."""
    numbers, others = list[int](), list[Any]()
    for one in ids:
        is_text = isinstance(one, str) and one.isascii() and one.isdecimal() and len(one) <= 18
        if isinstance(one, int) and not isinstance(one, bool):
            numbers.append(one)
        elif is_text:
            numbers.append(int(one))
        else:
            others.append(one)
    return numbers, others


def _tagged(old: list[str], what: str, tags: list[str]) -> list[str]:
    if what == "set":
        return tags
    if what == "remove":
        return [tag for tag in old if tag not in tags]
    return list(dict.fromkeys([*old, *tags]))
