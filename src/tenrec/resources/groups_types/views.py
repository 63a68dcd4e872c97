"""/api/projects/:id/groups_types/: the kinds of groups, and measures of them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.activity.record import Change, changes_between, record
from tenrec.persons.models import GroupType
from tenrec.resources.groups_types.boards import boards_of, new_board
from tenrec.resources.groups_types.models import GroupBoard, GroupMetric
from tenrec.resources.groups_types.serializers import (
    DefaultColumnsSerializer,
    GroupMetricSerializer,
    GroupTypeChoiceSerializer,
    GroupTypeNamesSerializer,
    GroupTypeSerializer,
)
from tenrec.rest.audit import Audited
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectObjects, ProjectViewSet

_SCOPE = "GroupType"
_INDEX = OpenApiParameter("id", int, OpenApiParameter.PATH, description="0 to 4.")
_TYPE = OpenApiParameter("group_type_index", int, OpenApiParameter.PATH, description="0 to 4.")


class GroupTypeViewSet(mixins.ListModelMixin, ProjectObjects):
    """The kinds of groups that events have named, five at most; a plain list."""

    scope = "group"
    queryset = GroupType.objects.order_by("index")
    serializer_class: Any = GroupTypeSerializer
    project_field = "team_id"
    pagination_class: Any = None

    @extend_schema(parameters=[_INDEX], responses={204: None})
    def destroy(self, request: Request, pk: str, *_: Any, **__: Any) -> Response:
        """Forgets the kind; its groups stay, and a new kind may take the index."""
        if not pk.isascii() or not pk.isdecimal() or len(pk) > 4:
            raise NotFound()
        found: GroupType = get_object_or_404(self.get_queryset(), index=int(pk))
        self._log("deleted", found)
        found.delete()
        GroupBoard.objects.filter(project=self.project, group_type_index=int(pk)).delete()
        return Response(status=204)

    @extend_schema(
        request=GroupTypeNamesSerializer(many=True), responses=GroupTypeSerializer(many=True)
    )
    @action(detail=False, methods=["patch"])
    def update_metadata(self, request: Request, *_: Any, **__: Any) -> Response:
        """Says how kinds are called, of any number of them at once."""
        asked: Any = GroupTypeNamesSerializer(many=True, data=request.data)
        asked.is_valid(raise_exception=True)
        for names in asked.validated_data:
            found = self._named(names.pop("group_type_index"))
            self._change(found, names)
        return Response(self.get_serializer(self.get_queryset(), many=True).data)

    @extend_schema(request=GroupTypeChoiceSerializer, responses=GroupTypeSerializer)
    @action(detail=False, methods=["put"])
    def create_detail_dashboard(self, request: Request, *_: Any, **__: Any) -> Response:
        """Makes the dashboard that is shown of each group of the kind."""
        asked = GroupTypeChoiceSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = self._named(asked.validated_data["group_type_index"])
        if found.index in boards_of(self.project.id):
            why = ErrorDetail("This group type has its dashboard already.", code="unique")
            raise ValidationError({"group_type_index": [why]})
        board = new_board(self.project, found, self.user)
        changes = changes_between(
            _SCOPE, {"detail_dashboard": None}, {"detail_dashboard": board.pk}
        )
        self._log("updated", found, changes)
        return Response(self.get_serializer(found).data)

    @extend_schema(request=DefaultColumnsSerializer, responses=GroupTypeSerializer)
    @action(detail=False, methods=["put"])
    def set_default_columns(self, request: Request, *_: Any, **__: Any) -> Response:
        """Says which columns a list of these groups has."""
        asked = DefaultColumnsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = self._named(asked.validated_data["group_type_index"])
        self._change(found, {"default_columns": asked.validated_data["default_columns"]})
        return Response(self.get_serializer(found).data)

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if getattr(self, "swagger_fake_view", False):
            return context
        return {**context, "boards": boards_of(self.project.id)}

    def _change(self, kind: GroupType, wishes: dict[str, Any]) -> None:
        before = {name: getattr(kind, name) for name in wishes}
        for name, value in wishes.items():
            setattr(kind, name, value)
        kind.save(update_fields=list(wishes))
        changes = changes_between(_SCOPE, before, wishes)
        if changes:
            self._log("updated", kind, changes)

    def _log(self, activity: str, kind: GroupType, changes: Sequence[Change] = ()) -> None:
        record(
            activity,
            scope=_SCOPE,
            item_id=kind.index,
            user=self.user,
            organization=self.project.organization,
            project=self.project,
            name=kind.name,
            changes=changes,
        )

    def _named(self, index: int) -> GroupType:
        found: GroupType | None = self.get_queryset().filter(index=index).first()
        if found is None:
            raise NotFound("There is no such group type.")
        return found


@extend_schema_view(
    list=extend_schema(parameters=[_TYPE]),
    create=extend_schema(parameters=[_TYPE]),
    retrieve=extend_schema(parameters=[_TYPE]),
    update=extend_schema(parameters=[_TYPE]),
    partial_update=extend_schema(parameters=[_TYPE]),
    destroy=extend_schema(parameters=[_TYPE]),
)
class GroupMetricViewSet(Audited, ProjectViewSet):
    """Numbers that are shown of every group of a kind."""

    scope = "group"
    activity_scope = "GroupUsageMetric"
    queryset = GroupMetric.objects.order_by("created_at", "id")
    serializer_class = GroupMetricSerializer

    def get_queryset(self) -> QuerySet[Any, Any]:
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        return found.filter(group_type_index=self._index())

    def perform_create(self, serializer: Any) -> None:
        self._refuse_double(serializer)
        serializer.validated_data["group_type_index"] = self._index()
        super().perform_create(serializer)

    def perform_update(self, serializer: Any) -> None:
        self._refuse_double(serializer)
        super().perform_update(serializer)

    def _index(self) -> int:
        text = self.kwargs["group_type_index"]
        known = GroupType.objects.filter(team_id=self.project.id)
        if not known.filter(index=int(text)).exists():
            raise NotFound("There is no such group type.")
        return int(text)

    def _refuse_double(self, serializer: Any) -> None:
        others = self.get_queryset().filter(name=serializer.validated_data.get("name"))
        if serializer.instance is not None:
            others = others.exclude(pk=serializer.instance.pk)
        if others.exists():
            problem = ErrorDetail("A metric of this name exists already.", code="unique")
            raise ValidationError({"name": [problem]})


ROUTES = [
    Route(r"groups_types/(?P<group_type_index>[0-9]{1,4})/metrics", GroupMetricViewSet),
    Route("groups_types", GroupTypeViewSet),
]
