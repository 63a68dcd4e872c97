"""A user as they see themselves, and what they may change."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from tenrec.accounts.models import Membership, Project, User
from tenrec.accounts.reach import current_project, organizations_of, projects_of
from tenrec.rest.passwords import check_password_rules
from tenrec.rest.serializers import OrganizationBasicSerializer, ProjectBasicSerializer


class UserSerializer(serializers.ModelSerializer[User]):
    """You."""

    distinct_id = serializers.CharField(source="uuid", read_only=True)
    first_name = serializers.CharField(max_length=128, required=False)
    last_name = serializers.CharField(max_length=128, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False)
    has_password = serializers.SerializerMethodField()
    is_2fa_enabled = serializers.SerializerMethodField()
    team = serializers.SerializerMethodField(help_text="The project visited last.")
    organization = serializers.SerializerMethodField()
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
            "date_joined",
            "is_staff",
            "has_password",
            "is_2fa_enabled",
            "team",
            "organization",
            "organizations",
            "set_current_team",
            "set_current_organization",
            "password",
            "current_password",
        ]
        read_only_fields = ["id", "uuid", "date_joined", "is_staff"]

    def get_has_password(self, user: User) -> bool:
        return user.has_usable_password()

    def get_is_2fa_enabled(self, user: User) -> bool:
        return False

    @extend_schema_field(ProjectBasicSerializer(allow_null=True))
    def get_team(self, user: User) -> Any:
        project = current_project(user)
        return ProjectBasicSerializer(project).data if project else None

    @extend_schema_field(OrganizationBasicSerializer(allow_null=True))
    def get_organization(self, user: User) -> Any:
        project = current_project(user)
        home = project.organization if project else organizations_of(user).first()
        return self._brief(user, home) if home else None

    @extend_schema_field(OrganizationBasicSerializer(many=True))
    def get_organizations(self, user: User) -> Any:
        return self._brief(user, organizations_of(user), many=True)

    def validate_email(self, email: str) -> str:
        email = email.lower()
        if User.objects.filter(email=email).exclude(pk=self._me.pk).exists():
            raise ValidationError("There is already an account with this email.", code="unique")
        return email

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "password" in attrs:
            self._check_current_password(attrs.pop("current_password", None))
            check_password_rules(attrs["password"], self._me)
        project = self._wanted_project(
            attrs.pop("set_current_team", None), attrs.pop("set_current_organization", None)
        )
        return attrs if project is None else {**attrs, "current_project": project}

    def update(self, user: User, changes: dict[str, Any]) -> User:
        password = changes.pop("password", None)
        if password is not None:
            user.set_password(password)
        return super().update(user, changes)

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
        found = reachable.first()
        if found is None:
            problem = ErrorDetail("Object does not exist.", code="does_not_exist")
            raise ValidationError({attr: [problem]})
        return found

    def _brief(self, user: User, found: Any, **options: Any) -> Any:
        levels = Membership.objects.filter(user=user).values_list("organization_id", "level")
        context = {"levels": dict(levels)}
        return OrganizationBasicSerializer(found, context=context, **options).data

    @property
    def _me(self) -> User:
        assert isinstance(self.instance, User)
        return self.instance
