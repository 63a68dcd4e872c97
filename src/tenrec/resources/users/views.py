"""/api/users/@me/: the caller, and which project is current."""

from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.models import User
from tenrec.resources.users.serializers import UserSerializer
from tenrec.rest.router import Route
from tenrec.rest.views import ApiView

_WITH_A_LOGIN_ONLY = {"email", "password"}


class UserViewSet(ApiView, mixins.RetrieveModelMixin, viewsets.GenericViewSet[User]):
    """You, as `@me` or by your uuid. Nobody else."""

    scope = "user"
    queryset = User.objects.all()
    serializer_class = UserSerializer
    lookup_field = "uuid"
    http_method_names = ["get", "patch", "head", "options"]

    def get_object(self) -> User:
        if self.kwargs["uuid"] not in {"@me", str(self.user.uuid)}:
            raise PermissionDenied("You may see and change only yourself.")
        return self.user

    @extend_schema(request=UserSerializer(partial=True), responses=UserSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change your name, e-mail address, password or current project."""
        user = self.get_object()
        given = self.get_serializer(user, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        changed = set(given.validated_data)
        if self.key is not None and changed & _WITH_A_LOGIN_ONLY:
            raise PermissionDenied("Email and password can be changed after a log-in only.")
        with transaction.atomic():
            given.save()
        if self.key is None and "password" in changed:
            update_session_auth_hash(request, user)
        return Response(self.get_serializer(user).data)


ROUTES = [Route("users", UserViewSet, "root")]
