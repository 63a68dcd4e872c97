"""Asks our own API, inside the process, as who wants the export: same views, same rights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.models import PersonalAPIKey, Project, User
from tenrec.core.errors import BadRequest, TenrecError
from tenrec.rest.views import ProjectView

ATTR = "export_context"
_LONGEST = 8_000
# They would name another project, or a secret that must not be kept.
_SECRETS = {"token", "api_key", "personal_api_key"}
_OURS = {"format", "limit"}


class Refused(TenrecError):
    """The API said no; its own words."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(str(body.get("detail")), code=str(body.get("code")), attr=ATTR)
        self.status = status
        self.type = str(body.get("type"))


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, where; `key` when it was a personal API key, whose limits count too."""

    user: User
    key: PersonalAPIKey | None
    project: Project


@dataclass(frozen=True, slots=True)
class Address:
    """A path under the asker's project, and the query without what is ours to say."""

    path: str
    query: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, text: Any, project: Project) -> "Address":
        """Raises BadRequest for anything but a path of this project's API."""
        if not isinstance(text, str) or not 0 < len(text) <= _LONGEST or not text.isprintable():
            raise _no("The path must be a text such as /api/projects/1/persons/.")
        try:
            parts = urlsplit(text)
        except ValueError:
            raise _no("The path cannot be read.") from None
        path = unquote(parts.path)
        is_local = not (parts.scheme or parts.netloc or parts.fragment)
        if not is_local or not path.startswith("/api/") or not path.isprintable():
            raise _no("The path must begin with /api/ and name no host.")
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        if secrets := _SECRETS & {name for name, _ in query}:
            raise _no(f"The path must not carry {min(secrets)!r}.")
        match = _match(path)
        if match.kwargs.get("project_id") != str(project.id):
            raise _no(f"The path must be under /api/projects/{project.id}/.")
        if "get" not in (getattr(match.func, "actions", None) or {"get"}):
            raise _no("There is nothing at this path that can be read.")
        return cls(path, tuple(pair for pair in query if pair[0] not in _OURS))

    def next(self, link: Any) -> "Address | None":
        """The following page: only the query of the link is believed."""
        if not isinstance(link, str) or not link:
            return None
        query = tuple(parse_qsl(urlsplit(link).query, keep_blank_values=True))
        return Address(self.path, tuple(pair for pair in query if pair[0] not in _OURS))


def ask(asker: Asker, address: Address, limit: int) -> tuple[Any, str]:
    """The data of the answer and the scope it needs; raises Refused as the API would."""
    query = urlencode([*address.query, ("limit", limit)])
    scopes: list[str] = []
    answer = _call(asker, "GET", address.path, query, scopes)
    if not isinstance(answer, Response):
        raise _no("What this path answers is no list or object.")
    if answer.status_code >= 400:
        raise Refused(answer.status_code, answer.data)
    return answer.data, scopes[0]


def check_access(asker: Asker, method: str, rest: str) -> str:
    """Raises Refused when the asker may not come in there; gives the scope that it needs."""
    scopes: list[str] = []
    try:
        path = f"/api/projects/{asker.project.id}/{rest}/"
        answer = _call(asker, method, path, "", scopes, is_check=True)
    except _Allowed:
        return scopes[0]
    raise Refused(answer.status_code, answer.data)


class _Allowed(Exception):
    """Nothing in the way; the answer itself is not wanted."""


def _call(
    asker: Asker, method: str, path: str, query: str, scopes: list[str], *, is_check: bool = False
) -> Any:
    match = _match(path)
    view: Any = match.func
    acting = _acting(view.cls, asker, scopes, is_check)
    actions = getattr(view, "actions", None)
    # Viewsets are told which method does what; plain views know.
    made = acting.as_view(actions, **view.initkwargs) if actions else acting.as_view()
    return made(_request(method, path, query), *match.args, **match.kwargs)


def _acting(view: type[Any], asker: Asker, scopes: list[str], is_check: bool) -> Any:
    """The view, for whom asks and nobody else, without the limits of requests from outside."""

    class Acting(view):  # type: ignore[misc]  # whatever view it is
        authentication_classes = (lambda: _Acting(asker),)
        throttle_classes = ()

        def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
            super().initial(request, *args, **kwargs)
            if self.project.id != asker.project.id:
                raise _no("The path leads to another project.")
            scopes.append(f"{self.scope}:{self.needed_verb}")
            if is_check:
                raise _Allowed

    Acting.__doc__ = view.__doc__
    return Acting


class _Acting(BaseAuthentication):
    """Somebody who has proved who they are before."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def authenticate(self, request: Request) -> tuple[User, PersonalAPIKey | None]:
        return self._asker.user, self._asker.key


def _match(path: str) -> Any:
    try:
        match = resolve(path)
    except Resolver404:
        raise _no("There is nothing at this path.") from None
    view = getattr(match.func, "cls", None)
    if view is None or not issubclass(view, ProjectView):
        raise _no("There is nothing at this path that can be exported.")
    return match


def _request(method: str, path: str, query: str) -> HttpRequest:
    request = HttpRequest()
    request.method = method
    request.path = request.path_info = path
    request.GET = QueryDict(query)
    request.META = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
    }
    return request


def _no(why: str) -> BadRequest:
    return BadRequest(why, attr=ATTR)
