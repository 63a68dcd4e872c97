"""POST /api/projects/:id/query/: any question, as JSON in and JSON out."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.query.run import run
from tenrec.query.saved_variables import with_saved
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectView


class QueryRequestSerializer(serializers.Serializer[Any]):
    """A question."""

    query = serializers.DictField(
        help_text='What is asked, by `kind`: `{"kind": "HogQLQuery", "query": "select 1"}`.'
    )
    client_query_id = serializers.CharField(required=False, allow_null=True, max_length=200)
    refresh = serializers.JSONField(required=False, allow_null=True)
    filters_override = serializers.DictField(required=False, allow_null=True)
    variables_override = serializers.DictField(required=False, allow_null=True)
    name = serializers.CharField(required=False, allow_null=True, max_length=128)


class QueryAnswerSerializer(serializers.Serializer[Any]):
    """An answer; kinds of insights bring more members."""

    results = serializers.ListField(
        child=serializers.JSONField(),
        required=False,
        help_text="Rows; kinds about the language itself have members of their own instead.",
    )
    columns = serializers.ListField(child=serializers.CharField(), required=False)
    types = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
    query = serializers.CharField(required=False)
    hogql = serializers.CharField(required=False)
    error = serializers.CharField(allow_null=True, required=False)
    hasMore = serializers.BooleanField(required=False)
    limit = serializers.IntegerField(required=False)
    offset = serializers.IntegerField(required=False)
    timings = serializers.ListField(child=serializers.JSONField(), required=False)
    is_cached = serializers.BooleanField(required=False)
    timezone = serializers.CharField(required=False)


class QueryViewSet(ProjectView, viewsets.ViewSet):
    """Ask with SQL or as an insight. Errors in SQL say where: `extra.start` and `extra.end`."""

    scope = "query"
    verb = "read"
    throttle_kind = "analytics"

    @extend_schema(
        request=QueryRequestSerializer,
        responses={200: QueryAnswerSerializer},
    )
    def create(self, request: Request, project_id: str | None = None) -> Response:
        given: Any = QueryRequestSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        sent: Any = request.data
        body = {**sent, **given.validated_data}  # `async` is a word of Python
        body["query"] = with_saved(self.project.id, body["query"])
        return Response(run(self.project, body))


ROUTES = [Route("query", QueryViewSet), Route("query", QueryViewSet, "flat")]
