"""/api/personal_api_keys/: list, make, change, roll and delete one's own keys."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.changes import tell_of_changes
from tenrec.accounts.keys import create_key, delete_key, roll_key
from tenrec.accounts.models import PersonalAPIKey
from tenrec.resources.personal_api_keys.serializers import PersonalAPIKeySerializer
from tenrec.rest.permissions import SELF
from tenrec.rest.router import Route
from tenrec.rest.views import ApiView


class PersonalAPIKeyViewSet(ApiView, viewsets.ModelViewSet[PersonalAPIKey]):
    """Your personal API keys, newest first. Only a log-in may manage them.

    With a key, only that key itself can be read, as `@current` or by its id.
    """

    scope = SELF
    queryset = PersonalAPIKey.objects.order_by("-created_at", "id")
    serializer_class = PersonalAPIKeySerializer
    pagination_class = None

    @property
    def allows_keys(self) -> bool:
        return self.action == "retrieve"

    def get_queryset(self) -> QuerySet[PersonalAPIKey]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return super().get_queryset().filter(user=self.user)

    def get_object(self) -> PersonalAPIKey:
        asked = self.kwargs["pk"]
        if self.key is not None:
            if asked not in {"@current", self.key.id}:
                raise PermissionDenied("A personal API key can read only itself.")
            return self.key
        if asked == "@current":
            raise NotFound()
        return super().get_object()

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        key, value = create_key(self.user, **given.validated_data)
        return Response(self._shown_once(key, value), status.HTTP_201_CREATED)

    def perform_update(self, serializer: Any) -> None:
        serializer.save()
        tell_of_changes()

    def perform_destroy(self, key: PersonalAPIKey) -> None:
        delete_key(key)

    @extend_schema(request=None, responses=PersonalAPIKeySerializer)
    @action(detail=True, methods=["post"])
    def roll(self, request: Request, pk: str) -> Response:
        """A new value under the same id; the old value stops at once."""
        with transaction.atomic():
            key = self.get_object()
            value = roll_key(key)
        return Response(self._shown_once(key, value))

    def _shown_once(self, key: PersonalAPIKey, value: str) -> Any:
        context = {**self.get_serializer_context(), "value": value}
        return PersonalAPIKeySerializer(key, context=context).data


ROUTES = [Route("personal_api_keys", PersonalAPIKeyViewSet, "root")]
