"""…/sharing/ of a dashboard or an insight: the link, and the passwords that open it."""

import secrets
from typing import Any, ClassVar

from django.contrib.auth.hashers import make_password
from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.activity.record import Change, record
from tenrec.resources.sharing.models import SharePassword, Sharing, new_access_token
from tenrec.resources.sharing.public import SharedPage
from tenrec.resources.sharing.serializers import (
    MadePasswordSerializer,
    NewPasswordSerializer,
    SharingSerializer,
)
from tenrec.rest.boards.access import Rights
from tenrec.rest.boards.dashboards import dashboard_rows
from tenrec.rest.boards.rows import insight_rows
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectView

MOST_PASSWORDS = 10
_ID = OpenApiParameter("id", str, OpenApiParameter.PATH)
_PASSWORD_ID = OpenApiParameter("uuid", str, OpenApiParameter.PATH, description="Its number.")


class SharingView(ProjectView):
    """One dashboard or insight of the project; whoever shares it must be allowed to change it."""

    scope = "sharing_configuration"
    of: ClassVar[str]

    @cached_property
    def thing(self) -> Any:
        """What is shared; an insight is found by its short id, too."""
        rows = dashboard_rows() if self.of == "dashboard" else insight_rows()
        text = self.kwargs["pk"]
        if text.isascii() and text.isdecimal() and len(text) <= 18:
            wanted: dict[str, Any] = {"pk": int(text)}
        else:
            wanted = {"short_id": text} if self.of == "insight" else {"pk": None}
        found = rows.filter(project=self.project, deleted=False, **wanted).first()
        if found is None:
            raise NotFound()
        return found

    def sharing(self) -> Sharing:
        """As it is kept, or as it would begin."""
        found = Sharing.objects.filter(**{self.of: self.thing}).first()
        return found or Sharing(project=self.project, created_at=None, **{self.of: self.thing})

    def changeable(self) -> Sharing:
        """The same for a write: allowed, kept and locked until the write is done."""
        if not self.project.organization.allow_publicly_shared_resources:
            raise PermissionDenied("The organization does not allow sharing by link.")
        rights = Rights(self.user, self.project)
        check = rights.check if self.of == "dashboard" else rights.check_insight
        check(self.thing)
        made, _ = Sharing.objects.get_or_create(
            **{self.of: self.thing}, defaults={"project": self.project}
        )
        locked: Sharing = get_object_or_404(Sharing.objects.select_for_update(), pk=made.pk)
        return locked

    def log(self, activity: str, changes: list[Change]) -> None:
        """Sharing is told in the log of the thing that is shared."""
        record(
            activity,
            scope=self.of.capitalize(),
            item_id=self.thing.pk,
            user=self.user,
            organization=self.project.organization,
            project=self.project,
            name=self.thing.name,
            short_id=getattr(self.thing, "short_id", None),
            changes=changes,
        )


class SharingOne(SharingView):
    """The link."""

    @extend_schema(responses=SharingSerializer, parameters=[_ID])
    def get(self, request: Request, **_: Any) -> Response:
        """Whether it is shared, and by which link."""
        return Response(SharingSerializer(self.sharing()).data)

    @extend_schema(request=SharingSerializer, responses=SharingSerializer, parameters=[_ID])
    def patch(self, request: Request, **_: Any) -> Response:
        """Shares it, stops sharing it, or changes how the page looks."""
        sharing = self.changeable()
        given = SharingSerializer(sharing, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        before = sharing.enabled
        given.save()
        if sharing.enabled != before:
            change = {"field": "sharing", "before": before, "after": sharing.enabled}
            kind = {"type": self.of.capitalize(), "action": "changed"}
            self.log("sharing enabled" if sharing.enabled else "sharing disabled", [kind | change])
        return Response(SharingSerializer(sharing).data)


class SharingRefresh(SharingView):
    """A new link."""

    @extend_schema(request=None, responses=SharingSerializer, parameters=[_ID])
    def post(self, request: Request, **_: Any) -> Response:
        """Makes a new link; the old one is dead at once."""
        sharing = self.changeable()
        sharing.access_token = new_access_token()
        sharing.save(update_fields=["access_token"])
        self.log("access token refreshed", [])
        return Response(SharingSerializer(sharing).data)


class SharingPasswords(SharingView):
    """Passwords of the link."""

    @extend_schema(
        request=NewPasswordSerializer, responses={201: MadePasswordSerializer}, parameters=[_ID]
    )
    def post(self, request: Request, **_: Any) -> Response:
        """Adds a password; it is told once and kept as a hash."""
        given: Any = NewPasswordSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        sharing = self.changeable()
        if sharing.passwords.count() >= MOST_PASSWORDS:
            problem = f"A link has at most {MOST_PASSWORDS} passwords."
            raise ValidationError({"raw_password": [problem]})
        raw = given.validated_data.get("raw_password") or secrets.token_urlsafe(12)
        kept = SharePassword.objects.create(
            sharing=sharing,
            secure_value=make_password(raw),
            note=given.validated_data.get("note", ""),
            created_by=self.user,
        )
        answer = {
            "id": kept.pk,
            "password": raw,
            "note": kept.note,
            "created_at": kept.created_at,
            "created_by_email": self.user.email,
        }
        return Response(answer, status=201)


class SharingPassword(SharingView):
    """One password."""

    @extend_schema(responses={204: None}, parameters=[_ID, _PASSWORD_ID])
    def delete(self, request: Request, uuid: str, **_: Any) -> Response:
        """Removes a password; who came in by it is out at once."""
        sharing = self.changeable()
        is_number = uuid.isascii() and uuid.isdecimal() and len(uuid) <= 18
        gone = sharing.passwords.filter(pk=int(uuid)).delete()[0] if is_number else 0
        if not gone:
            raise NotFound()
        return Response(status=204)


def _of(kind: str, view: type[SharingView]) -> type[SharingView]:
    return type(
        f"{kind.capitalize()}{view.__name__}", (view,), {"of": kind, "__doc__": view.__doc__}
    )


_PATHS: dict[str, type[SharingView]] = {
    "": SharingOne,
    "/refresh": SharingRefresh,
    "/passwords": SharingPasswords,
    "/passwords/(?P<uuid>[^/.]+)": SharingPassword,
}
ROUTES = [
    *(
        Route(f"{kind}s/(?P<pk>[^/.]+)/sharing{path}", _of(kind, view))
        for kind in ("dashboard", "insight")
        for path, view in _PATHS.items()
    ),
    Route(r"shared/(?P<pk>[^/.]+)", SharedPage, "root"),
]
