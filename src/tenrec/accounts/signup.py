"""The first account: by bootstrap settings, or by the one-time set-up link."""

from django.db import transaction
from django.db.models import QuerySet

from tenrec.accounts.models import Membership, Organization, Project, SetupLink, User
from tenrec.core.errors import Forbidden
from tenrec.core.ids import hash_key, random_token


def renew_setup_link() -> str:
    """The token of a new link; every link before it is dead. Only its hash is kept."""
    token = random_token("")
    with transaction.atomic():
        SetupLink.objects.all().delete()
        SetupLink.objects.create(secure_value=hash_key(token))
    return token


def is_setup_link_open(token: str) -> bool:
    """Whether this token may still make the first account."""
    return _links(token).exists() and not User.objects.exists()


def sign_up_by_link(
    token: str,
    *,
    email: str,
    password: str,
    first_name: str,
    organization: str,
    email_opt_in: bool = False,
) -> User:
    """The first account; a link works once, even when two ask at the same moment."""
    with transaction.atomic():
        link = _links(token).select_for_update().first()
        if link is None or User.objects.exists():
            raise Forbidden("This set-up link is not valid any more.", code="setup_link_used")
        user, _ = open_account(
            email=email, password=password, first_name=first_name, organization=organization
        )
        user.email_opt_in = email_opt_in
        user.save(update_fields=["email_opt_in"])
        SetupLink.objects.all().delete()
    return user


def open_account(
    *,
    email: str,
    password: str,
    first_name: str = "",
    organization: str = "",
    project: str = "",
    project_token: str = "",
) -> tuple[User, Project]:
    """A user who owns a new organization with one project; all or nothing."""
    with transaction.atomic():
        is_first = not User.objects.exists()
        user = User.objects.create_user(email, password, first_name=first_name, is_staff=is_first)
        home = Organization.objects.create(name=organization or first_name or "My organization")
        Membership.objects.create(organization=home, user=user, level=Membership.Level.OWNER)
        chosen = {"name": project, "api_token": project_token}
        first = Project.objects.create(
            organization=home, **{name: value for name, value in chosen.items() if value}
        )
        user.current_project = first
        user.save(update_fields=["current_project"])
    return user, first


def _links(token: str) -> QuerySet[SetupLink]:
    return SetupLink.objects.filter(secure_value=hash_key(token))
