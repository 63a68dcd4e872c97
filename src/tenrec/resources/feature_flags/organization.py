"""/api/organizations/:id/feature_flags/: one key in all projects, and copies from one to others."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.models import Project
from tenrec.accounts.reach import projects_of
from tenrec.core.errors import BadRequest
from tenrec.flags.models import FeatureFlag
from tenrec.resources.feature_flags.conflicts import wait_for_others
from tenrec.resources.feature_flags.copying import Copier, needed_flags, why
from tenrec.resources.feature_flags.fields import FILTERS
from tenrec.resources.feature_flags.payloads import shown_filters
from tenrec.resources.feature_flags.serializers import FeatureFlagSerializer
from tenrec.rest.asked import problem
from tenrec.rest.serializers import UserBasicSerializer
from tenrec.rest.views import OrganizationView

_MOST = 50
_LARGEST = 2**63 - 1
_NUMBER: Any = {"min_value": 1, "max_value": _LARGEST}


class FlagCopyCheckSerializer(serializers.Serializer[Any]):
    """Which flag, from where to where."""

    feature_flag_key = serializers.CharField(max_length=400, help_text="The key of the flag.")
    from_project = serializers.IntegerField(**_NUMBER, help_text="The project that has it.")
    target_project_ids = serializers.ListField(
        child=serializers.IntegerField(**_NUMBER),
        min_length=1,
        max_length=_MOST,
        help_text="The projects that get it.",
    )


class FlagCopySerializer(FlagCopyCheckSerializer):
    """Which flag, from where to where, and how."""

    copy_schedule = serializers.BooleanField(
        required=False, default=False, help_text="There are no scheduled changes yet to copy."
    )
    disable_copied_flag = serializers.BooleanField(
        required=False, default=False, help_text="Whether the copies are off."
    )
    copy_dependencies = serializers.BooleanField(
        required=False, default=False, help_text="Copy the flags that it depends on as well."
    )


class CopiedFlagSerializer(FeatureFlagSerializer):
    """A flag in the project that got it."""

    team_id = serializers.IntegerField(source="project_id", read_only=True)

    class Meta(FeatureFlagSerializer.Meta):
        fields = [*FeatureFlagSerializer.Meta.fields, "team_id"]


class FlagNotCopiedSerializer(serializers.Serializer[Any]):
    """A project that has no copy, and why."""

    project_id = serializers.IntegerField()
    error_message = serializers.CharField()


class FlagsCopiedSerializer(serializers.Serializer[Any]):
    """Where the flag is now, and where it is not."""

    success = CopiedFlagSerializer(many=True)
    failed = FlagNotCopiedSerializer(many=True)


class FlagCopyCheckedSerializer(serializers.Serializer[Any]):
    """What copying the dependencies would do."""

    can_copy_dependencies = serializers.BooleanField()
    dependency_count = serializers.IntegerField()
    copied_dependency_keys = serializers.ListField(child=serializers.CharField())
    reused_dependency_keys = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField()


class FlagOfProjectSerializer(serializers.Serializer[Any]):
    """The flag of one project."""

    flag_id = serializers.IntegerField(source="pk")
    team_id = serializers.IntegerField(source="project_id")
    created_by = UserBasicSerializer(allow_null=True)
    filters = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    active = serializers.BooleanField()

    @extend_schema_field(FILTERS)
    def get_filters(self, flag: FeatureFlag) -> Any:
        return shown_filters(flag, self.context.get("request"))


class OrganizationFlagViewSet(OrganizationView, viewsets.ViewSet):
    """Feature flags across the projects of an organization."""

    scope = "feature_flag"
    lookup_field = "feature_flag_key"

    @extend_schema(
        operation_id="org_feature_flags_retrieve",
        parameters=[OpenApiParameter("feature_flag_key", str, "path")],
        responses=FlagOfProjectSerializer(many=True),
    )
    def retrieve(self, request: Request, feature_flag_key: str, **_: Any) -> Response:
        """The flags of this key in all projects of the organization."""
        found = FeatureFlag.objects.filter(
            project__in=self._projects(), key=feature_flag_key, deleted=False
        )
        rows = found.select_related("created_by").order_by("project_id")
        context = {"request": request}
        return Response(FlagOfProjectSerializer(rows, many=True, context=context).data)

    @extend_schema(request=FlagCopySerializer, responses=FlagsCopiedSerializer)
    @action(detail=False, methods=["post"])
    def copy_flags(self, request: Request, **_: Any) -> Response:
        """Copies a flag; where there is one of its key already, that becomes as this one."""
        asked = _checked(FlagCopySerializer, request)
        source, flag = self._source(asked)
        wait_for_others(one.id for one in self._targets(asked).values() if one is not None)
        copied: list[Any] = []
        failed: list[dict[str, Any]] = []
        for number, target in self._targets(asked).items():
            try:
                if target is None or target.id == source.id:
                    raise BadRequest("Project not found.")
                with transaction.atomic():
                    made = Copier(
                        source,
                        target,
                        request,
                        copies_needed=asked["copy_dependencies"],
                        is_disabled=asked["disable_copied_flag"],
                    ).copy(flag)
                context = {"request": request, "project": target}
                copied.append(CopiedFlagSerializer(made, context=context).data)
            except (BadRequest, ValidationError) as error:
                failed.append({"project_id": number, "error_message": why(error)})
        return Response({"success": copied, "failed": failed})

    @extend_schema(request=FlagCopyCheckSerializer, responses=FlagCopyCheckedSerializer)
    @action(detail=False, methods=["post"], url_path="copy_flags/dependency_requirements")
    def dependency_requirements(self, request: Request, **_: Any) -> Response:
        """What copying would do to the flags that a flag depends on; nothing is changed."""
        asked = _checked(FlagCopyCheckSerializer, request)
        source, flag = self._source(asked)
        needed = needed_flags(source, flag)
        targets = [target for target in self._targets(asked).values() if target is not None]
        there = FeatureFlag.objects.filter(
            project__in=targets, deleted=False, key__in=[one.key for one in needed]
        )
        known = {(one.project_id, one.key): one.active for one in there}
        missing = [n.key for n in needed if any((t.id, n.key) not in known for t in targets)]
        off = sorted({key for (_, key), active in known.items() if not active})
        warnings = [f"'{key}' is disabled in a target project." for key in off]
        can = bool(missing) and not warnings
        return Response(
            {
                "can_copy_dependencies": can,
                "dependency_count": len(needed),
                "copied_dependency_keys": missing,
                "reused_dependency_keys": [
                    one.key for one in needed if one.key not in {*missing, *off}
                ],
                "warnings": warnings,
                "reason": _reason(len(needed), missing, warnings),
            }
        )

    def _source(self, asked: dict[str, Any]) -> tuple[Project, FeatureFlag]:
        source = self._projects().filter(pk=asked["from_project"]).first()
        key = asked["feature_flag_key"]
        found = FeatureFlag.objects.filter(project=source, key=key, deleted=False).first()
        if source is None or found is None:
            raise problem("feature_flag_key", "Feature flag to copy does not exist.")
        return source, found

    def _targets(self, asked: dict[str, Any]) -> dict[int, Project | None]:
        wanted = asked["target_project_ids"]
        known = {one.id: one for one in self._projects().filter(pk__in=wanted)}
        return {number: known.get(number) for number in wanted}

    def _projects(self) -> Any:
        """Those of the organization that the caller reaches."""
        return projects_of(self.user).filter(organization=self.organization)


def _reason(count: int, missing: list[str], warnings: list[str]) -> str:
    if not count:
        return "The flag depends on no other flag."
    if warnings:
        return warnings[0]
    if not missing:
        return "Every target project has all flags that it depends on."
    return f"{len(missing)} flags that it depends on would be copied."


def _checked(kind: Any, request: Request) -> dict[str, Any]:
    serializer = kind(data=request.data)
    serializer.is_valid(raise_exception=True)
    data: dict[str, Any] = serializer.validated_data
    return data
