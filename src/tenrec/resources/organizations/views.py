"""/api/organizations/: the organizations of the caller."""

from typing import Any

from django.db.models import Count, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, viewsets

from tenrec.accounts.models import Membership, Organization
from tenrec.rest.project import find_organization
from tenrec.rest.router import Route
from tenrec.rest.serializers import OrganizationBasicSerializer, ProjectBasicSerializer
from tenrec.rest.views import OrganizationView


class OrganizationSerializer(OrganizationBasicSerializer):
    """An organization with its projects."""

    member_count = serializers.IntegerField(read_only=True)
    teams = serializers.SerializerMethodField(help_text="The projects, as PostHog calls them.")
    projects = serializers.SerializerMethodField()

    class Meta(OrganizationBasicSerializer.Meta):
        fields = [
            *OrganizationBasicSerializer.Meta.fields,
            "created_at",
            "member_count",
            "teams",
            "projects",
        ]
        read_only_fields = fields

    @extend_schema_field(ProjectBasicSerializer(many=True))
    def get_teams(self, organization: Organization) -> Any:
        return ProjectBasicSerializer(organization.projects.all(), many=True).data

    @extend_schema_field({"type": "array", "items": {"type": "object"}})
    def get_projects(self, organization: Organization) -> list[dict[str, Any]]:
        home = str(organization.id)
        return [
            {"id": project.id, "organization_id": home, "name": project.name}
            for project in organization.projects.all()
        ]


class OrganizationViewSet(OrganizationView, viewsets.ReadOnlyModelViewSet[Organization]):
    """The organizations that you are a member of; `@current` is that of your current project."""

    scope = "organization"
    queryset = Organization.objects.order_by("created_at", "id")
    serializer_class = OrganizationSerializer

    def place(self) -> Any:
        return (None, self.organization) if "pk" in self.kwargs else (None, None)

    @property
    def organization(self) -> Organization:
        return find_organization(self.request, self.kwargs["pk"])

    def get_queryset(self) -> QuerySet[Organization]:
        found = super().get_queryset().prefetch_related("projects")
        if getattr(self, "swagger_fake_view", False):
            return found
        mine = found.filter(id__in=self.user.memberships.values("organization_id"))
        if self.key is not None and self.key.scoped_organizations:
            mine = mine.filter(id__in=self.key.scoped_organizations)
        return mine.annotate(member_count=Count("memberships"))

    def get_object(self) -> Organization:
        return self.get_queryset().get(id=self.organization.id)

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        levels = Membership.objects.filter(user=self.user) if self.request else []
        return {**context, "levels": {m.organization_id: m.level for m in levels}}


ROUTES = [Route("organizations", OrganizationViewSet, "root")]
