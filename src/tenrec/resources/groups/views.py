"""/api/projects/:id/groups/: what events are grouped by."""

from typing import Any

from django.utils.timezone import now
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from tenrec.activity.models import ActivityLog
from tenrec.activity.record import record
from tenrec.core.jsontext import dumps, loads
from tenrec.ingest import outbox
from tenrec.persons.models import Group, GroupType
from tenrec.resources.groups.related import related
from tenrec.resources.groups.search import (
    cursor_of,
    page,
    place_of,
    property_names,
    property_values,
)
from tenrec.resources.groups.serializers import (
    FoundGroupSerializer,
    GroupPageSerializer,
    GroupPropertySerializer,
    GroupSerializer,
    NewGroupSerializer,
    RelatedSerializer,
    ValueSerializer,
)
from tenrec.rest.audit import ActivitySerializer, NumberedPages
from tenrec.rest.paging import asked_limit, own_address
from tenrec.rest.rendering import ExactJSON
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectView
from tenrec.store.open import current

_INDEX = OpenApiParameter("group_type_index", int, required=True, description="0 to 4.")
_KEY = OpenApiParameter("group_key", str, required=True)
_UNSET = {"application/json": {"type": "object", "properties": {"$unset": {"type": "string"}}}}


class GroupViewSet(ProjectView, viewsets.ViewSet):
    """Groups, named by `group_type_index` and `group_key`. Changes are `$groupidentify` events."""

    scope = "group"
    throttle_kind = "analytics"
    pagination_class: Any = None
    is_atomic = False  # nobody may wait for the pipeline inside a transaction

    @extend_schema(
        parameters=[
            _INDEX,
            OpenApiParameter("search", str, description="Part of the key or of the name."),
            OpenApiParameter("group_key", str, description="Part of the key."),
            OpenApiParameter("cursor", str, description="As `next` has it."),
            OpenApiParameter("limit", int),
        ],
        responses=GroupPageSerializer,
    )
    def list(self, request: Request, *_: Any, **__: Any) -> Response:
        """The groups of one kind, the newest first."""
        asked, index, limit = request.query_params, _index(request), asked_limit(request)
        rows = page(
            self.project,
            index,
            search=asked.get("search", ""),
            key=asked.get("group_key", ""),
            beyond=place_of(asked.get("cursor")),
            most=limit + 1,
        )
        link = None
        if len(rows) > limit:
            last = rows[limit - 1]
            cursor = cursor_of((last[2], last[0]))
            link = replace_query_param(own_address(request), "cursor", cursor)
        results = [_shown(index, *row) for row in rows[:limit]]
        return Response({"next": link, "previous": None, "results": results})

    @extend_schema(request=NewGroupSerializer, responses={201: GroupSerializer})
    def create(self, request: Request, *_: Any, **__: Any) -> Response:
        """Makes a group of a kind that events have named before."""
        asked = _checked(NewGroupSerializer, request.data)
        index, key = asked["group_type_index"], asked["group_key"]
        kind = self._kind(index, "group_type_index")
        if self._groups(index).filter(key=key).exists():
            raise _refused("group_key", "A group with this key already exists.", "unique")
        properties = asked.get("group_properties") or {}
        self._send(kind, key, {"$group_set": properties})
        made = self._groups(index).filter(key=key).first()
        if made is not None:
            self._tell("create_group", made, *properties)
            return Response(_group(made), 201)
        return Response(_shown(index, key, dumps(properties).decode(), now()), 201)

    @extend_schema(parameters=[_INDEX, _KEY], responses=FoundGroupSerializer)
    @action(detail=False)
    def find(self, request: Request, *_: Any, **__: Any) -> Response:
        """One group."""
        return Response({**_group(self._asked()), "notebook": None})

    @extend_schema(
        parameters=[
            OpenApiParameter("group_type_index", int, description="Without it, `id` is a person."),
            OpenApiParameter("id", str, required=True, description="Key of the group, or person."),
        ],
        responses=RelatedSerializer(many=True),
    )
    @action(detail=False)
    def related(self, request: Request, *_: Any, **__: Any) -> Response:
        """Persons and groups with events in common in the last 90 days."""
        name = _needed(request, "id")
        index = _index(request) if request.query_params.get("group_type_index") else None
        return Response(related(self.project, index, name))

    @extend_schema(
        parameters=[_INDEX, _KEY], request=GroupPropertySerializer, responses=GroupSerializer
    )
    @action(detail=False, methods=["post"])
    def update_property(self, request: Request, *_: Any, **__: Any) -> Response:
        """Sets one property; the answer is the group as it will be in a moment."""
        group = self._asked()
        asked = _checked(GroupPropertySerializer, request.data)
        key, value = asked["key"], asked["value"]
        properties = loads(group.properties)
        self._send(self._kind(group.group_type_index), group.key, {"$group_set": {key: value}})
        self._tell("update_property" if key in properties else "create_property", group, key)
        group.properties = dumps({**properties, key: value}).decode()
        return Response(_group(group))

    @extend_schema(parameters=[_INDEX, _KEY], request=_UNSET, responses=GroupSerializer)
    @action(detail=False, methods=["post"])
    def delete_property(self, request: Request, *_: Any, **__: Any) -> Response:
        """Removes one property; the answer is the group as it will be in a moment."""
        group = self._asked()
        data = request.data
        key = data.get("$unset") if hasattr(data, "get") else None
        properties = loads(group.properties)
        if not isinstance(key, str):
            raise _refused("$unset", "This field is required.", "required")
        if key not in properties:
            raise _refused("$unset", "This group has no such property.", "does_not_exist")
        self._send(self._kind(group.group_type_index), group.key, {"$group_unset": [key]})
        self._tell("delete_property", group, key)
        del properties[key]
        group.properties = dumps(properties).decode()
        return Response(_group(group))

    @extend_schema(
        responses={200: {"type": "object", "additionalProperties": {"type": "array", "items": {}}}}
    )
    @action(detail=False)
    def property_definitions(self, request: Request, *_: Any, **__: Any) -> Response:
        """The names of properties that groups have, by the index of their kind."""
        return Response(property_names(current(), self.project.id))

    @extend_schema(
        parameters=[
            _INDEX,
            OpenApiParameter("key", str, required=True),
            OpenApiParameter("value", str, description="Part of the value."),
        ],
        responses=ValueSerializer(many=True),
    )
    @action(detail=False)
    def property_values(self, request: Request, *_: Any, **__: Any) -> Response:
        """What a property of groups is, the most frequent first."""
        index, key = _index(request), _needed(request, "key")
        part = request.query_params.get("value", "")
        return Response(property_values(current(), self.project.id, index, key, part))

    @extend_schema(
        parameters=[
            OpenApiParameter("group_type_index", int),
            OpenApiParameter("group_key", str, description="Only of this group."),
        ],
        responses=ActivitySerializer(many=True),
    )
    @action(detail=False, scope="activity_log", pagination_class=NumberedPages)
    def activity(self, request: Request, *_: Any, **__: Any) -> Response:
        """What was done to groups by the API, newest first."""
        rows = ActivityLog.objects.filter(scope="Group", project=self.project)
        if request.query_params.get("group_key"):
            rows = rows.filter(item_id=str(self._asked().pk))
        pages = NumberedPages()
        found = rows.select_related("user").order_by("-created_at", "id")
        shown = pages.paginate_queryset(found, request, self)
        data = ActivitySerializer(shown, many=True, context={"request": request}).data
        return pages.get_paginated_response(data)

    def _groups(self, index: int) -> Any:
        return Group.objects.filter(team_id=self.project.id, group_type_index=index)

    def _asked(self) -> Group:
        index, key = _index(self.request), _needed(self.request, "group_key")
        found: Group | None = self._groups(index).filter(key=key).first()
        if found is None:
            raise NotFound()
        return found

    def _kind(self, index: int, attr: str | None = None) -> str:
        kind = GroupType.objects.filter(team_id=self.project.id, index=index).first()
        if kind is None and attr is not None:
            raise _refused(attr, "There is no such group type.", "does_not_exist")
        if kind is None:
            raise NotFound()
        return kind.name

    def _send(self, kind: str, key: str, change: dict[str, Any]) -> None:
        box = outbox.current()
        named = {"$group_type": kind, "$group_key": key, **change}
        box.event(self.project.id, "$groupidentify", str(self.project.uuid), named)
        box.settle()

    def _tell(self, activity: str, group: Group, *keys: str) -> None:
        changes = [
            {"type": "Group", "action": "changed", "field": key, "before": None, "after": None}
            for key in keys
        ]
        record(
            activity,
            scope="Group",
            item_id=group.pk,
            user=self.user,
            organization=self.project.organization,
            project=self.project,
            name=group.key,
            changes=changes,
        )


def _group(group: Group) -> dict[str, Any]:
    return _shown(group.group_type_index, group.key, group.properties, group.created_at)


def _shown(index: int, key: str, properties: str, created_at: Any) -> dict[str, Any]:
    return {
        "group_type_index": index,
        "group_key": key,
        "group_properties": ExactJSON(properties or "{}"),
        "created_at": created_at.isoformat(),
    }


def _index(request: Request) -> int:
    text = _needed(request, "group_type_index")
    if not (text.isascii() and text.isdecimal() and len(text) == 1 and int(text) <= 4):
        raise _refused("group_type_index", "A valid integer from 0 to 4 is required.")
    return int(text)


def _needed(request: Request, name: str) -> str:
    text = request.query_params.get(name)
    if not text:
        raise _refused(name, "This field is required.", "required")
    return text


def _checked(kind: Any, data: Any) -> dict[str, Any]:
    serializer = kind(data=data)
    serializer.is_valid(raise_exception=True)
    checked: dict[str, Any] = serializer.validated_data
    return checked


def _refused(attr: str, why: str, code: str = "invalid") -> ValidationError:
    return ValidationError({attr: [ErrorDetail(why, code=code)]})


ROUTES = [Route("groups", GroupViewSet)]
