"""Actions about beginning: which products somebody wants, and whose introduction is over."""

import re
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.models import Project
from tenrec.resources.projects.serializers import ProjectSerializer

_PRODUCT = re.compile(r"[a-z][a-z0-9_]{0,99}")
_MOST = 100


class IntentSerializer(serializers.Serializer[Any]):
    """What somebody wants to use."""

    product_type = serializers.CharField(max_length=100, help_text="Such as `feature_flags`.")
    intent_context = serializers.CharField(
        max_length=400, required=False, allow_null=True, allow_blank=True
    )
    metadata = serializers.DictField(required=False)

    def validate_product_type(self, name: str) -> str:
        if not _PRODUCT.fullmatch(name):
            raise serializers.ValidationError("Must be small letters, digits and underscores.")
        return name


class DemoSerializer(serializers.Serializer[Any]):
    """Whether events are being made up."""

    is_generating_demo_data = serializers.BooleanField()


class OnboardingActions:
    """For the viewset of projects. They need the scope `project:read`, as in PostHog: they note
    what somebody looked at."""

    @extend_schema(request=IntentSerializer, responses={201: ProjectSerializer})
    @action(detail=True, methods=["patch"], verb="read")
    def add_product_intent(self: Any, request: Request, **_: Any) -> Response:
        """Notes that somebody wants to use a product."""
        project = self._note(request, is_complete=False)
        return Response(self.get_serializer(project).data, status.HTTP_201_CREATED)

    @extend_schema(request=IntentSerializer, responses=ProjectSerializer)
    @action(detail=True, methods=["patch"], verb="read")
    def complete_product_onboarding(self: Any, request: Request, **_: Any) -> Response:
        """Notes that the introduction to a product is over."""
        project = self._note(request, is_complete=True)
        return Response(self.get_serializer(project).data)

    @extend_schema(responses=DemoSerializer)
    @action(detail=True)
    def is_generating_demo_data(self: Any, request: Request, **_: Any) -> Response:
        """Whether events are being made up for the project; the server never does so by itself."""
        self.get_object()
        return Response({"is_generating_demo_data": False})

    def _note(self: Any, request: Request, *, is_complete: bool) -> Project:
        given = IntentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        product = given.validated_data["product_type"]
        with transaction.atomic():
            found = Project.objects.select_related("organization")
            project = found.select_for_update(of=("self",)).get(pk=self.get_object().pk)
            project.product_intents = _noted(project.product_intents, product, is_complete)
            if is_complete:
                done = project.has_completed_onboarding_for or {}
                project.has_completed_onboarding_for = {**done, product: True}
            project.save(
                update_fields=["product_intents", "has_completed_onboarding_for", "updated_at"]
            )
        return project


def _noted(intents: list[dict[str, Any]], product: str, is_complete: bool) -> list[dict[str, Any]]:
    """The list with this one, made or renewed; the oldest go when there are too many."""
    moment = now().isoformat()
    kept = [intent for intent in intents if intent["product_type"] != product]
    old = next((intent for intent in intents if intent["product_type"] == product), None)
    fresh = old or {
        "product_type": product,
        "created_at": moment,
        "onboarding_completed_at": None,
    }
    done = moment if is_complete else fresh["onboarding_completed_at"]
    return [*kept, {**fresh, "updated_at": moment, "onboarding_completed_at": done}][-_MOST:]
