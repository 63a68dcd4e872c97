"""/api/projects/:id/comments/: what people say about things, in threads."""

from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.activity.record import name_of, record
from tenrec.resources.comments.models import Comment
from tenrec.resources.comments.serializers import CommentCountSerializer, CommentSerializer
from tenrec.rest.asked import asked_flag, asked_number, asked_uuid, problem
from tenrec.rest.audit import Audited
from tenrec.rest.cursors import MomentPages
from tenrec.rest.deletion import SoftDeleted
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectViewSet

_FILTERS = [
    OpenApiParameter("scope", str, description="On things of this kind."),
    OpenApiParameter("item_id", str, description="On the thing with this id."),
    OpenApiParameter("source_comment", str, description="Answers to this comment."),
    OpenApiParameter("search", str, description="Part of the content."),
    OpenApiParameter("user", int, description="Written by the user with this id."),
    OpenApiParameter("kind", str, enum=["any", "comment", "task"]),
    OpenApiParameter("completed", str, enum=["any", "open", "completed"], description="Of tasks."),
    OpenApiParameter("exclude_emoji_reactions", bool, description="Without reactions."),
]


@extend_schema_view(list=extend_schema(parameters=_FILTERS))
class CommentViewSet(Audited, SoftDeleted, ProjectViewSet):
    """What people say about things of the project, newest first. Only who wrote a comment may
    change it."""

    scope = "comment"
    activity_scope = "Comment"
    activity_hides = frozenset({"rich_content", "is_emoji", "completed_by_id"})
    queryset = Comment.objects.select_related("created_by", "completed_by").order_by(
        "-created_at", "-id"
    )
    serializer_class = CommentSerializer
    pagination_class = MomentPages

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        return _filtered(queryset, self.request) if self.action in {"list", "count"} else queryset

    def perform_create(self, serializer: Any) -> None:
        super().perform_create(serializer)
        comment = serializer.instance
        record(
            "commented",
            scope=comment.scope,
            item_id=comment.item_id,
            user=self.user,
            organization=self.project.organization,
            project=self.project,
            name=name_of(comment),
        )

    @extend_schema(responses=CommentSerializer(many=True))
    @action(detail=True)
    def thread(self, request: Request, **_: Any) -> Response:
        """The answers to a comment, newest first."""
        page = self.paginate_queryset(self.get_queryset().filter(source_comment=self.get_object()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(parameters=_FILTERS, responses=CommentCountSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def count(self, request: Request, **_: Any) -> Response:
        """How many comments meet the filters."""
        return Response({"count": self.filter_queryset(self.get_queryset()).count()})

    @extend_schema(request=None, responses=CommentSerializer)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, **_: Any) -> Response:
        """A task is done."""
        return self._completed(True)

    @extend_schema(request=None, responses=CommentSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **_: Any) -> Response:
        """A task is not done after all."""
        return self._completed(False)

    def _completed(self, is_done: bool) -> Response:
        comment = self.get_object()
        if not comment.is_task:
            raise ValidationError("Only tasks can be completed.", code="invalid")
        if (comment.completed_at is not None) is is_done:
            raise ValidationError("The task is that already.", code="invalid")
        comment.completed_at = now() if is_done else None
        comment.completed_by = self.user if is_done else None
        comment.save(update_fields=["completed_at", "completed_by"])
        self.log("completed" if is_done else "reopened", comment)
        return Response(self.get_serializer(comment).data)


def _filtered(found: QuerySet[Any, Any], request: Request) -> QuerySet[Any, Any]:
    asked = request.query_params
    if scope := asked.get("scope"):
        found = found.filter(scope=scope)
    if item := asked.get("item_id"):
        found = found.filter(item_id=item)
    if (source := asked_uuid(request, "source_comment")) is not None:
        found = found.filter(source_comment_id=source)
    if words := asked.get("search"):
        found = found.filter(content__icontains=words)
    if (author := asked_number(request, "user")) is not None:
        found = found.filter(created_by_id=author)
    if asked_flag(request, "exclude_emoji_reactions"):
        found = found.filter(is_emoji=False)
    return _tasks(found, asked.get("kind") or "any", asked.get("completed") or "any")


def _tasks(found: QuerySet[Any, Any], kind: str, completed: str) -> QuerySet[Any, Any]:
    if kind not in ("any", "comment", "task"):
        raise problem("kind", "Must be any, comment or task.")
    if completed not in ("any", "open", "completed"):
        raise problem("completed", "Must be any, open or completed.")
    if kind == "any":
        return found
    found = found.filter(is_task=kind == "task")
    if kind == "task" and completed != "any":
        found = found.filter(completed_at__isnull=completed == "open")
    return found


ROUTES = [Route("comments", CommentViewSet), Route("comments", CommentViewSet, "flat")]
