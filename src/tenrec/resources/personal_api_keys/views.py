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
from tenrec.accounts.reach import organizations_of
from tenrec.accounts.second_factor import has_second_factor
from tenrec.resources.personal_api_keys.log import log_key, opened_by, told
from tenrec.resources.personal_api_keys.serializers import PersonalAPIKeySerializer
from tenrec.rest.permissions import SELF
from tenrec.rest.router import Route
from tenrec.rest.views import ApiView


class PersonalAPIKeyViewSet(ApiView, viewsets.ModelViewSet[PersonalAPIKey]):
    """Your personal API keys, newest first. Only a log-in of the last two hours may manage them.

    With a key, only that key itself can be read, as `@current` or by its id.
    """

    scope = SELF
    queryset = PersonalAPIKey.objects.order_by("-created_at", "id")
    serializer_class = PersonalAPIKeySerializer
    pagination_class = None
    needs_fresh_login = True

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

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.needed_verb == "write":
            self._check_second_factor()

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Makes a key. The answer has its `value`, which is never shown again."""
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        key, value = create_key(self.user, **given.validated_data)
        log_key("created", key, self.user)
        return Response(self._shown_once(key, value), status.HTTP_201_CREATED)

    def perform_update(self, serializer: Any) -> None:
        key = serializer.instance
        before, homes = told(key), list(opened_by(key))
        serializer.save()
        log_key("updated", key, self.user, before=before, more=homes)
        tell_of_changes()

    def perform_destroy(self, key: PersonalAPIKey) -> None:
        log_key("deleted", key, self.user)
        delete_key(key)

    @extend_schema(request=None, responses=PersonalAPIKeySerializer)
    @action(detail=True, methods=["post"])
    def roll(self, request: Request, pk: str) -> Response:
        """A new value under the same id; the old value stops at once."""
        with transaction.atomic():
            key = self.get_object()
            value = roll_key(key)
            log_key("rolled", key, self.user)
        return Response(self._shown_once(key, value))

    def _check_second_factor(self) -> None:
        """A key is never asked for a code: it must not be a way around the rule of a home."""
        is_due = organizations_of(self.user).filter(enforce_2fa=True).exists()
        if is_due and not has_second_factor(self.user):
            detail = "An organization of yours asks for two-factor authentication. Set it up first."
            raise PermissionDenied(detail, code="two_factor_setup_required")

    def _shown_once(self, key: PersonalAPIKey, value: str) -> Any:
        context = {**self.get_serializer_context(), "value": value}
        return PersonalAPIKeySerializer(key, context=context).data


ROUTES = [Route("personal_api_keys", PersonalAPIKeyViewSet, "root")]
