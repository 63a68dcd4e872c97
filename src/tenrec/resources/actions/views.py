"""/api/projects/:id/actions/ and its flat twins: names for what users do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.query.run import run
from tenrec.resources.actions.models import Action
from tenrec.resources.actions.serializers import ActionSerializer
from tenrec.rest.asked import asked_number, asked_tags
from tenrec.rest.audit import Audited
from tenrec.rest.deletion import SoftDeleted
from tenrec.rest.ordering import ordered
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectViewSet

_ORDERS = {name: name for name in ("name", "created_at", "last_calculated_at", "pinned_at")}
_LIST = [
    OpenApiParameter("search", str, description="Part of the name or of the description."),
    OpenApiParameter("tags", str, description='A JSON list: actions with any of them, `["x"]`.'),
    OpenApiParameter("created_by", int, description="The id of the user who made it."),
    OpenApiParameter("order", str, description=", ".join(_ORDERS) + "; `-` turns."),
]


class ActionCountSerializer(serializers.Serializer[Any]):
    """How many events met an action."""

    count = serializers.IntegerField(help_text="Events of the last three months.")


@extend_schema_view(list=extend_schema(parameters=_LIST))
class ActionViewSet(Audited, SoftDeleted, ProjectViewSet):
    """Names for what users do: events, clicks and pages, put together from steps.

    SQL asks for one with `matchesAction('name')` or `matchesAction(id)`.
    """

    scope = "action"
    activity_scope = "Action"
    activity_hides = frozenset({"last_calculated_at"})
    queryset = Action.objects.select_related("created_by").order_by(
        "-last_calculated_at", "name", "-id"
    )
    serializer_class = ActionSerializer

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        return _filtered(queryset, self.request) if self.action == "list" else queryset

    def perform_create(self, serializer: Any) -> None:
        with _unique_name():
            super().perform_create(serializer)

    def perform_update(self, serializer: Any) -> None:
        with _unique_name():
            super().perform_update(serializer)

    @extend_schema(responses=ActionCountSerializer)
    @action(detail=True, throttle_kind="analytics")
    def count(self, request: Request, **_: Any) -> Response:
        """How many events of the last three months met the action."""
        query = (
            f"select count() from events where matchesAction({self.get_object().id:d}) "
            "and timestamp > now() - interval 3 month"
        )
        answer = run(self.project, {"query": {"kind": "HogQLQuery", "query": query}})
        return Response({"count": answer["results"][0][0]})


def _filtered(found: QuerySet[Any, Any], request: Request) -> QuerySet[Any, Any]:
    if words := request.query_params.get("search"):
        found = found.filter(Q(name__icontains=words) | Q(description__icontains=words))
    if (author := asked_number(request, "created_by")) is not None:
        found = found.filter(created_by_id=author)
    return ordered(found.filter(asked_tags(request)), request, _ORDERS)


@contextmanager
def _unique_name() -> Iterator[None]:
    """Two who take the same name in the same moment: the database lets one of them."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        why = "This project already has an action with this name."
        raise ValidationError({"name": [why]}, code="unique") from None


ROUTES = [
    Route("actions", ActionViewSet),
    Route("actions", ActionViewSet, "flat"),
    Route("action", ActionViewSet, "flat"),
]
