"""Tags that a new feature flag gets by itself: the environments that it is evaluated in."""

import zlib
from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.models import Project

_MOST = 10


class EvaluationTagSerializer(serializers.Serializer[Any]):
    """One of the tags."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class EvaluationTagsSerializer(serializers.Serializer[Any]):
    """All of them."""

    default_evaluation_tags = EvaluationTagSerializer(many=True)
    enabled = serializers.BooleanField(help_text="Whether there are any.")


class TagNameSerializer(serializers.Serializer[Any]):
    """Which tag."""

    tag_name = serializers.CharField(max_length=255)

    def validate_tag_name(self, name: str) -> str:
        return name.lower()


class EvaluationTagActions:
    """For the viewset of projects."""

    @extend_schema(methods=["GET"], responses=EvaluationTagsSerializer)
    @extend_schema(
        methods=["POST"], request=TagNameSerializer, responses={201: EvaluationTagSerializer}
    )
    @extend_schema(
        methods=["DELETE"],
        parameters=[OpenApiParameter("tag_name", str, description="Here or in the body.")],
        responses={204: None},
    )
    @action(detail=True, methods=["get", "post", "delete"])
    def default_evaluation_tags(self: Any, request: Request, **_: Any) -> Response:
        """The tags that a new feature flag gets by itself; ten at most."""
        if request.method == "GET":
            tags = [_shown(name) for name in self.get_object().default_evaluation_tags]
            return Response({"default_evaluation_tags": tags, "enabled": bool(tags)})
        data = request.query_params if "tag_name" in request.query_params else request.data
        given = TagNameSerializer(data=data)
        given.is_valid(raise_exception=True)
        name = given.validated_data["tag_name"]
        is_new = request.method == "POST"
        self._keep_tag(name, is_wanted=is_new)
        if is_new:
            return Response(_shown(name), status.HTTP_201_CREATED)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _keep_tag(self: Any, name: str, *, is_wanted: bool) -> None:
        with transaction.atomic():
            project = get_object_or_404(
                Project.objects.select_for_update(), pk=self.get_object().pk
            )
            before = project.default_evaluation_tags
            after = sorted({*before, name} if is_wanted else {*before} - {name})
            if len(after) > _MOST:
                problem = f"A project has at most {_MOST} of these tags."
                raise serializers.ValidationError({"tag_name": [problem]}, code="max_length")
            if after == before:
                return
            project.default_evaluation_tags = after
            project.save(update_fields=["default_evaluation_tags", "updated_at"])
            change = {"type": "Team", "action": "changed", "field": "default_evaluation_tags"}
            self.log("updated", project, [{**change, "before": before, "after": after}])


def _shown(name: str) -> dict[str, Any]:
    """Clients ask for a number; the name alone decides it."""
    return {"id": zlib.crc32(name.encode()), "name": name}
