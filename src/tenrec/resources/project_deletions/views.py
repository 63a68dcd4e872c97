"""/api/project_deletions/: the projects that were deleted, and whether their data is gone."""

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers, viewsets

from tenrec.accounts.models import Membership, ProjectDeletion
from tenrec.rest.router import Route
from tenrec.rest.serializers import UserBasicSerializer
from tenrec.rest.views import ApiView


class ProjectDeletionSerializer(serializers.ModelSerializer[ProjectDeletion]):
    """A project that was deleted."""

    requested_by = UserBasicSerializer(read_only=True, allow_null=True)
    is_finished = serializers.SerializerMethodField(
        help_text="Whether nothing of the project is stored any more."
    )
    deleted_rows = serializers.DictField(
        child=serializers.IntegerField(),
        read_only=True,
        help_text="How many rows were removed, by table.",
    )
    error = serializers.CharField(
        read_only=True, help_text="Why the last attempt failed; it is tried again."
    )

    class Meta:
        model = ProjectDeletion
        fields = [
            "id",
            "project_id",
            "project_name",
            "organization_id",
            "organization_name",
            "requested_by",
            "requested_at",
            "is_finished",
            "finished_at",
            "deleted_rows",
            "error",
        ]
        read_only_fields = fields

    def get_is_finished(self, deletion: ProjectDeletion) -> bool:
        return deletion.finished_at is not None


class ProjectDeletionViewSet(ApiView, viewsets.ReadOnlyModelViewSet[ProjectDeletion]):
    """Deleted projects, newest first: those that you deleted, and those of your organizations.

    A project is gone when its deletion is asked for. Its events, persons, recordings and
    everything else are removed in the background; `finished_at` says when that was done.
    """

    scope = "project"
    queryset = ProjectDeletion.objects.select_related("requested_by").order_by(
        "-requested_at", "id"
    )
    serializer_class = ProjectDeletionSerializer

    def get_queryset(self) -> QuerySet[ProjectDeletion]:
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        homes = self.user.memberships.filter(level__gte=Membership.Level.ADMIN)
        mine = Q(requested_by=self.user) | Q(organization_id__in=homes.values("organization_id"))
        found = found.filter(mine)
        if self.key is not None and self.key.scoped_organizations:
            found = found.filter(organization_id__in=self.key.scoped_organizations)
        return found


ROUTES: list[Any] = [Route("project_deletions", ProjectDeletionViewSet, "root")]
