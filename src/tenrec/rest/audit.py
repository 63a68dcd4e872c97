"""Viewsets whose changes are logged, and the pages on which the log is read."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from tenrec.activity.models import ActivityLog
from tenrec.activity.record import Change, changes_between, name_of, record, values_of
from tenrec.rest.paging import own_address, whole_number
from tenrec.rest.serializers import UserBasicSerializer

_MOST = 1000
_LAST_PAGE = 100_000


class ChangeSerializer(serializers.Serializer[Any]):
    """One field that changed."""

    type = serializers.CharField()
    action = serializers.CharField(help_text="created, changed or deleted")
    field = serializers.CharField(allow_null=True)
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class ActivityDetailSerializer(serializers.Serializer[Any]):
    """What the change was about."""

    name = serializers.CharField(allow_null=True)
    short_id = serializers.CharField(allow_null=True)
    changes = ChangeSerializer(many=True)
    context = serializers.DictField(  # type: ignore[assignment]  # a field, not its own context
        required=False,
        help_text="Of log-ins: `login_method`, `ip_address`, `user_agent`, `reauth`.",
    )


class ActivitySerializer(serializers.ModelSerializer[ActivityLog]):
    """Somebody did something to a thing."""

    user = UserBasicSerializer(allow_null=True, read_only=True)
    organization_id = serializers.UUIDField(read_only=True, allow_null=True)
    detail = ActivityDetailSerializer(read_only=True)
    unread = serializers.SerializerMethodField(help_text="Newer than what the caller has seen.")
    is_system = serializers.SerializerMethodField(help_text="Done by the product, not by a user.")
    was_impersonated = serializers.SerializerMethodField()

    class Meta:
        model = ActivityLog
        fields = [
            "id",
            "user",
            "unread",
            "organization_id",
            "was_impersonated",
            "is_system",
            "activity",
            "item_id",
            "scope",
            "detail",
            "created_at",
        ]
        read_only_fields = fields

    def get_unread(self, row: ActivityLog) -> bool:
        seen = self.context.get("seen_until")
        return seen is not None and row.created_at > seen

    def get_is_system(self, row: ActivityLog) -> bool:
        return row.user_id is None

    def get_was_impersonated(self, row: ActivityLog) -> bool:
        return False


class NumberedPages(BasePagination):
    """`?page=&limit=` → `{results, next, previous, total_count}`."""

    request: Request

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.page, self.limit = _positive(request, "page", 1), _positive(request, "limit", 10)
        if self.page > _LAST_PAGE or self.limit > _MOST:
            attr = "page" if self.page > _LAST_PAGE else "limit"
            raise ValidationError({attr: ["This number is too large."]}, code="invalid")
        self.total = queryset.count()
        start = (self.page - 1) * self.limit
        return list(queryset[start : start + self.limit])

    def get_paginated_response(self, data: Any) -> Response:
        last = -(-self.total // self.limit)
        return Response(
            {
                "results": data,
                "next": self._at(self.page + 1) if self.page < last else None,
                "previous": self._at(self.page - 1) if self.page > 1 else None,
                "total_count": self.total,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        properties = {
            "results": schema,
            "next": link,
            "previous": link,
            "total_count": {"type": "integer"},
        }
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {"name": name, "in": "query", "schema": {"type": "integer"}, "description": words}
            for name, words in (("page", "Which page, from 1."), ("limit", "Rows of a page."))
        ]

    def _at(self, page: int) -> str:
        return str(replace_query_param(own_address(self.request), "page", page))


class Audited:
    """Logs what is created, changed and deleted; goes before the viewset in the bases."""

    activity_scope: ClassVar[str]
    activity_hides: ClassVar[frozenset[str]] = frozenset()
    """Columns that the log must not tell: secrets, and what no person changes."""

    def perform_create(self: Any, serializer: Any) -> None:
        super().perform_create(serializer)  # type: ignore[misc]  # of the viewset
        self.log("created", serializer.instance)

    def perform_update(self: Any, serializer: Any) -> None:
        before = values_of(serializer.instance, self.activity_hides)
        super().perform_update(serializer)  # type: ignore[misc]  # of the viewset
        after = values_of(serializer.instance, self.activity_hides)
        changes = changes_between(self.activity_scope, before, after)
        if changes:
            self.log(_what_happened(changes), serializer.instance, changes)

    def perform_destroy(self: Any, instance: Model) -> None:
        self.log("deleted", instance)
        super().perform_destroy(instance)  # type: ignore[misc]  # of the viewset

    def log(self: Any, activity: str, thing: Model, changes: list[Change] | None = None) -> None:
        """One row about this thing, done by the caller; custom actions call it, too."""
        project, organization = self.place()
        record(
            activity,
            scope=self.activity_scope,
            item_id=thing.pk,
            user=self.user,
            organization=organization,
            project=project,
            name=name_of(thing),
            short_id=getattr(thing, "short_id", None),
            changes=changes or [],
        )

    @extend_schema(responses=ActivitySerializer(many=True))
    @action(
        detail=False,
        scope="activity_log",
        pagination_class=NumberedPages,
        serializer_class=ActivitySerializer,
    )
    def activity(self: Any, request: Request, **_: Any) -> Response:
        """What was done to all of these, newest first."""
        answer: Response = self._activity_page(self._activity_rows())
        return answer

    @extend_schema(responses=ActivitySerializer(many=True))
    @action(
        detail=True,
        url_path="activity",
        scope="activity_log",
        pagination_class=NumberedPages,
        serializer_class=ActivitySerializer,
    )
    def item_activity(self: Any, request: Request, **_: Any) -> Response:
        """What was done to this one, newest first."""
        rows = self._activity_rows().filter(item_id=str(self.get_object().pk))
        answer: Response = self._activity_page(rows)
        return answer

    def _activity_rows(self: Any) -> QuerySet[ActivityLog]:
        project, organization = self.place()
        rows = ActivityLog.objects.filter(scope=self.activity_scope, organization=organization)
        return rows.filter(project=project).select_related("user").order_by("-created_at", "id")

    def _activity_page(self: Any, rows: QuerySet[ActivityLog]) -> Response:
        page = self.paginator.paginate_queryset(rows, self.request, self)
        answer: Response = self.paginator.get_paginated_response(
            ActivitySerializer(page, many=True, context={"request": self.request}).data
        )
        return answer


def _what_happened(changes: list[Change]) -> str:
    deleted = next((change for change in changes if change["field"] == "deleted"), None)
    if deleted is None:
        return "updated"
    return "deleted" if deleted["after"] else "restored"


def _positive(request: Request, name: str, default: int) -> int:
    number = whole_number(request, name, default)
    if number < 1:
        raise ValidationError({name: ["Must be at least 1."]}, code="invalid")
    return number
