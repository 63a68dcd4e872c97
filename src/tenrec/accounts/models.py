"""Organizations, their projects and members, and the keys that open them."""

import secrets
import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.timezone import now

from tenrec.accounts.deletions import ProjectDeletion
from tenrec.accounts.devices import Authenticator, LoginSession
from tenrec.accounts.invites import Invite
from tenrec.accounts.organization_settings import OrganizationSettings
from tenrec.accounts.project_settings import ProjectSettings
from tenrec.accounts.roles import Role, RoleMembership
from tenrec.core.ids import random_token

__all__ = [
    "Authenticator",
    "Invite",
    "LoginSession",
    "Membership",
    "Organization",
    "PersonalAPIKey",
    "Project",
    "ProjectDeletion",
    "Role",
    "RoleMembership",
    "SetupLink",
    "User",
]


def _project_token() -> str:
    return random_token("phc_")


def _short_id() -> str:
    return secrets.token_urlsafe(8)


def _default_columns() -> dict[str, Any]:
    return {"active": "DEFAULT"}


class Users(BaseUserManager["User"]):
    """Makes users; e-mail addresses are compared without case."""

    def create_user(self, email: str, password: str, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who may log in."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=now)
    current_project = models.ForeignKey(
        "accounts.Project", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # An address waits here until its owner has proved that it is theirs.
    pending_email = models.EmailField(null=True, blank=True)
    is_email_verified = models.BooleanField(null=True, blank=True)
    # A device remembered before this moment has to show its second factor again.
    remembered_since = models.DateTimeField(default=now)
    email_opt_in = models.BooleanField(default=False)
    role_at_organization = models.CharField(max_length=64, blank=True, default="")
    notification_settings = models.JSONField(default=dict)
    anonymize_data = models.BooleanField(default=False, null=True)
    toolbar_mode = models.CharField(max_length=200, null=True, blank=True, default="toolbar")
    theme_mode = models.CharField(max_length=20, null=True, blank=True)
    events_column_config = models.JSONField(default=_default_columns)
    has_seen_product_intro_for = models.JSONField(null=True, blank=True, default=dict)
    hedgehog_config = models.JSONField(null=True, blank=True)
    # Which dashboard opens a scene: {project id: {scene: dashboard id}}.
    scene_dashboards = models.JSONField(default=dict)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Users] = Users()


class Organization(OrganizationSettings):
    """Owns projects; people belong to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=now)
    members = models.ManyToManyField(
        User, through="accounts.Membership", related_name="organizations"
    )


class Membership(models.Model):
    """What a user may do in an organization."""

    class Level(models.IntegerChoices):
        MEMBER = 1
        ADMIN = 8
        OWNER = 15

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.MEMBER)
    joined_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="one_membership")
        ]

    @property
    def name(self) -> str:
        """Whom the activity log tells of."""
        return self.user.email

    def save(self, *args: Any, **options: Any) -> None:
        """However somebody joins, the role of newcomers comes with it."""
        is_new = self._state.adding
        super().save(*args, **options)
        if is_new:
            home = Organization.objects.filter(pk=self.organization_id)
            for role in Role.objects.filter(pk__in=home.values("default_role")):
                RoleMembership.objects.create(role=role, membership=self)


class Project(ProjectSettings):
    """What events belong to. Its id is the team id of the wire and of the event store."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="projects"
    )
    name = models.CharField(max_length=200, default="Default project")
    api_token = models.CharField(max_length=200, unique=True, default=_project_token)
    timezone = models.CharField(max_length=240, default="UTC")
    anonymize_ips = models.BooleanField(default=False)
    person_processing_opt_out = models.BooleanField(default=False)
    drop_events_older_than_seconds = models.PositiveBigIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0)]
    )
    ingested_event = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(auto_now=True)


class PersonalAPIKey(models.Model):
    """A secret that acts as its user within its scopes; only its hash is kept."""

    id = models.CharField(primary_key=True, max_length=50, default=_short_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="personal_api_keys")
    label = models.CharField(max_length=40)
    mask_value = models.CharField(max_length=11, editable=False)
    secure_value = models.CharField(max_length=300, unique=True, editable=False)
    created_at = models.DateTimeField(default=now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_rolled_at = models.DateTimeField(null=True, blank=True)
    scopes = models.JSONField(default=list)
    scoped_teams = models.JSONField(default=list)
    scoped_organizations = models.JSONField(default=list)


class SetupLink(models.Model):
    """The one-time link that makes the first account; only the hash of its token is kept."""

    secure_value = models.CharField(max_length=300, unique=True)
    created_at = models.DateTimeField(default=now)
