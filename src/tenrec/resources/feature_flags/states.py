"""One step of a flag at a time: on, off, put away, brought back; and whether it is still needed."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.flags.models import FeatureFlag
from tenrec.resources.feature_flags import references, usage
from tenrec.resources.feature_flags.serializers import FeatureFlagSerializer
from tenrec.resources.feature_flags.status import rollout_summary, status_of


class FlagRolloutSerializer(serializers.Serializer[Any]):
    """How far a flag is rolled out."""

    effectively_full_rollout = serializers.BooleanField()
    has_targeting_conditions = serializers.BooleanField()
    max_rollout_percentage = serializers.FloatField(allow_null=True)
    is_multivariate = serializers.BooleanField()


class FlagStatusSerializer(serializers.Serializer[Any]):
    """Whether a flag is still needed."""

    status = serializers.ChoiceField(choices=["active", "stale", "archived", "deleted"])
    reason = serializers.CharField()
    rollout = FlagRolloutSerializer()


class DependentFlagSerializer(serializers.Serializer[Any]):
    """A flag that asks this one."""

    id = serializers.IntegerField()
    key = serializers.CharField()
    name = serializers.CharField()


class FlagDoneSerializer(serializers.Serializer[Any]):
    """Whether it is done."""

    success = serializers.BooleanField()
    error = serializers.CharField(required=False)


_STEP: Any = {"request": None, "responses": FeatureFlagSerializer}


class StateActions:
    """For the viewset of flags."""

    @extend_schema(**_STEP)
    @action(detail=True, methods=["post"])
    def enable(self: Any, request: Request, **_: Any) -> Response:
        """Turns the flag on; nothing else changes."""
        answer: Response = self._step(active=True)
        return answer

    @extend_schema(**_STEP)
    @action(detail=True, methods=["post"])
    def disable(self: Any, request: Request, **_: Any) -> Response:
        """Turns the flag off; nothing else changes."""
        answer: Response = self._step(active=False)
        return answer

    @extend_schema(**_STEP)
    @action(detail=True, methods=["post"])
    def archive(self: Any, request: Request, **_: Any) -> Response:
        """Puts the flag away: off, and out of the lists."""
        answer: Response = self._step(archived=True, active=False)
        return answer

    @extend_schema(**_STEP)
    @action(detail=True, methods=["post"])
    def unarchive(self: Any, request: Request, **_: Any) -> Response:
        """Brings the flag back into the lists; it stays off."""
        answer: Response = self._step(archived=False)
        return answer

    def _step(self: Any, **wanted: bool) -> Response:
        flag: FeatureFlag = self.get_object()
        news = {name: value for name, value in wanted.items() if getattr(flag, name) != value}
        if news:
            serializer = self.get_serializer(flag, data=news, partial=True)
            serializer.is_valid(raise_exception=True)
            self.perform_update(serializer)
        return Response(self.get_serializer(flag).data)

    @extend_schema(responses=FlagStatusSerializer)
    @action(detail=True, pagination_class=None)
    def status(self: Any, request: Request, pk: str, **_: Any) -> Response:
        """Whether the flag is still needed, and how far it is rolled out; also of deleted ones."""
        is_number = pk.isascii() and pk.isdecimal() and len(pk) <= 18
        found = FeatureFlag.objects.filter(project=self.project, pk=int(pk) if is_number else 0)
        flag = found.first()
        if flag is None:
            raise NotFound("Flag could not be found")
        status, reason = status_of(flag)
        rollout = rollout_summary(flag.filters)
        return Response({"status": status, "reason": reason, "rollout": rollout})

    @extend_schema(responses=DependentFlagSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def dependent_flags(self: Any, request: Request, **_: Any) -> Response:
        """The active flags whose conditions ask this one."""
        flag: FeatureFlag = self.get_object()
        found = references.dependents(flag.project_id, [flag.pk])[flag.pk]
        return Response(
            [{"id": one.pk, "key": one.key, "name": one.name or one.key} for one in found]
        )

    @extend_schema(request=None, responses={200: FlagDoneSerializer})
    @action(detail=True, methods=["post"])
    def dashboard(self: Any, request: Request, **_: Any) -> Response:
        """Makes a dashboard of the flag's calls."""
        flag: FeatureFlag = self.get_object()
        usage.make(flag, self.user)
        if flag.has_enriched_analytics:
            usage.enrich(flag, self.user)
        return Response({"success": True})

    @extend_schema(request=None, responses={200: FlagDoneSerializer, 400: FlagDoneSerializer})
    @action(detail=True, methods=["post"])
    def enrich_usage_dashboard(self: Any, request: Request, **_: Any) -> Response:
        """Adds insights about the feature itself to the dashboard of the flag's calls."""
        flag: FeatureFlag = self.get_object()
        error = None
        if flag.usage_dashboard is None:
            error = "Usage dashboard not found"
        elif flag.usage_dashboard_is_enriched:
            error = "Usage dashboard already has enriched data"
        elif not flag.has_enriched_analytics:
            error = "No enriched analytics available for this feature flag"
        if error is not None:
            return Response({"success": False, "error": error}, status=400)
        usage.enrich(flag, self.user)
        return Response({"success": True})
