"""A user as they see themselves, and what they may change."""

from functools import cached_property
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from tenrec.accounts.keys import within
from tenrec.accounts.models import Invite, Organization, PersonalAPIKey, Project, User
from tenrec.accounts.reach import projects_of, shut_out
from tenrec.resources.users.changes import apply_changes
from tenrec.resources.users.people import home_of, homes_of
from tenrec.resources.users.preferences import Notifications, SmallObject
from tenrec.rest.organizations import OrganizationSerializer
from tenrec.rest.passwords import check_password_rules
from tenrec.rest.serializers import OrganizationBasicSerializer, ProjectBasicSerializer
from tenrec.rest.sessions import fresh_until


class SceneSerializer(serializers.Serializer[Any]):
    """Which dashboard opens a scene of the web app."""

    scene = serializers.CharField(max_length=200)
    dashboard = serializers.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        allow_null=True,
        help_text="A dashboard of the current project; null takes the choice back.",
    )


class PendingInviteSerializer(serializers.ModelSerializer[Invite]):
    """An invite that waits for you: `POST /api/signup/<id>/` takes it."""

    organization_id = serializers.UUIDField(read_only=True)
    organization_name = serializers.CharField(source="organization.name", read_only=True)

    class Meta:
        model = Invite
        fields = ["id", "target_email", "organization_id", "organization_name", "created_at"]
        read_only_fields = fields


class UserSerializer(serializers.ModelSerializer[User]):
    """You."""

    distinct_id = serializers.CharField(source="uuid", read_only=True)
    first_name = serializers.CharField(max_length=128, required=False)
    last_name = serializers.CharField(max_length=128, required=False, allow_blank=True)
    email = serializers.EmailField(
        max_length=254,
        required=False,
        help_text="A new one waits in `pending_email` until it is verified, where the server can "
        "send e-mail.",
    )
    notification_settings = Notifications(required=False)
    toolbar_mode = serializers.ChoiceField(
        choices=["disabled", "toolbar"], required=False, allow_null=True
    )
    theme_mode = serializers.ChoiceField(
        choices=["light", "dark", "system"], required=False, allow_null=True
    )
    events_column_config = SmallObject(required=False)
    has_seen_product_intro_for = SmallObject(required=False, allow_null=True)
    hedgehog_config = SmallObject(required=False, allow_null=True)
    has_password = serializers.SerializerMethodField()
    is_2fa_enabled = serializers.SerializerMethodField()
    has_social_auth = serializers.SerializerMethodField(help_text="Log-in is by password: no.")
    has_sso_enforcement = serializers.SerializerMethodField(help_text="Log-in is by password: no.")
    is_impersonated = serializers.SerializerMethodField(help_text="Nobody can act as another: no.")
    is_impersonated_until = serializers.SerializerMethodField()
    is_impersonated_read_only = serializers.SerializerMethodField()
    is_impersonated_reason = serializers.SerializerMethodField()
    allow_impersonation = serializers.SerializerMethodField(help_text="Nobody can: no.")
    passkeys_enabled_for_2fa = serializers.SerializerMethodField(
        help_text="There are no passkeys: no."
    )
    sensitive_session_expires_at = serializers.SerializerMethodField(
        help_text="Until when this session may do what needs a fresh log-in."
    )
    fresh_reauth_expires_at = serializers.SerializerMethodField(
        method_name="get_sensitive_session_expires_at",
        help_text="The same: here a log-in and a new proof count alike.",
    )
    notification_locks = serializers.SerializerMethodField(
        help_text="Always empty: no organization decides which e-mails its members get."
    )
    pending_invites = serializers.SerializerMethodField(
        help_text="Invites that wait for you; told to a log-in with a verified address only."
    )
    scene_personalisation = serializers.SerializerMethodField(
        help_text="The choices made in the current project."
    )
    team = serializers.SerializerMethodField(help_text="The project visited last.")
    organization = serializers.SerializerMethodField(
        help_text="The one of `team`, with its settings; the projects that the caller reaches."
    )
    organizations = serializers.SerializerMethodField()
    set_current_team = serializers.IntegerField(write_only=True, required=False)
    set_current_organization = serializers.UUIDField(write_only=True, required=False)
    password = serializers.CharField(
        max_length=1000, trim_whitespace=False, write_only=True, required=False
    )
    current_password = serializers.CharField(
        max_length=1000, trim_whitespace=False, write_only=True, required=False
    )

    class Meta:
        model = User
        fields = [
            "id",
            "uuid",
            "distinct_id",
            "first_name",
            "last_name",
            "email",
            "pending_email",
            "is_email_verified",
            "date_joined",
            "is_staff",
            "notification_settings",
            "anonymize_data",
            "email_opt_in",
            "toolbar_mode",
            "theme_mode",
            "role_at_organization",
            "events_column_config",
            "has_seen_product_intro_for",
            "hedgehog_config",
            "scene_personalisation",
            "has_password",
            "is_2fa_enabled",
            "has_social_auth",
            "has_sso_enforcement",
            "is_impersonated",
            "is_impersonated_until",
            "is_impersonated_read_only",
            "is_impersonated_reason",
            "allow_impersonation",
            "passkeys_enabled_for_2fa",
            "sensitive_session_expires_at",
            "fresh_reauth_expires_at",
            "notification_locks",
            "pending_invites",
            "team",
            "organization",
            "organizations",
            "set_current_team",
            "set_current_organization",
            "password",
            "current_password",
        ]
        read_only_fields = ["id", "uuid", "date_joined", "pending_email", "is_email_verified"]

    def get_has_password(self, user: User) -> bool:
        return user.has_usable_password()

    def get_is_2fa_enabled(self, user: User) -> bool:
        return bool(getattr(user, "has_app", False))

    def get_has_social_auth(self, user: User) -> bool:
        return False

    def get_has_sso_enforcement(self, user: User) -> bool:
        return False

    def get_is_impersonated(self, user: User) -> bool:
        return False

    def get_is_impersonated_until(self, user: User) -> str | None:
        return None

    def get_is_impersonated_read_only(self, user: User) -> bool:
        return False

    def get_is_impersonated_reason(self, user: User) -> str | None:
        return None

    def get_allow_impersonation(self, user: User) -> bool:
        return False

    def get_passkeys_enabled_for_2fa(self, user: User) -> bool:
        return False

    @extend_schema_field({"type": "array", "items": {"type": "object"}, "maxItems": 0})
    def get_notification_locks(self, user: User) -> list[Any]:
        return []

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_sensitive_session_expires_at(self, user: User) -> Any:
        request = self.context["request"]
        until = fresh_until(request) if request.user == user and request.auth is None else None
        return until and serializers.DateTimeField().to_representation(until)

    @extend_schema_field(SceneSerializer(many=True))
    def get_scene_personalisation(self, user: User) -> Any:
        project, _ = self._home_of(user)
        chosen = user.scene_dashboards.get(str(project.id), {}) if project else {}
        return [{"scene": scene, "dashboard": chosen[scene]} for scene in sorted(chosen)]

    @extend_schema_field(ProjectBasicSerializer(allow_null=True))
    def get_team(self, user: User) -> Any:
        project, _ = self._home_of(user)
        return ProjectBasicSerializer(project).data if project else None

    @extend_schema_field(OrganizationSerializer(allow_null=True))
    def get_organization(self, user: User) -> Any:
        _, home = self._home_of(user)
        return OrganizationSerializer(home, context=self._levels(user)).data if home else None

    @extend_schema_field(OrganizationBasicSerializer(many=True))
    def get_organizations(self, user: User) -> Any:
        homes = homes_of(user, self._key)
        return OrganizationBasicSerializer(homes, many=True, context=self._levels(user)).data

    @extend_schema_field(PendingInviteSerializer(many=True))
    def get_pending_invites(self, user: User) -> Any:
        """An invite's id opens it: only for a log-in, and an address that is proved."""
        request = self.context["request"]
        if request.auth is not None or request.user != user or not user.is_email_verified:
            return []
        mine = Invite.objects.filter(target_email__iexact=user.email).select_related("organization")
        fresh = [invite for invite in mine.order_by("-created_at", "id") if not invite.is_expired]
        return PendingInviteSerializer(fresh, many=True).data

    def validate_email(self, email: str) -> str:
        email = email.lower()
        if User.objects.filter(email=email).exclude(pk=self._me.pk).exists():
            raise ValidationError("There is already an account with this email.", code="unique")
        return email

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = attrs.pop("current_password", None)
        if "password" in attrs:
            if self._me.has_usable_password():
                self._check_current_password(given)
            check_password_rules(attrs["password"], self._me)
        project = self._wanted_project(
            attrs.pop("set_current_team", None), attrs.pop("set_current_organization", None)
        )
        return attrs if project is None else {**attrs, "current_project": project}

    def update(self, user: User, changes: dict[str, Any]) -> User:
        return super().update(user, apply_changes(user, changes))

    def _check_current_password(self, given: str | None) -> None:
        if given is None:
            problem = ErrorDetail("This field is required.", code="required")
        elif not self._me.check_password(given):
            problem = ErrorDetail("Your current password is incorrect.", code="incorrect_password")
        else:
            return
        raise ValidationError({"current_password": [problem]})

    def _wanted_project(self, team: int | None, organization: Any) -> Project | None:
        if team is None and organization is None:
            return None
        reachable, attr = projects_of(self._me), "set_current_organization"
        if organization is not None:
            reachable = reachable.filter(organization_id=organization)
        if team is not None:
            reachable, attr = reachable.filter(id=team), "set_current_team"
        found = next(iter(within(self._key, reachable)), None)
        if found is None:
            problem = ErrorDetail("Object does not exist.", code="does_not_exist")
            raise ValidationError({attr: [problem]})
        return found

    def _home_of(self, user: User) -> tuple[Project | None, Organization | None]:
        """A log-in without the second factor that is asked for hears where it could be: that is
        how the web app learns what is missing. A key that is refused there does not."""
        return home_of(user, self._key, self._closed if self._key else ())

    def _levels(self, user: User) -> dict[str, Any]:
        levels = {m.organization_id: m.level for m in user.memberships.all()}
        return {**self.context, "levels": levels, "closed": self._closed}

    @cached_property
    def _closed(self) -> set[UUID]:
        """Organizations whose rules refuse the caller; one serializer serves a whole list."""
        return shut_out(self.context["request"].user, self._key)

    @property
    def _key(self) -> PersonalAPIKey | None:
        """The key that asks: what it does not reach, it is not told of."""
        auth = self.context["request"].auth
        return auth if isinstance(auth, PersonalAPIKey) else None

    @property
    def _me(self) -> User:
        assert isinstance(self.instance, User)
        return self.instance
