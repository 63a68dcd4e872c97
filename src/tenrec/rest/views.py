"""What a view of the API is: it declares its scope, and knows project and organization."""

from contextlib import ExitStack
from typing import Any, ClassVar, Literal

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from rest_framework import viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tenrec.accounts.models import Membership, Organization, PersonalAPIKey, Project, User
from tenrec.rest.authentication import PersonalKeyAuthentication, SessionOrNobody
from tenrec.rest.conformity import check_answer
from tenrec.rest.csv_answer import CSVAnswer, file_name
from tenrec.rest.permissions import PUBLIC, HasScope
from tenrec.rest.project import find_organization, find_project
from tenrec.rest.project_secret import ProjectSecretAuthentication
from tenrec.rest.rendering import JSONAnswer
from tenrec.rest.schema import Schema
from tenrec.rest.throttles import SharedLimit

Verb = Literal["read", "write"]


class ApiView(APIView):
    """Every view of ours; `scope` is the object of `object:read|write`,
    or PUBLIC, or SELF.

    `verb` says what an action does when its method does not tell (a query is a POST that
    reads). `write_level` is the membership level that a write needs. One action of a viewset
    says otherwise in its decorator: `@action(detail=True, scope="activity_log")`.
    """

    authentication_classes: Any = (PersonalKeyAuthentication, SessionOrNobody)
    permission_classes: Any = (HasScope,)
    throttle_classes: Any = (SharedLimit,)
    schema: Any = Schema()

    scope: ClassVar[str]
    verb: Verb | None = None
    write_level: int = Membership.Level.MEMBER
    throttle_kind: Literal["crud", "analytics", "local_evaluation", "remote_config"] = "crud"
    is_atomic: bool = True
    """Whether a write is one transaction, undone by a refusal; one that counts failures is not."""
    needs_fresh_login: bool = False
    """Whether a write by a session needs a log-in of the last two hours (403
    `sensitive_action_required_reauth` otherwise; the way back is
    `POST /api/users/@me/reauthenticate/`). May be a property that looks at `self.action` or
    `self.request.data`. Keys are not asked: what they may do, their scopes say."""

    allows_secret_tokens: bool = False
    """Whether a `phs_` token of the project may do this, too: then there may be no `self.user`."""

    def get_authenticators(self) -> list[Any]:
        secret = [ProjectSecretAuthentication()] if self.allows_secret_tokens else []
        return [*secret, *super().get_authenticators()]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self._writes = False
        with ExitStack() as self._transaction:
            answer = super().dispatch(request, *args, **kwargs)
            if self._writes and answer.status_code >= 400:
                transaction.set_rollback(True)
            return answer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        _refuse_nul(request, kwargs)
        super().initial(request, *args, **kwargs)
        # Only now: who is refused at the door must not hold the database.
        if self.is_atomic and self.needed_verb == "write":
            self.before_writing()
            self._transaction.enter_context(transaction.atomic())
            self._writes = True

    def before_writing(self) -> None:
        """Work on a large body that needs no database: while it lasts others may write."""

    gives_csv: bool = False
    """Whether an action other than `list` gives rows that make a CSV file."""
    file_format: str | None = None
    """Of a route that ends in `.csv`."""

    def get_format_suffix(self, **kwargs: Any) -> str | None:
        return self.file_format

    def get_renderers(self) -> list[Any]:
        renderers: list[Any] = super().get_renderers()
        is_list = getattr(self, "action", None) == "list" or self.gives_csv
        return [*renderers, CSVAnswer()] if is_list else renderers

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(*args, **kwargs)
        if isinstance(getattr(answer, "accepted_renderer", None), CSVAnswer):
            name = file_name(self.request.path)
            answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        # What one caller may see must not be kept for another: keys travel in addresses, too.
        answer.headers.setdefault("Cache-Control", "no-store")
        is_data = isinstance(answer, Response)  # not so a file that is streamed
        if settings.CHECK_RESPONSES and self.file_format is None and is_data:
            answer.add_post_render_callback(self._check)
        return answer

    def _check(self, answer: Any) -> None:
        match = self.request.resolver_match
        if match is not None and not isinstance(answer.accepted_renderer, CSVAnswer):
            method = str(self.request.method)
            check_answer(match, method, answer.status_code, answer.content)

    def handle_exception(self, exc: Exception) -> Response:
        answer = super().handle_exception(exc)
        # A refusal is JSON, also where the view answers YAML or a page.
        self.request.accepted_renderer = JSONAnswer()
        self.request.accepted_media_type = JSONAnswer.media_type
        return answer

    @property
    def allows_keys(self) -> bool:
        """Whether a personal API key may do this; views for sessions say no."""
        return True

    @property
    def needed_verb(self) -> Verb:
        if self.verb is not None:
            return self.verb
        return "read" if self.request.method in {"GET", "HEAD", "OPTIONS"} else "write"

    @property
    def user(self) -> User:
        assert isinstance(self.request.user, User), "the permission let nobody in"
        return self.request.user

    @property
    def key(self) -> PersonalAPIKey | None:
        """The personal API key of the request; None for a session."""
        return self.request.auth if isinstance(self.request.auth, PersonalAPIKey) else None

    def place(self) -> tuple[Project | None, Organization | None]:
        """The project and organization that the route is about; the permission checks them."""
        return None, None


class PublicView(ApiView):
    """A view for everybody; a write still needs the CSRF token, since it makes sessions."""

    scope = PUBLIC
    authentication_classes: Any = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            SessionOrNobody().enforce_csrf(request)


class ProjectView(ApiView):
    """A view under a project: by id, `@current`, or flat."""

    @cached_property
    def project(self) -> Project:
        return find_project(self.request, self.kwargs.get("project_id"))

    def place(self) -> tuple[Project | None, Organization | None]:
        return self.project, self.project.organization


class OrganizationView(ApiView):
    """A view about one organization."""

    @cached_property
    def organization(self) -> Organization:
        return find_organization(self.request, self.kwargs["organization_id"])

    def place(self) -> tuple[Project | None, Organization | None]:
        return None, self.organization


class ProjectObjects(ProjectView, viewsets.GenericViewSet[Any]):
    """Objects of one project: what another project has does not exist here."""

    project_field: ClassVar[str] = "project_id"

    def get_queryset(self) -> QuerySet[Any, Any]:
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        return found.filter(**{self.project_field: self.project.id})


class ProjectReadViewSet(ProjectObjects, viewsets.ReadOnlyModelViewSet[Any]):
    """List and retrieve."""


class ProjectViewSet(ProjectObjects, viewsets.ModelViewSet[Any]):
    """List, create, retrieve, update, delete."""

    def perform_create(self, serializer: Any) -> None:
        authors = self._authors("created_by", "last_modified_by")
        serializer.save(**{self.project_field: self.project.id}, **authors)

    def perform_update(self, serializer: Any) -> None:
        serializer.save(**self._authors("last_modified_by"))

    def _authors(self, *names: str) -> dict[str, User]:
        """The caller, for those of these columns that the model has."""
        columns = {field.name for field in self.get_queryset().model._meta.concrete_fields}
        return {name: self.user for name in names if name in columns}


def _refuse_nul(request: Request, kwargs: dict[str, Any]) -> None:
    """PostgreSQL knows no NUL character; no name or filter of ours has one either."""
    for name, values in request.query_params.lists():
        if any("\x00" in text for text in [name, *values]):
            raise _nul(name)
    for name, value in kwargs.items():
        if "\x00" in str(value):
            raise _nul(name)


def _nul(name: str) -> ValidationError:
    problem = "Null characters are not allowed."
    attr = name.replace("\x00", "")
    return ValidationError({attr: [problem]}, code="null_characters_not_allowed")
