"""/api/organizations/: the organizations of the caller, their settings, and further ones."""

from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from rest_framework import viewsets
from rest_framework.exceptions import PermissionDenied

from tenrec.accounts.changes import tell_of_changes
from tenrec.accounts.founding import found_organization
from tenrec.accounts.models import Membership, Organization, Project
from tenrec.accounts.reach import shut_out
from tenrec.rest.audit import Audited
from tenrec.rest.organizations import OrganizationSerializer
from tenrec.rest.project import find_organization
from tenrec.rest.project_deletion import delete_organization
from tenrec.rest.router import Route
from tenrec.rest.views import OrganizationView


class OrganizationViewSet(Audited, OrganizationView, viewsets.ModelViewSet[Organization]):
    """The organizations that you are a member of; `@current` is that of your current project.

    Anybody who can log in may make a further one, and owns it. Admins change the settings.
    An owner may delete the organization with all its projects; their data is removed in the
    background (`/api/project_deletions/` says when that is done).
    """

    scope = "organization"
    activity_scope = "Organization"
    queryset = Organization.objects.order_by("created_at", "id")
    serializer_class = OrganizationSerializer
    # The log of all organizations at once has no one place; that of each one has.
    activity = None  # type: ignore[assignment]

    @property
    def write_level(self) -> int:  # type: ignore[override]  # by action
        return Membership.Level.OWNER if self.action == "destroy" else Membership.Level.ADMIN

    @property
    def needs_fresh_login(self) -> bool:  # type: ignore[override]  # by action
        return self.action != "create"

    def place(self) -> Any:
        return (None, self.organization) if "pk" in self.kwargs else (None, None)

    @property
    def organization(self) -> Organization:
        if not hasattr(self, "_organization"):
            self._organization = find_organization(self.request, self.kwargs["pk"])
        return self._organization

    def get_queryset(self) -> QuerySet[Organization]:
        projects = Prefetch("projects", Project.objects.order_by("id"))
        found = super().get_queryset().prefetch_related(projects)
        if getattr(self, "swagger_fake_view", False):
            return found
        mine = found.filter(id__in=self.user.memberships.values("organization_id"))
        mine = mine.exclude(id__in=shut_out(self.user, self.key))
        if self.key is not None and self.key.scoped_organizations:
            mine = mine.filter(id__in=self.key.scoped_organizations)
        members = Count("memberships", distinct=True)
        return mine.annotate(member_count=members)

    def get_object(self) -> Organization:
        return self.get_queryset().get(id=self.organization.id)

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        levels = Membership.objects.filter(user=self.user) if self.request else []
        return {**context, "levels": {m.organization_id: m.level for m in levels}}

    def perform_create(self, serializer: Any) -> None:
        if self.key is not None and self.key.scoped_organizations:
            raise PermissionDenied("A key limited to organizations cannot make another one.")
        made = found_organization(self.user, **serializer.validated_data)
        self._organization = made
        self.kwargs["pk"] = str(made.pk)
        self.log("created", made)
        serializer.context["levels"][made.pk] = Membership.Level.OWNER
        serializer.instance = self.get_object()

    def perform_update(self, serializer: Any) -> None:
        super().perform_update(serializer)
        tell_of_changes()  # one of its rules is about keys
        serializer.instance = self.get_object()

    def perform_destroy(self, organization: Any) -> None:
        delete_organization(organization, self.user)


ROUTES = [Route("organizations", OrganizationViewSet, "root")]
