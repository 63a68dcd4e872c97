"""What flags are for somebody, why, and for how many: asked by people who look after flags."""

import json
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.flags.definitions import minimal
from tenrec.flags.models import FeatureFlag
from tenrec.flags.sealing import redacted_payloads
from tenrec.flags.stored import Row, stored
from tenrec.resources.feature_flags.asking import value_of, verdicts_for
from tenrec.resources.feature_flags.checks import checked_condition
from tenrec.resources.feature_flags.fields import AnyJSON
from tenrec.resources.feature_flags.machines import MinimalFlagSerializer
from tenrec.resources.feature_flags.reach import counted
from tenrec.rest.asked import asked_words, problem

_LONGEST_ID = 400
_WHO = [
    OpenApiParameter("groups", str, description='A JSON object: {"company": "acme"}.'),
    OpenApiParameter(
        "flag_keys", str, many=True, description="Only these; repeated, or a JSON list."
    ),
]


class MyFlagSerializer(serializers.Serializer[Any]):
    """A flag and what it is for the caller."""

    feature_flag = MinimalFlagSerializer()
    value = AnyJSON(help_text="true, false or a variant")


_REASONS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["value", "evaluation"],
        "properties": {
            "value": {"description": "true, false or a variant"},
            "evaluation": {
                "type": "object",
                "required": ["reason", "condition_index"],
                "properties": {
                    "reason": {"type": "string"},
                    "condition_index": {"type": "integer", "nullable": True},
                },
            },
        },
    },
}


class FlagConditionSerializer(serializers.Serializer[Any]):
    """A set of conditions."""

    condition = AnyJSON(help_text="A group of `filters`: its `properties` are looked at.")
    group_type_index = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=4,
        help_text="Count groups of this type instead of persons.",
    )  # fmt: skip


class FlagReachSerializer(serializers.Serializer[Any]):
    """How many meet the conditions."""

    users_affected = serializers.IntegerField()
    total_users = serializers.IntegerField()


class EvaluationActions:
    """For the viewset of flags."""

    @extend_schema(parameters=_WHO, responses=MyFlagSerializer(many=True))
    @action(detail=False, pagination_class=None)
    def my_flags(self: Any, request: Request, **_: Any) -> Response:
        """Every flag, and what it is for the caller."""
        keys = _keys(request)
        me, groups = str(self.user.uuid), _groups(request)
        verdicts = verdicts_for(self.project.id, me, groups, keys)
        shown = [row for row in stored(self.project.id).flags if keys is None or row["key"] in keys]
        return Response(
            [
                {
                    "feature_flag": minimal(row, _readable(row)),
                    "value": value_of(verdicts.get(row["key"])),
                }
                for row in reversed(shown)
            ]
        )

    @extend_schema(
        parameters=[OpenApiParameter("distinct_id", str, required=True), *_WHO],
        responses={(200, "application/json"): _REASONS},
    )
    @action(detail=False, pagination_class=None)
    def evaluation_reasons(self: Any, request: Request, **_: Any) -> Response:
        """What each flag is for a distinct id, and why."""
        distinct_id = request.query_params.get("distinct_id")
        if not distinct_id:
            raise problem("distinct_id", "This field is required.", "required")
        if len(distinct_id) > _LONGEST_ID:
            raise problem("distinct_id", f"At most {_LONGEST_ID} characters.", "max_length")
        keys = _keys(request)
        verdicts = verdicts_for(self.project.id, distinct_id, _groups(request), keys)
        told = {
            key: _told(value_of(one), one.reason.code, one.condition_index)
            for key, one in verdicts.items()
        }
        found = FeatureFlag.objects.filter(project=self.project, deleted=False, active=False)
        for key in found.values_list("key", flat=True):
            if keys is None or key in keys:
                told[key] = _told(False, "disabled", None)
        return Response(told)

    @extend_schema(request=FlagConditionSerializer, responses=FlagReachSerializer)
    @action(
        detail=False,
        methods=["post"],
        verb="read",
        throttle_kind="analytics",
        serializer_class=FlagConditionSerializer,
        pagination_class=None,
    )
    def user_blast_radius(self: Any, request: Request, **_: Any) -> Response:
        """How many persons (or groups) a set of conditions would reach, at a share of 100 %."""
        sent = FlagConditionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        index = sent.validated_data.get("group_type_index")
        condition = checked_condition(sent.validated_data["condition"], index)
        met, every = counted(self.project, condition, index)
        return Response({"users_affected": met, "total_users": every})


def _told(value: bool | str, reason: str, index: int | None) -> dict[str, Any]:
    return {"value": value, "evaluation": {"reason": reason, "condition_index": index}}


def _readable(row: Row) -> Any:
    """Sealed payloads are for those who ask for the flag itself."""
    filters = row["filters"]
    if not row["has_encrypted_payloads"]:
        return filters
    return {**filters, "payloads": redacted_payloads(filters.get("payloads") or {})}


def _groups(request: Request) -> dict[str, str]:
    text = request.query_params.get("groups")
    if not text:
        return {}
    try:
        groups = json.loads(text)
    except (ValueError, RecursionError):
        groups = None
    if not isinstance(groups, dict) or any(isinstance(v, dict | list) for v in groups.values()):
        raise problem("groups", "Must be a JSON object of group types and keys.")
    return {name: str(key) for name, key in groups.items() if key is not None}


def _keys(request: Request) -> list[str] | None:
    """Repeated, or one JSON list, or texts with commas."""
    given = request.query_params.getlist("flag_keys")
    if len(given) > 1:
        return given[:1000]
    return asked_words(request, "flag_keys")
