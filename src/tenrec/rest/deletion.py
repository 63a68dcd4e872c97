"""Families that are never really deleted: a PATCH hides them, another brings them back."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

_SEE_DELETED = {"update", "partial_update", "item_activity"}


class SoftDeleted:
    """The model has `deleted`; goes before the viewset in the bases."""

    retrieves_deleted: ClassVar[bool] = False
    """Whether GET of one object also finds a deleted one."""

    def get_queryset(self: Any) -> QuerySet[Any, Any]:
        found: QuerySet[Any, Any] = super().get_queryset()  # type: ignore[misc]  # the viewset
        sees = _SEE_DELETED | ({"retrieve"} if self.retrieves_deleted else set())
        if self.action in sees or getattr(self, "swagger_fake_view", False):
            return found
        return found.filter(deleted=False)

    @extend_schema(responses={405: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Not allowed: change `deleted` to true instead, so that it can be brought back."""
        return Response(status=405)
