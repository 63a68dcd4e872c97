"""What programs ask of flags: definitions to evaluate by themselves, remote configuration."""

import re
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.flags.definitions import definitions, etag_of
from tenrec.flags.models import FeatureFlag
from tenrec.flags.stored import stored
from tenrec.resources.feature_flags.fields import FILTERS, AnyJSON
from tenrec.resources.feature_flags.payloads import shown_filters
from tenrec.rest.asked import asked_flag

_ETAG = re.compile(r'(?:W/)?"?([^",\s]+)"?')
_COHORTS = "send_cohorts"


class MinimalFlagSerializer(serializers.Serializer[Any]):
    """A flag in brief."""

    id = serializers.IntegerField()
    team_id = serializers.IntegerField()
    name = serializers.CharField(allow_blank=True)
    key = serializers.CharField()
    filters = serializers.SerializerMethodField()
    deleted = serializers.BooleanField()
    active = serializers.BooleanField()
    ensure_experience_continuity = serializers.BooleanField()
    has_encrypted_payloads = serializers.BooleanField()
    version = serializers.IntegerField()
    evaluation_runtime = serializers.CharField(allow_null=True)
    evaluation_tags = serializers.ListField(child=serializers.CharField())
    evaluation_contexts = serializers.ListField(child=serializers.CharField())
    bucketing_identifier = serializers.CharField(allow_null=True)
    has_experiment = serializers.BooleanField()

    @extend_schema_field(FILTERS)
    def get_filters(self, flag: Any) -> Any:
        return flag["filters"]


class FlagDefinitionsSerializer(serializers.Serializer[Any]):
    """All flags of the project, and what their conditions name."""

    flags = MinimalFlagSerializer(many=True)
    group_type_mapping = serializers.DictField(child=serializers.CharField())
    cohorts = serializers.DictField(
        child=AnyJSON(), help_text="Criteria by the id of the cohort; static ones are left out."
    )
    property_matching_version = serializers.IntegerField()
    minimal_flag_called_events = serializers.BooleanField()


class MachineActions:
    """For the viewset of flags; the project's secret token opens these, too."""

    @extend_schema(
        parameters=[
            OpenApiParameter(_COHORTS, bool, description="Send the criteria of cohorts as well."),
            OpenApiParameter("token", str, description="The project, by its token."),
        ],
        responses={200: FlagDefinitionsSerializer, 304: OpenApiResponse(description="As before.")},
    )
    @action(
        detail=False,
        pagination_class=None,
        allows_secret_tokens=True,
        throttle_kind="local_evaluation",
    )
    def local_evaluation(self: Any, request: Request, **_: Any) -> Response:
        """What a server SDK needs to evaluate flags by itself; with an ETag."""
        rows = stored(self.project.id)
        sends = request.query_params.get(_COHORTS) == "" or asked_flag(request, _COHORTS)
        told = definitions(rows.flags, rows.cohorts, rows.group_types, send_cohorts=bool(sends))
        etag = etag_of(told)
        headers = {"ETag": f'W/"{etag}"', "Cache-Control": "private, must-revalidate"}
        if etag in _ETAG.findall(request.headers.get("If-None-Match", "")):
            return Response(status=304, headers=headers)
        return Response(told, headers=headers)

    @extend_schema(
        parameters=[OpenApiParameter("id", str, "path", description="Its id, or its key.")],
        responses={200: OpenApiTypes.ANY},
    )
    @action(detail=True, allows_secret_tokens=True, throttle_kind="remote_config")
    def remote_config(self: Any, request: Request, pk: str, **_: Any) -> Response | HttpResponse:
        """The payload of a remote configuration flag, by its id or its key.

        A sealed payload is opened to personal API keys, and redacted for others.
        """
        found = FeatureFlag.objects.filter(project=self.project, deleted=False)
        is_number = pk.isascii() and pk.isdecimal() and len(pk) <= 18
        flag = found.filter(**({"pk": int(pk)} if is_number else {"key": pk})).first()
        if flag is None or not flag.is_remote_configuration:
            raise NotFound("There is no such remote configuration flag.")
        payload = (shown_filters(flag, request).get("payloads") or {}).get("true")
        if not payload:
            return HttpResponse(b"", content_type="application/json")
        return Response(payload)
