"""/api/projects/: the projects of the caller, their settings, and a new project token."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.changes import tell_of_changes
from tenrec.accounts.models import Membership, Project
from tenrec.accounts.reach import projects_of
from tenrec.core.ids import random_token
from tenrec.resources.projects.serializers import ProjectSerializer
from tenrec.rest.project import find_project
from tenrec.rest.router import Route
from tenrec.rest.serializers import ProjectBasicSerializer
from tenrec.rest.views import ApiView


class ProjectsViewSet(
    ApiView,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    viewsets.GenericViewSet[Project],
):
    """The projects that you may reach; `@current` is the one visited last."""

    scope = "project"
    queryset = Project.objects.order_by("id")
    serializer_class = ProjectSerializer
    http_method_names = ["get", "patch", "head", "options"]

    def place(self) -> Any:
        if "pk" not in self.kwargs:
            return None, None
        project = self.get_object()
        return project, project.organization

    def get_queryset(self) -> QuerySet[Project]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        mine = projects_of(self.user)
        if self.key is not None and self.key.scoped_organizations:
            mine = mine.filter(organization_id__in=self.key.scoped_organizations)
        return mine

    def get_object(self) -> Project:
        if not hasattr(self, "_project"):
            self._project = find_project(self.request, self.kwargs["pk"])
        return self._project

    def get_serializer_class(self) -> Any:
        return ProjectBasicSerializer if self.action == "list" else ProjectSerializer

    def perform_update(self, serializer: Any) -> None:
        serializer.save()
        tell_of_changes()

    @extend_schema(request=None, responses=ProjectSerializer)
    @action(detail=True, methods=["patch"], write_level=Membership.Level.ADMIN)
    def reset_token(self, request: Request, pk: str) -> Response:
        """A new project token; events with the old one are refused from now on. Needs admin."""
        project = self.get_object()
        project.api_token = random_token("phc_")
        project.save(update_fields=["api_token", "updated_at"])
        tell_of_changes()
        return Response(self.get_serializer(project).data)


ROUTES = [
    Route("projects", ProjectsViewSet, "root"),
    Route("environments", ProjectsViewSet, "root"),
]
