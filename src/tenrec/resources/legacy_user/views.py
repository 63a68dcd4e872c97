"""GET and PATCH /api/user/, and PATCH /api/user/change_password/."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import (
    ErrorDetail,
    NotFound,
    PermissionDenied,
    ValidationError,
)
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.changes import tell_of_changes
from tenrec.accounts.keys import is_within
from tenrec.accounts.models import Organization, Project, User
from tenrec.accounts.reach import current_project, organizations_of, projects_of
from tenrec.accounts.scopes import allows
from tenrec.activity.accounts import changed, tell
from tenrec.activity.record import Change, changes_between, record
from tenrec.resources.legacy_user.answer import about
from tenrec.resources.legacy_user.webhook import LegacyWebhookView
from tenrec.rest.jobs import mail_security_notice
from tenrec.rest.passwords import check_password_rules
from tenrec.rest.proof import limit_tries
from tenrec.rest.router import Route
from tenrec.rest.sessions import keep_session
from tenrec.rest.views import ApiView


class UserPart(serializers.ModelSerializer[User]):
    """What may be changed about you."""

    current_organization_id = serializers.UUIDField(required=False)
    current_team_id = serializers.IntegerField(required=False)

    class Meta:
        model = User
        fields = [
            "current_organization_id",
            "current_team_id",
            "email_opt_in",
            "anonymize_data",
            "toolbar_mode",
        ]
        extra_kwargs = {name: {"required": False} for name in fields}


class TeamPart(serializers.ModelSerializer[Project]):
    """What may be changed about the project visited last."""

    app_urls = serializers.ListField(
        child=serializers.CharField(max_length=200, allow_blank=True, allow_null=True),
        max_length=1000,
        required=False,
    )
    slack_incoming_webhook = serializers.URLField(
        max_length=500, allow_null=True, allow_blank=True, required=False
    )

    class Meta:
        model = Project
        fields = [
            "app_urls",
            "slack_incoming_webhook",
            "anonymize_ips",
            "session_recording_opt_in",
            "completed_snippet_onboarding",
        ]
        extra_kwargs = {name: {"required": False} for name in fields}


class PasswordPart(serializers.Serializer[Any]):
    """The old names of the two."""

    currentPassword = serializers.CharField(
        max_length=1000, trim_whitespace=False, write_only=True, required=False
    )
    newPassword = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)


class LegacyUserView(ApiView):
    """You, as clients of 2020 and 2021 ask for you."""

    scope = "user"
    schema = None

    def place(self) -> tuple[Project | None, Organization | None]:
        """A change of the project asks for what a change of a project asks for."""
        if self.request.method != "PATCH" or not _part(self.request, "team"):
            return None, None
        project = current_project(self.user)
        return project, project.organization if project else None

    def get(self, request: Request) -> Response:
        return Response(about(self.user, self.key))

    def patch(self, request: Request) -> Response:
        mine, team = _part(request, "user"), _part(request, "team")
        if mine:
            self._change_user(mine)
        if team:
            self._change_team(team)
        return Response(about(self.user, self.key))

    def _change_user(self, wish: dict[str, Any]) -> None:
        given = UserPart(self.user, data=wish, partial=True)
        given.is_valid(raise_exception=True)
        changes: dict[str, Any] = given.validated_data
        organization = changes.pop("current_organization_id", None)
        team = changes.pop("current_team_id", None)
        if organization is not None or team is not None:
            self.user.current_project = self._visited(organization, team)
        for name, value in changes.items():
            setattr(self.user, name, value)
        self.user.save()

    def _visited(self, organization: Any, team: int | None) -> Project | None:
        found = projects_of(self.user)
        if organization is not None:
            if not organizations_of(self.user).filter(pk=organization).exists():
                raise NotFound("Organization not found.")
            found = found.filter(organization_id=organization)
        if team is None:
            return found.first()
        project = found.filter(pk=team).first()
        if project is None:
            raise NotFound("Project not found.")
        return project

    def _change_team(self, wish: dict[str, Any]) -> None:
        project, _ = self.place()
        if project is None:
            raise NotFound("Project not found.")
        key = self.key
        if key and not (allows(key.scopes, "project:write") and is_within(key, project)):
            raise PermissionDenied("API key missing required scope 'project:write'.")
        given = TeamPart(project, data=wish, partial=True)
        given.is_valid(raise_exception=True)
        before = {name: getattr(project, name) for name in given.validated_data}
        given.save()
        self._log(project, changes_between("Team", before, given.validated_data))
        tell_of_changes()

    def _log(self, project: Project, changes: list[Change]) -> None:
        """As a change by `/api/projects/` is logged."""
        if changes:
            record(
                "updated",
                scope="Team",
                item_id=project.pk,
                user=self.user,
                organization=project.organization,
                project=project,
                name=project.name,
                changes=changes,
            )


class LegacyPasswordView(ApiView):
    """A new password, by the old one; only for sessions."""

    scope = "user"
    schema = None
    needs_fresh_login = True

    @property
    def allows_keys(self) -> bool:
        return False

    def patch(self, request: Request) -> Response:
        given: Any = PasswordPart(data=request.data)
        given.is_valid(raise_exception=True)
        limit_tries(self.user, "current_password")
        old, new = given.validated_data.get("currentPassword"), given.validated_data["newPassword"]
        if self.user.has_usable_password() and not (old and self.user.check_password(old)):
            words = "Your current password is incorrect."
            problem = ErrorDetail(words, code="incorrect_password")
            raise ValidationError({"currentPassword": [problem]})
        check_password_rules(new, self.user)
        self.user.set_password(new)
        self.user.save(update_fields=["password"])
        mail_security_notice.enqueue(self.user.email, "Your password was changed.")
        tell("updated", self.user, by=self.user, changes=[changed("password")])
        keep_session(request, self.user)
        return Response({})


def _part(request: Request, name: str) -> dict[str, Any]:
    body = request.data if isinstance(request.data, dict) else {}
    part = body.get(name, {})
    if not isinstance(part, dict):
        raise ValidationError({name: ["Must be an object."]})
    return part


ROUTES = [
    Route("user", LegacyUserView, "root"),
    Route("user/change_password", LegacyPasswordView, "root"),
    Route("user/test_slack_webhook", LegacyWebhookView, "root"),
]
