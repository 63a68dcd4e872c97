"""/api/projects/: the projects of the caller, their settings, their tokens, and new ones."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.changes import tell_of_changes
from tenrec.accounts.models import Membership, Organization, Project
from tenrec.accounts.reach import current_organization, level_in, projects_of, shut_out
from tenrec.resources.projects.evaluation_tags import EvaluationTagActions
from tenrec.resources.projects.moving import move_project
from tenrec.resources.projects.onboarding import OnboardingActions
from tenrec.resources.projects.restrictions import RestrictionActions
from tenrec.resources.projects.serializers import ProjectSerializer
from tenrec.resources.projects.tokens import TokenActions
from tenrec.rest.audit import Audited
from tenrec.rest.project import find_organization, find_project
from tenrec.rest.project_deletion import delete_project
from tenrec.rest.router import Route
from tenrec.rest.serializers import ProjectBasicSerializer
from tenrec.rest.views import ApiView

ADMIN = Membership.Level.ADMIN
_MOST_PROJECTS = 2000


class TargetSerializer(serializers.Serializer[Any]):
    """Where a project moves to."""

    organization_id = serializers.UUIDField(help_text="An organization that you administer.")


class ProjectsViewSet(
    Audited,
    TokenActions,
    OnboardingActions,
    EvaluationTagActions,
    RestrictionActions,
    ApiView,
    viewsets.ModelViewSet[Project],
):
    """The projects that you may reach; `@current` is the one visited last.

    Every member may change settings; admins make and delete projects, and their tokens.
    """

    scope = "project"
    activity_scope = "Team"
    activity_hides = frozenset(
        {
            "secret_token_hash",
            "secret_token_mask",
            "secret_token_backup_hash",
            "secret_token_backup_mask",
            "product_intents",
        }
    )
    queryset = Project.objects.select_related("organization").order_by("id")
    serializer_class = ProjectSerializer
    # The log of all projects at once has no one place; that of each project has.
    activity = None  # type: ignore[assignment]

    # Actions of our own say these two in their decorators, which set them; the others have none.
    _needs: int | None = None
    _is_sensitive: bool | None = None

    @property
    def write_level(self) -> int:
        if self._needs is not None:
            return self._needs
        return ADMIN if self.action in {"create", "destroy"} else Membership.Level.MEMBER

    @write_level.setter
    def write_level(self, level: int) -> None:
        self._needs = level

    @property
    def needs_fresh_login(self) -> bool:
        return self.action == "destroy" if self._is_sensitive is None else self._is_sensitive

    @needs_fresh_login.setter
    def needs_fresh_login(self, is_sensitive: bool) -> None:
        self._is_sensitive = is_sensitive

    def place(self) -> tuple[Project | None, Organization | None]:
        if "pk" in self.kwargs:
            project = self.get_object()
            return project, project.organization
        return None, self.home if self.action == "create" else None

    @property
    def home(self) -> Organization:
        """Where a new project goes."""
        found = current_organization(self.user)
        if found is None:
            raise PermissionDenied("You belong to no organization.")
        return found

    def get_queryset(self) -> QuerySet[Project]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        closed = shut_out(self.user, self.key)
        mine = projects_of(self.user).exclude(organization_id__in=closed)
        if self.key is not None and self.key.scoped_organizations:
            mine = mine.filter(organization_id__in=self.key.scoped_organizations)
        return mine

    def get_object(self) -> Project:
        if not hasattr(self, "_project"):
            self._project = find_project(self.request, self.kwargs["pk"])
        return self._project

    def get_serializer_class(self) -> Any:
        return ProjectBasicSerializer if self.action == "list" else ProjectSerializer

    def perform_create(self, serializer: Any) -> None:
        home = self.home
        # One at a time, or two requests would both see room for the last one.
        get_object_or_404(Organization.objects.select_for_update(), pk=home.pk)
        if home.projects.count() >= _MOST_PROJECTS:
            raise PermissionDenied(f"An organization has at most {_MOST_PROJECTS} projects.")
        self._project = serializer.save(organization=home)
        self.kwargs["pk"] = str(self._project.pk)
        self.log("created", self._project)
        self.user.current_project = self._project
        self.user.save(update_fields=["current_project"])

    def perform_update(self, serializer: Any) -> None:
        super().perform_update(serializer)
        tell_of_changes()

    def perform_destroy(self, project: Any) -> None:
        """Gone at once; `/api/project_deletions/` says when its data is, too."""
        delete_project(project, self.user)

    @extend_schema(request=TargetSerializer, responses=ProjectSerializer)
    @action(detail=True, methods=["post"], write_level=ADMIN, needs_fresh_login=True)
    def change_organization(self, request: Request, **_: Any) -> Response:
        """Moves the project to another organization that you administer."""
        given = TargetSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        project, target_id = self.get_object(), given.validated_data["organization_id"]
        level = level_in(self.user, target_id)
        limits = self.key.scoped_organizations if self.key is not None else []
        if level is None or level < ADMIN or (limits and str(target_id) not in limits):
            problem = "You do not administer an organization with this id."
            raise serializers.ValidationError({"organization_id": [problem]}, code="does_not_exist")
        before = project.organization
        if before.pk != target_id:
            move_project(project, Organization.objects.get(pk=target_id))
            change = {"type": "Team", "action": "changed", "field": "organization"}
            names = {"before": before.name, "after": project.organization.name}
            self.log("updated", project, [{**change, **names}])
        return Response(self.get_serializer(project).data)


class OrganizationProjectsViewSet(ProjectsViewSet):
    """The projects of one organization."""

    @property
    def home(self) -> Organization:
        if not hasattr(self, "_home"):
            self._home = find_organization(self.request, self.kwargs["organization_id"])
        return self._home

    def place(self) -> tuple[Project | None, Organization | None]:
        return (self.get_object() if "pk" in self.kwargs else None), self.home

    def get_queryset(self) -> QuerySet[Project]:
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        return found.filter(organization=self.home)

    def get_object(self) -> Project:
        project = super().get_object()
        if project.organization_id != self.home.pk:
            raise NotFound("Project not found.")
        return project


class ProjectEnvironmentsViewSet(ProjectsViewSet):
    """The environments of a project: it has one, which is the project itself."""

    http_method_names = ["get", "patch", "put", "delete", "head", "options"]

    def place(self) -> tuple[Project | None, Organization | None]:
        return self._parent, self._parent.organization

    @cached_property
    def _parent(self) -> Project:
        return find_project(self.request, self.kwargs["project_id"])

    def get_queryset(self) -> QuerySet[Project]:
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        return found.filter(pk=self._parent.pk)

    def get_object(self) -> Project:
        if self.kwargs["pk"] not in {"@current", str(self._parent.pk)}:
            raise NotFound("Project not found.")
        return self._parent


ROUTES = [
    Route("projects", ProjectsViewSet, "root"),
    Route("environments", ProjectsViewSet, "root"),
    Route("projects", OrganizationProjectsViewSet, "organization"),
    Route("environments", ProjectEnvironmentsViewSet, "project"),
]
