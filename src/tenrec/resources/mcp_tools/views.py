"""POST /api/projects/:id/mcp_tools/<tool>/: SQL and names of data, answered as text for agents."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.scopes import allows
from tenrec.core.errors import QueryRefused
from tenrec.query.run import run
from tenrec.resources.mcp_tools.schema_arguments import TaxonomyCallSerializer
from tenrec.resources.mcp_tools.table import table
from tenrec.resources.mcp_tools.taxonomy import told
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectView

_TAXONOMY_SCOPES = ("event_definition:read", "property_definition:read")


class SqlArgumentsSerializer(serializers.Serializer[Any]):
    """What the tool is given."""

    query = serializers.CharField(help_text="HogQL, as the query endpoint takes it.")
    truncate = serializers.BooleanField(default=True, help_text="Whether long cells are cut.")
    connectionId = serializers.CharField(
        required=False, allow_null=True, help_text="There are no other sources to ask: not set."
    )
    sendRawQuery = serializers.BooleanField(required=False, help_text="With `connectionId` only.")

    def validate_connectionId(self, value: str | None) -> None:
        if value:
            raise serializers.ValidationError("Object does not exist.", code="does_not_exist")


class SqlCallSerializer(serializers.Serializer[Any]):
    """A call of the tool."""

    args = SqlArgumentsSerializer()


class ToolAnswerSerializer(serializers.Serializer[Any]):
    """What an agent reads."""

    success = serializers.BooleanField(help_text="False: `content` says what to change.")
    content = serializers.CharField()
    structured_content = serializers.DictField(
        required=False, help_text="The `query` that was answered."
    )


class McpToolViewSet(ProjectView, viewsets.ViewSet):
    """Tools of agents. Refusals that an agent can mend are answers, too."""

    scope = "query"
    verb = "read"
    throttle_kind = "analytics"

    @extend_schema(request=SqlCallSerializer, responses=ToolAnswerSerializer)
    @action(detail=False, methods=["post"])
    def execute_sql(self, request: Request, project_id: str | None = None) -> Response:
        """Runs a query and gives its rows as lines of text, cells between bars."""
        given: Any = SqlCallSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        args = given.validated_data["args"]
        query = {"kind": "HogQLQuery", "query": args["query"]}
        try:
            answer = run(self.project, {"query": query})
        except QueryRefused as refusal:
            where = (
                "" if refusal.start is None else f" (characters {refusal.start} to {refusal.end})"
            )
            return Response({"success": False, "content": f"{refusal.detail}{where}"})
        content = table(answer["columns"], answer["results"], cuts=args["truncate"])
        if answer.get("hasMore"):
            content += f"\n(more than these {len(answer['results'])} rows: set LIMIT and OFFSET)"
        return Response(
            {"success": True, "content": content, "structured_content": {"query": query}}
        )

    @extend_schema(request=TaxonomyCallSerializer, responses=ToolAnswerSerializer)
    @action(detail=False, methods=["post"], scope="event_definition")
    def read_taxonomy(self, request: Request, project_id: str | None = None) -> Response:
        """Tells events, their properties and values, and those of actions, persons and groups."""
        for needed in _TAXONOMY_SCOPES:
            if self.key is not None and not allows(self.key.scopes, needed):
                raise PermissionDenied(f"API key missing required scope '{needed}'.")
        given: Any = TaxonomyCallSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            content = told(self.project, given.validated_data["args"]["query"])
        except QueryRefused as refusal:
            return Response({"success": False, "content": refusal.detail})
        return Response({"success": True, "content": content})


ROUTES = [Route("mcp_tools", McpToolViewSet)]
