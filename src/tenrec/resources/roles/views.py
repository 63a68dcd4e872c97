"""/api/organizations/:id/roles/: named groups of members, and who is in them."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.functional import cached_property
from rest_framework import mixins, viewsets
from rest_framework.exceptions import NotFound

from tenrec.accounts.models import Membership, Role, RoleMembership
from tenrec.activity.record import record
from tenrec.resources.roles.serializers import RoleMembershipSerializer, RoleSerializer
from tenrec.rest.audit import Audited
from tenrec.rest.router import Route
from tenrec.rest.views import OrganizationView

_MEMBERS = RoleMembership.objects.select_related("membership__user").order_by("joined_at", "id")


class RoleViewSet(Audited, OrganizationView, viewsets.ModelViewSet[Role]):
    """The roles of an organization. Admins make, rename and delete them."""

    scope = "organization"
    activity_scope = "Role"
    write_level = Membership.Level.ADMIN
    queryset = (
        Role.objects.select_related("created_by", "organization")
        .prefetch_related(Prefetch("role_memberships", _MEMBERS))
        .order_by("name", "id")
    )
    serializer_class = RoleSerializer

    def get_queryset(self) -> QuerySet[Role]:
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        return found.filter(organization=self.organization)

    def get_serializer_context(self) -> dict[str, Any]:
        context = {**super().get_serializer_context()}
        if not getattr(self, "swagger_fake_view", False):
            context["organization"] = self.organization
        return context

    def perform_create(self, serializer: Any) -> None:
        serializer.validated_data.update(organization=self.organization, created_by=self.user)
        super().perform_create(serializer)


class RoleMembershipViewSet(
    OrganizationView,
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet[RoleMembership],
):
    """Who has a role. Admins give and take it."""

    scope = "organization"
    write_level = Membership.Level.ADMIN
    queryset = _MEMBERS
    serializer_class = RoleMembershipSerializer

    @cached_property
    def role(self) -> Role:
        try:
            pk = UUID(self.kwargs["role_id"])
        except ValueError:
            raise NotFound() from None
        found = Role.objects.filter(organization=self.organization, pk=pk).first()
        if found is None:
            raise NotFound()
        return found

    def get_queryset(self) -> QuerySet[RoleMembership]:
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        return found.filter(role=self.role)

    def get_serializer_context(self) -> dict[str, Any]:
        context = {**super().get_serializer_context()}
        if not getattr(self, "swagger_fake_view", False):
            context["role"] = self.role
        return context

    def perform_create(self, serializer: Any) -> None:
        serializer.save()
        self._log(before=None, after=serializer.instance.membership.user.email)

    def perform_destroy(self, held: RoleMembership) -> None:
        self._log(before=held.membership.user.email, after=None)
        held.delete()

    def _log(self, *, before: str | None, after: str | None) -> None:
        action = "created" if before is None else "deleted"
        change = {"type": "Role", "action": action, "field": "members"}
        record(
            "updated",
            scope="Role",
            item_id=self.role.pk,
            user=self.user,
            organization=self.organization,
            name=self.role.name,
            changes=[{**change, "before": before, "after": after}],
        )


ROUTES = [
    Route("roles", RoleViewSet, "organization"),
    Route(r"roles/(?P<role_id>[^/.]+)/role_memberships", RoleMembershipViewSet, "organization"),
]
