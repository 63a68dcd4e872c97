"""/api/users/@me/: the caller, and which project is current; for staff, everybody."""

from typing import Any

from django.contrib.auth import logout
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.models import User
from tenrec.core.errors import Conflict
from tenrec.resources.users import scenes, two_factor
from tenrec.resources.users.log import identity_of, log_changes
from tenrec.resources.users.people import PEOPLE
from tenrec.resources.users.preferences import SmallObject
from tenrec.resources.users.reauthentication import Reauthentication
from tenrec.resources.users.serializers import SceneSerializer, UserSerializer
from tenrec.resources.users.verification import (
    RequestVerificationView,
    VerificationView,
)
from tenrec.rest.proof import limit_tries
from tenrec.rest.router import Route
from tenrec.rest.sessions import keep_session

_WITH_A_LOGIN_ONLY = {"email", "password", "current_password", "is_staff"}
_SENSITIVE = {"email", "password", "is_staff"}
_ABOUT_OTHERS = {"is_staff"}
# Who guesses could learn a password by one, and who has an account by the other.
_GUESSABLE = {"current_password", "email"}
_FOR_SESSIONS_ONLY = two_factor.ACTIONS | {"destroy", "reauthenticate"}


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("email", str, description="Staff only: the address, exactly."),
            OpenApiParameter("is_staff", bool, description="Staff only."),
        ]
    )
)
class UserViewSet(
    two_factor.TwoFactorActions,
    Reauthentication,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet[User],
):
    """You, as `@me` or by your uuid. Staff see everybody; nobody else does."""

    queryset = PEOPLE
    serializer_class = UserSerializer
    lookup_field = "uuid"

    @property
    def allows_keys(self) -> bool:
        return self.action not in _FOR_SESSIONS_ONLY

    @property
    def is_atomic(self) -> bool:  # type: ignore[override]  # by action
        return self.action != "reauthenticate"

    @property
    def needs_fresh_login(self) -> bool:  # type: ignore[override]  # by action
        if self.action in {"update", "partial_update"}:
            data = self.request.data
            return isinstance(data, dict) and bool(_SENSITIVE & set(data))
        return self.action in two_factor.ACTIONS | {"destroy"}

    def get_queryset(self) -> QuerySet[User]:
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        return _asked(found, self.request) if self.acts_as_staff else found.filter(pk=self.user.pk)

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change your name, e-mail address, password, preferences or current project.

        PUT and PATCH are alike: what is not sent stays.
        """
        user = self.get_object()
        given: Any = self.get_serializer(user, data=request.data, partial=True)
        named = set(request.data if isinstance(request.data, dict) else ())
        self._check_key(named)
        for name in _GUESSABLE & named:
            limit_tries(self.user, name)
        given.is_valid(raise_exception=True)
        self._check_rights(user, set(given.validated_data))
        has_new_password, before = "password" in given.validated_data, identity_of(user)
        self._save(given)
        log_changes(before, user, by=self.user, has_new_password=has_new_password)
        if has_new_password:
            keep_session(request, user)
        return Response(self.get_serializer(self.get_object()).data)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Deletes your account, once you have left every organization."""
        user = self.get_myself()
        if user.memberships.all():
            raise Conflict("Leave or delete your organizations before you delete your account.")
        user.delete()
        logout(request)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(methods=["GET"], responses=OpenApiTypes.OBJECT)
    @extend_schema(methods=["PATCH"], request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["get", "patch"])
    def hedgehog_config(self, request: Request, uuid: str) -> Response:
        """How the hedgehog looks; what a PATCH does not name stays."""
        user = self.get_myself()
        if request.method == "PATCH":
            wish = SmallObject().run_validation(request.data)
            user.hedgehog_config = SmallObject().run_validation(
                {**(user.hedgehog_config or {}), **wish}
            )
            user.save(update_fields=["hedgehog_config"])
        return Response(user.hedgehog_config or {})

    @extend_schema(request=SceneSerializer, responses=UserSerializer)
    @action(detail=True, methods=["post"])
    def scene_personalisation(self, request: Request, uuid: str) -> Response:
        """Chooses the dashboard that opens a scene in the current project."""
        user = self.get_myself()
        given: Any = SceneSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        scenes.choose(user, self.key, **given.validated_data)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses=UserSerializer)
    @action(detail=False, methods=["patch"])
    def cancel_email_change_request(self, request: Request) -> Response:
        """The address that waits to be verified is forgotten."""
        user = PEOPLE.get(pk=self.user.pk)
        if user.pending_email is None:
            raise ValidationError("No e-mail address waits to be verified.")
        before, user.pending_email = identity_of(user), None
        user.save(update_fields=["pending_email"])
        log_changes(before, user, by=self.user, has_new_password=False)
        return Response(self.get_serializer(user).data)

    def _save(self, given: UserSerializer) -> None:
        try:
            with transaction.atomic():
                given.save()
        except IntegrityError:  # somebody else took the address at the same moment
            problem = ErrorDetail("There is already an account with this email.", code="unique")
            raise ValidationError({"email": [problem]}) from None

    def _check_key(self, named: set[str]) -> None:
        """Before anything is looked up: no key learns whether a password or an address is right."""
        if self.key is not None and named & _WITH_A_LOGIN_ONLY:
            raise PermissionDenied(
                "E-mail address, password and who is staff change by a log-in only."
            )

    def _check_rights(self, user: User, changed: set[str]) -> None:
        if "is_staff" in changed and not self.user.is_staff:
            raise PermissionDenied("Only staff may say who is staff.")
        if user != self.user and not changed <= _ABOUT_OTHERS:
            raise PermissionDenied("Of others, only is_staff can be changed.")


def _asked(people: QuerySet[User], request: Request) -> QuerySet[User]:
    email, is_staff = request.query_params.get("email"), request.query_params.get("is_staff")
    if email is not None:
        people = people.filter(email=email.lower())
    if is_staff is not None:
        if is_staff.lower() not in {"true", "false", "1", "0"}:
            raise ValidationError({"is_staff": ["Must be true or false."]})
        people = people.filter(is_staff=is_staff.lower() in {"true", "1"})
    return people


ROUTES = [
    Route("users/verify_email", VerificationView, "root"),
    Route("users/request_email_verification", RequestVerificationView, "root"),
    Route("users", UserViewSet, "root"),
]
