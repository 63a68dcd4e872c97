"""/api/organizations/:id/invites/: asking people to join."""

from typing import Any, Literal

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.models import Invite, Membership
from tenrec.resources.invites.making import log_invite, make_invite
from tenrec.resources.invites.serializers import InviteSerializer, check_not_member
from tenrec.rest.router import Route
from tenrec.rest.views import OrganizationView

_MOST_AT_ONCE = 20
_PLAIN = {"None", "", str(int(Membership.Level.MEMBER))}


class InviteViewSet(
    OrganizationView,
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet[Invite],
):
    """Invites that are open, up to your own level, newest first.

    The id of an invite is the secret of its link, so a key needs `organization_member:write` to
    list them. An invite works once, for three days; who may not invite sees none.
    """

    scope = "organization_member"
    queryset = Invite.objects.select_related("created_by", "organization").order_by(
        "-created_at", "id"
    )
    serializer_class = InviteSerializer

    @property
    def verb(self) -> Literal["write"]:  # type: ignore[override]  # by action
        """Who can read an invite can become a member."""
        return "write"

    @property
    def is_atomic(self) -> bool:  # type: ignore[override]  # by action
        return self.action != "list"

    @property
    def needs_fresh_login(self) -> bool:  # type: ignore[override]  # by action
        """To invite an admin is to make one."""
        if self.action == "resend":
            return True
        if self.action not in {"create", "bulk"}:
            return False
        data: Any = self.request.data
        wishes = data if isinstance(data, list) else [data]
        # Whatever else stands there is refused later, by its name.
        levels = [wish.get("level") for wish in wishes if hasattr(wish, "get")]
        return any(str(level) not in _PLAIN for level in levels)

    def get_queryset(self) -> QuerySet[Invite]:
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        caller = self._caller()
        if not _may_invite(caller):
            return found.none()
        return found.filter(organization=self.organization, level__lte=caller.level)

    def get_serializer_context(self) -> dict[str, Any]:
        context = {**super().get_serializer_context()}
        if not getattr(self, "swagger_fake_view", False):
            context["organization"] = self.organization
        return context

    def perform_create(self, serializer: Any) -> None:
        serializer.instance = self._make(serializer.validated_data)

    def perform_destroy(self, invite: Invite) -> None:
        log_invite("deleted", invite, self.user)
        invite.delete()

    @extend_schema(
        request=InviteSerializer(many=True), responses={201: InviteSerializer(many=True)}
    )
    @action(detail=False, methods=["post"], pagination_class=None)
    def bulk(self, request: Request, **_: Any) -> Response:
        """Invites up to 20 people: all of them, or nobody when one cannot be invited."""
        if not isinstance(request.data, list):
            raise ValidationError("This endpoint takes a list of invites.")
        if len(request.data) > _MOST_AT_ONCE:
            problem = f"At most {_MOST_AT_ONCE} people can be invited at once."
            raise ValidationError(problem, code="max_length")
        given = self.get_serializer(data=request.data, many=True)
        given.is_valid(raise_exception=True)
        addresses = {wish["target_email"].lower() for wish in given.validated_data}
        if len(addresses) < len(given.validated_data):
            raise ValidationError({"target_email": ["An address is there twice."]}, code="invalid")
        made = [self._make(wish) for wish in given.validated_data]
        return Response(self.get_serializer(made, many=True).data, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={201: InviteSerializer})
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, **_: Any) -> Response:
        """Makes the invite anew, under a new link that lives three days, and sends it."""
        old = self.get_object()
        kept = ("target_email", "first_name", "level", "message", "private_project_access")
        wish = {name: getattr(old, name) for name in kept}
        check_not_member(self.organization, old.target_email)
        made = self._make({**wish, "send_email": True, "combine_pending_invites": False})
        return Response(self.get_serializer(made).data, status.HTTP_201_CREATED)

    def _make(self, wish: dict[str, Any]) -> Invite:
        caller = self._caller()
        if not _may_invite(caller):
            raise PermissionDenied("This organization lets only admins invite.")
        rest = {**wish}
        send_email, combine = rest.pop("send_email"), rest.pop("combine_pending_invites")
        return make_invite(caller, rest, send_email=send_email, combine=combine)

    def _caller(self) -> Membership:
        found = Membership.objects.select_related("organization", "user")
        return found.get(user=self.user, organization=self.organization)


def _may_invite(caller: Membership) -> bool:
    is_open = caller.organization.members_can_invite is not False
    return is_open or caller.level >= Membership.Level.ADMIN


ROUTES = [Route("invites", InviteViewSet, "organization")]
