"""/api/projects/:id/flag_value/values/: what a flag can be, for the choices of a filter."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.flags.models import FeatureFlag
from tenrec.flags.rollout import variants_of
from tenrec.resources.feature_flags.fields import AnyJSON
from tenrec.rest.asked import asked_number, problem
from tenrec.rest.views import ProjectView


class FlagValueSerializer(serializers.Serializer[Any]):
    """One thing that a flag can be."""

    name = AnyJSON(help_text="true, false or a variant")


class FlagValuesView(ProjectView):
    """What a flag can be."""

    scope = "feature_flag"

    @extend_schema(
        parameters=[OpenApiParameter("key", int, required=True, description="The id of the flag.")],
        responses=FlagValueSerializer(many=True),
    )
    def get(self, request: Request, **_: Any) -> Response:
        """true, false, and every variant of it."""
        number = asked_number(request, "key")
        if number is None:
            raise problem("key", "This field is required.", "required")
        found = FeatureFlag.objects.filter(project=self.project, pk=number, deleted=False).first()
        if found is None:
            raise NotFound("Feature flag not found")
        keys = [variant["key"] for variant in variants_of(found.filters)]
        return Response([{"name": value} for value in (True, False, *keys)])
