"""/api/organizations/:id/members/: who belongs here; levels, leaving, and whose keys open it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import now
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.changes import tell_of_changes
from tenrec.accounts.memberships import leave
from tenrec.accounts.models import Authenticator, Membership
from tenrec.resources.members import rules
from tenrec.resources.members.filters import PARAMETERS, filtered
from tenrec.resources.members.keys import keys_of
from tenrec.resources.members.serializers import MemberKeysSerializer, MemberSerializer
from tenrec.rest.audit import Audited
from tenrec.rest.router import Route
from tenrec.rest.views import OrganizationView

_WEEK = timedelta(days=7)


@extend_schema_view(list=extend_schema(parameters=PARAMETERS))
class MemberViewSet(
    Audited,
    OrganizationView,
    mixins.ListModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet[Membership],
):
    """The members of an organization, by the uuid of the user; `@me` is you."""

    scope = "organization_member"
    activity_scope = "OrganizationMembership"
    needs_fresh_login = True
    queryset = Membership.objects.select_related("user", "organization").order_by(
        "-joined_at", "id"
    )
    serializer_class = MemberSerializer
    lookup_field = "user__uuid"

    def get_queryset(self) -> QuerySet[Membership]:
        found = super().get_queryset().filter(user__is_active=True)
        if getattr(self, "swagger_fake_view", False):
            return found
        factor = Authenticator.objects.filter(user=OuterRef("user"), confirmed=True)
        found = found.filter(organization=self.organization).annotate(is_2fa_enabled=Exists(factor))
        return filtered(found, self.request) if self.action == "list" else found

    def get_object(self) -> Membership:
        asked = self.kwargs["user__uuid"]
        try:
            uuid = self.user.uuid if asked == "@me" else UUID(asked)
        except ValueError:
            raise NotFound() from None
        found: Membership | None = self.get_queryset().filter(user__uuid=uuid).first()
        if found is None:
            raise NotFound()
        return found

    def perform_update(self, serializer: Any) -> None:
        rules.lock(self.organization)
        serializer.instance.refresh_from_db(fields=["level"])
        level = serializer.validated_data.get("level", serializer.instance.level)
        rules.check_change(self._caller(), serializer.instance, level)
        super().perform_update(serializer)
        # What somebody could invite at the level before is a way back to it.
        too_high = self.organization.invites.filter(level__gt=level)
        too_high.filter(created_by=serializer.instance.user).delete()
        tell_of_changes()  # some organizations let only admins use keys

    def perform_destroy(self, member: Any) -> None:
        """Removes a member, or leaves: `@me`."""
        rules.lock(self.organization)
        member.refresh_from_db(fields=["level"])
        rules.check_removal(self._caller(), member)
        self.log("deleted", member)
        leave(member)

    @extend_schema(responses=MemberKeysSerializer)
    @action(detail=True)
    def scoped_api_keys(self, request: Request, **_: Any) -> Response:
        """The personal API keys of a member that open something here: their names only."""
        keys = keys_of(self.get_object())
        since = now() - _WEEK
        answer = {
            "has_keys": bool(keys),
            "has_keys_active_last_week": any(
                key.last_used_at is not None and key.last_used_at >= since for key in keys
            ),
            "keys": [{"name": key.label, "last_used_at": key.last_used_at} for key in keys],
        }
        return Response(MemberKeysSerializer(answer).data)

    def _caller(self) -> Membership:
        return Membership.objects.get(user=self.user, organization=self.organization)


ROUTES = [Route("members", MemberViewSet, "organization")]
