"""/api/user_home_settings/@me/: pinned tabs and the first page, in the current project."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.models import Project
from tenrec.accounts.reach import current_project
from tenrec.resources.home_settings.models import HomeSettings
from tenrec.resources.home_settings.serializers import HomeSettingsSerializer
from tenrec.rest.router import Route
from tenrec.rest.views import ApiView

_WHOSE = OpenApiParameter("uuid", str, OpenApiParameter.PATH, description="`@me`, or your uuid.")


class HomeSettingsViewSet(ApiView, viewsets.ViewSet):
    """Your own, as `@me` or by your uuid."""

    scope = "user"
    lookup_field = "uuid"

    @extend_schema(parameters=[_WHOSE], responses=HomeSettingsSerializer)
    def retrieve(self, request: Request, uuid: str) -> Response:
        """Your pinned tabs and first page in the project that you visited last."""
        project = self._project(uuid)
        kept = HomeSettings.objects.filter(user=self.user, project=project).first()
        return Response(_shown(kept or HomeSettings()))

    @extend_schema(
        parameters=[_WHOSE], request=HomeSettingsSerializer, responses=HomeSettingsSerializer
    )
    def partial_update(self, request: Request, uuid: str) -> Response:
        """Pins tabs or chooses the first page; what is not sent stays."""
        project = self._project(uuid)
        given: Any = HomeSettingsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        kept, _ = HomeSettings.objects.update_or_create(
            user=self.user, project=project, defaults=given.validated_data
        )
        return Response(_shown(kept))

    def _project(self, uuid: str) -> Project:
        if uuid not in {"@me", str(self.user.uuid)}:
            raise PermissionDenied("You may see and change only your own.")
        project = current_project(self.user)
        if project is None:
            raise ValidationError("There is no project yet.")
        return project


def _shown(settings: HomeSettings) -> dict[str, Any]:
    return {"tabs": settings.tabs, "homepage": settings.homepage}


ROUTES = [Route("user_home_settings", HomeSettingsViewSet, "root")]
