"""/api/projects/:id/activity_log/ and advanced_activity_logs/ of projects and organizations."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.models import Membership
from tenrec.accounts.reach import level_in
from tenrec.activity.models import ActivityLog
from tenrec.resources.activity_log import search
from tenrec.resources.activity_log.important import MOST, important
from tenrec.resources.activity_log.models import NotificationsViewed
from tenrec.resources.activity_log.serializers import (
    AvailableFiltersSerializer,
    BookmarkSerializer,
    ImportantChangesSerializer,
    LogRowSerializer,
)
from tenrec.rest.asked import asked_flag
from tenrec.rest.cursors import MomentPages
from tenrec.rest.router import Route
from tenrec.rest.views import OrganizationView, ProjectObjects

_MOST_USERS = 1_000
_BEGINNING = datetime(1971, 1, 1, tzinfo=UTC)


class _Rows(mixins.ListModelMixin):
    """Rows with the user who did it, and whether the caller has seen them."""

    def get_serializer_context(self: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_serializer_context()  # type: ignore[misc]  # the view
        if getattr(self, "swagger_fake_view", False):
            return context
        seen = NotificationsViewed.objects.filter(user=self.user).values_list("until", flat=True)
        return context | {"seen_until": seen.first() or _BEGINNING}


@extend_schema_view(list=extend_schema(parameters=search.SIMPLE))
class ActivityLogViewSet(_Rows, ProjectObjects):
    """Who did what in the project, newest first."""

    scope = "activity_log"
    queryset = ActivityLog.objects.select_related("user")
    serializer_class = LogRowSerializer
    pagination_class = MomentPages

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        return search.simple(queryset, self.request)

    @extend_schema(responses=ImportantChangesSerializer)
    @action(detail=False, pagination_class=None)
    def important_changes(self, request: Request, **_: Any) -> Response:
        """The newest ten things that others did to what you made or changed; `?unread=true` leaves
        out what you have seen."""
        rows = important(self.project, self.user)
        mark = NotificationsViewed.objects.filter(user=self.user).first()
        if mark is not None and asked_flag(request, "unread"):
            rows = rows.filter(created_at__gt=mark.until)
        shown = self.get_serializer(rows[:MOST], many=True).data
        return Response({"results": shown, "last_read": mark.until if mark else None})

    @extend_schema(request=BookmarkSerializer, responses={204: None})
    @action(detail=False, methods=["post"])
    def bookmark_activity_notification(self, request: Request, **_: Any) -> Response:
        """Keeps how far you have read."""
        asked = BookmarkSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        NotificationsViewed.objects.update_or_create(
            user=self.user, defaults={"until": asked.validated_data["bookmark"]}
        )
        return Response(status=204)


class _Advanced(_Rows):
    """The whole log with every filter."""

    def filter_queryset(self: Any, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        return search.advanced(queryset, self.request)

    @extend_schema(responses=AvailableFiltersSerializer)
    @action(detail=False, pagination_class=None)
    def available_filters(self: Any, request: Request, **_: Any) -> Response:
        """The users, kinds of things and activities that the log has."""
        rows = self.get_queryset().order_by()
        people = rows.exclude(user=None).values_list(
            "user__uuid", "user__first_name", "user__last_name", "user__email"
        )
        users = [
            {"value": str(uuid), "label": f"{first} {last}".strip() or email}
            for uuid, first, last, email in people.distinct()[:_MOST_USERS]
        ]
        words = {
            name: [
                {"value": word}
                for word in sorted(set(rows.values_list(column, flat=True).distinct()))
            ]
            for name, column in (("scopes", "scope"), ("activities", "activity"))
        }
        users.sort(key=lambda user: user["label"].lower())
        return Response({"static_filters": {"users": users, **words}})


@extend_schema_view(list=extend_schema(parameters=search.ADVANCED))
class ProjectAdvancedLogViewSet(_Advanced, ProjectObjects):
    """Who did what in the project: every filter."""

    scope = "activity_log"
    queryset = ActivityLog.objects.select_related("user")
    serializer_class = LogRowSerializer
    pagination_class = MomentPages


@extend_schema_view(
    list=extend_schema(
        parameters=[*search.ADVANCED, search.TEAMS],
        operation_id="org_advanced_activity_logs_list",
    ),
    available_filters=extend_schema(
        responses=AvailableFiltersSerializer,
        operation_id="org_advanced_activity_logs_available_filters_retrieve",
    ),
)
class OrganizationAdvancedLogViewSet(_Advanced, OrganizationView, viewsets.GenericViewSet[Any]):
    """Who did what in the organization and all of its projects; for its admins."""

    scope = "activity_log"
    queryset = ActivityLog.objects.select_related("user")
    serializer_class = LogRowSerializer
    pagination_class = MomentPages

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        level = level_in(self.user, self.organization.id)
        if level is None or level < Membership.Level.ADMIN:
            raise PermissionDenied("Only admins may read the log of the whole organization.")

    def get_queryset(self) -> QuerySet[Any, Any]:
        found: QuerySet[Any, Any] = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        return found.filter(organization=self.organization)

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        return search.of_projects(super().filter_queryset(queryset), self.request)


ROUTES = [
    Route("activity_log", ActivityLogViewSet),
    Route("activity_log", ActivityLogViewSet, "flat"),
    Route("advanced_activity_logs", ProjectAdvancedLogViewSet),
    Route("advanced_activity_logs", OrganizationAdvancedLogViewSet, "organization"),
]
