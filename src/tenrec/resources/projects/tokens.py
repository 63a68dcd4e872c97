"""Actions on the tokens of a project: the public one, and the secret one with its backup."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.changes import tell_of_changes
from tenrec.accounts.models import Membership, Project
from tenrec.accounts.project_tokens import delete_backup, rotate_secret
from tenrec.core.ids import random_token
from tenrec.resources.projects.serializers import ProjectSerializer

ADMIN = Membership.Level.ADMIN


class TokenActions:
    """For the viewset of projects."""

    @extend_schema(request=None, responses=ProjectSerializer)
    @action(detail=True, methods=["patch"], write_level=ADMIN, needs_fresh_login=True)
    def reset_token(self: Any, request: Request, **_: Any) -> Response:
        """A new project token; events with the old one are refused from now on. Needs admin."""
        project = self.get_object()
        before, project.api_token = project.api_token, random_token("phc_")
        project.save(update_fields=["api_token", "updated_at"])
        self.log("updated", project, [_change("api_token", before, project.api_token)])
        tell_of_changes()
        return Response(self.get_serializer(project).data)

    @extend_schema(request=None, responses=ProjectSerializer)
    @action(detail=True, methods=["patch"], write_level=ADMIN, needs_fresh_login=True)
    def rotate_secret_token(self: Any, request: Request, **_: Any) -> Response:
        """A new secret token, shown in this answer only. The one before goes on as the backup.

        What was the backup until now stops at once. Needs admin.
        """
        project: Project = self.get_object()
        before = project.secret_token_mask
        value = rotate_secret(project)
        self.log("updated", project, [_change("secret_api_token", before, _mask(project))])
        tell_of_changes()
        context = {**self.get_serializer_context(), "secret": value}
        return Response(ProjectSerializer(project, context=context).data)

    @extend_schema(request=None, responses=ProjectSerializer)
    @action(detail=True, methods=["patch"], write_level=ADMIN, needs_fresh_login=True)
    def delete_secret_token_backup(self: Any, request: Request, **_: Any) -> Response:
        """The secret token before the last rotation stops at once. Needs admin."""
        project: Project = self.get_object()
        before = project.secret_token_backup_mask
        delete_backup(project)
        if before is not None:
            self.log("updated", project, [_change("secret_api_token_backup", before, None)])
        tell_of_changes()
        return Response(self.get_serializer(project).data)


def _mask(project: Project) -> str | None:
    return project.secret_token_mask


def _change(field: str, before: str | None, after: str | None) -> dict[str, Any]:
    """For the activity log; secrets are masked in it."""
    action = "created" if before is None else "changed" if after is not None else "deleted"
    return {"type": "Team", "action": action, "field": field, "before": before, "after": after}
