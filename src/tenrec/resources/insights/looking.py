"""Who looks at insights: what I saw last, what everybody looks at."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import now
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.resources.insights.models import Insight, InsightView
from tenrec.resources.insights.serializers import (
    SeenSerializer,
    TrendingSerializer,
    ViewedSerializer,
)
from tenrec.rest.boards.insights import InsightSerializer
from tenrec.rest.boards.rows import insight_rows
from tenrec.rest.paging import whole_number

_LATEST = 5


class Looking:
    """The actions about looking; goes before the viewset in the bases."""

    @extend_schema(responses=InsightSerializer(many=True))
    @action(detail=False, pagination_class=None, filter_backends=[])
    def my_last_viewed(self: Any, request: Request, **_: Any) -> Response:
        """The insights that the caller looked at last, at most five, without results."""
        mine = InsightView.objects.filter(insight=OuterRef("pk"), user=self.user)
        found = (
            self.get_queryset()
            .annotate(seen=Subquery(mine.values("last_viewed_at")[:1]))
            .filter(seen__isnull=False)
            .order_by("-seen")[:_LATEST]
        )
        return Response(InsightSerializer(found, many=True, context=self._context()).data)

    @extend_schema(request=ViewedSerializer, responses={201: SeenSerializer})
    @action(detail=False, methods=["post"], verb="read")
    def viewed(self: Any, request: Request, **_: Any) -> Response:
        """The caller looks at these insights now."""
        given: Any = ViewedSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        ids = set(given.validated_data["insight_ids"])
        rows = Insight.objects.filter(project=self.project, deleted=False, id__in=ids)
        found = set(rows.values_list("id", flat=True))
        if missing := sorted(ids - found):
            problem = f"Insight {missing[0]} does not exist."
            raise ValidationError({"insight_ids": [problem]}, code="does_not_exist")
        moment = now()
        InsightView.objects.bulk_create(
            [InsightView(insight_id=i, user=self.user, last_viewed_at=moment) for i in found],
            update_conflicts=True,
            unique_fields=["insight", "user"],
            update_fields=["last_viewed_at"],
        )
        return Response({"success": True}, status=201)

    @extend_schema(
        responses=TrendingSerializer(many=True),
        parameters=[OpenApiParameter("days", int, description="How far back; 7 unless told.")],
    )
    @action(detail=False, serializer_class=TrendingSerializer)
    def trending(self: Any, request: Request, **_: Any) -> Response:
        """The insights that most people looked at, most first."""
        days = min(whole_number(request, "days", 7), 3650)
        recent = InsightView.objects.filter(last_viewed_at__gt=now() - timedelta(days=days))
        counted = (
            recent.filter(insight=OuterRef("pk"))
            .order_by()
            .values("insight")
            .annotate(n=Count("pk"))
            .values("n")
        )
        latest = recent.select_related("user").order_by("-last_viewed_at", "id")
        found = (
            insight_rows()
            .filter(project=self.project, deleted=False)
            .annotate(view_count=Coalesce(Subquery(counted), 0))
            .filter(view_count__gt=0)
            .prefetch_related(Prefetch("views", latest, to_attr="recent_views"))
            .order_by("-view_count", "-id")
        )
        page = self.paginate_queryset(found)
        shown = TrendingSerializer(page, many=True, context=self._context()).data
        answer: Response = self.get_paginated_response(shown)
        return answer

    def _context(self: Any) -> dict[str, Any]:
        return {"request": self.request, "view": self, "rights": self.rights}
